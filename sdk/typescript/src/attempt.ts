import { RESPONSE_BYTES_MAX } from "./limits.js";
import type { Settings } from "./settings.js";
import { VERSION } from "./version.js";

/** How one try ended. */
export type Attempt =
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly headers: Headers;
      /** Undefined when the body was larger than we read. */
      readonly body: string | undefined;
    }
  | {
      readonly kind: "failed";
      readonly code: "network_error" | "timeout";
      readonly reason: string;
    };

/** Sends the body once; resolves, whatever happens, within `timeoutMs`. */
export async function attempt(body: string, settings: Settings): Promise<Attempt> {
  const abort = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  // A race, not only the signal: a fetch that was brought along may not heed it.
  const deadline = new Promise<Attempt>((resolve) => {
    timer = setTimeout(() => {
      resolve({ kind: "failed", code: "timeout", reason: `no answer in ${settings.timeoutMs} ms` });
      abort.abort();
    }, settings.timeoutMs);
  });
  try {
    return await Promise.race([exchange(body, settings, abort.signal), deadline]);
  } finally {
    clearTimeout(timer);
  }
}

async function exchange(body: string, settings: Settings, signal: AbortSignal): Promise<Attempt> {
  const { fetch, endpoint, apiKey } = settings;
  try {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: {
        accept: "application/json, application/problem+json",
        authorization: `Bearer ${apiKey}`,
        "content-type": "application/json",
        "user-agent": `ingestlayer-js/${VERSION}`,
      },
      body,
      // A redirect would turn the POST into a GET, or take the events elsewhere.
      redirect: "manual",
      signal,
    });
    const { status, headers } = response;
    return { kind: "answered", status, headers, body: await readBody(response) };
  } catch (error) {
    return { kind: "failed", code: "network_error", reason: reasonOf(error) };
  }
}

async function readBody(response: Response): Promise<string | undefined> {
  if (response.body === null) {
    return "";
  }
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let body = "";
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return body + decoder.decode();
    }
    bytes += value.length;
    if (bytes > RESPONSE_BYTES_MAX) {
      // Not awaited: that the rest is unwanted is told, and no answer is needed.
      reader.cancel().catch(() => undefined);
      return undefined;
    }
    body += decoder.decode(value, { stream: true });
  }
}

/**
 * What the system says went wrong, such as ECONNREFUSED. The error itself is not passed on: that of
 * a fetch that was brought along can hold the whole request, key included.
 */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return systemCode(error) ?? systemCode(cause) ?? "the connection failed";
}

function systemCode(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && /^[A-Z][A-Z0-9_]{1,63}$/.test(code) ? code : undefined;
}
