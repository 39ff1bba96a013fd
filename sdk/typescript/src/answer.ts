import type { Attempt } from "./attempt.js";
import { isRetryable, retryAfterMs } from "./backoff.js";
import { IngestError } from "./error.js";
import { members, text } from "./json.js";
import { SECRET_LENGTH_MIN } from "./limits.js";
import type { IngestRequest } from "./request.js";
import {
  type BatchResult,
  batchResult,
  type EventError,
  type EventResult,
  readResults,
} from "./result.js";
import type { Settings } from "./settings.js";

/** What a try means for the caller. */
export type Answer =
  | { readonly kind: "stored"; readonly batch: BatchResult }
  | { readonly kind: "refused"; readonly error: IngestError };

/** Reads a try: stored on a 202 that says what became of each event, refused on all else. */
export function readAnswer(
  attempt: Attempt,
  request: IngestRequest,
  settings: Settings,
  nowMs: number,
): Answer {
  const { idempotencyKeys } = request;
  const doing = `ingest of ${plural(idempotencyKeys.length)}`;
  if (attempt.kind === "failed") {
    const { code, reason } = attempt;
    const message = `${doing} to ${settings.endpoint}: ${reason}`;
    return refused(message, { status: 0, code, retryable: true, idempotencyKeys });
  }

  const { status, headers, body } = attempt;
  const json = members(parse(body, settings.apiKey));
  const results = readResults(members(json.data).results ?? json.results, idempotencyKeys.length);
  if (status === 202 && results !== undefined) {
    return { kind: "stored", batch: batchResult(results) };
  }

  const rejection = onlyRejection(results);
  const code = rejection?.code ?? text(json.code) ?? codeOf(status, body);
  const detail =
    rejection?.message ??
    text(json.detail) ??
    text(members(json.error).message) ??
    text(json.title) ??
    explain(status);
  return refused(`${doing}: HTTP ${status} ${code}: ${detail}`, {
    status,
    code,
    requestId: text(json.request_id) ?? redact(headers.get("x-request-id"), settings.apiKey),
    retryable: isRetryable(status),
    retryAfterMs: retryAfterMs(headers.get("retry-after"), nowMs),
    results,
    idempotencyKeys,
  });
}

/** Why the only event was rejected: that says more than that the request was. */
function onlyRejection(results: readonly EventResult[] | undefined): EventError | undefined {
  const [first, second] = results ?? [];
  return first?.status === "rejected" && second === undefined ? first.error : undefined;
}

function refused(...what: ConstructorParameters<typeof IngestError>): Answer {
  return { kind: "refused", error: new IngestError(...what) };
}

/** The body as JSON, with the key taken out of every text, should a server or proxy echo it. */
function parse(body: string | undefined, apiKey: string): unknown {
  try {
    return JSON.parse(body ?? "", (_, value: unknown) =>
      typeof value === "string" ? redact(value, apiKey) : value,
    );
  } catch {
    return undefined;
  }
}

function redact(value: string | null, apiKey: string): string | undefined {
  // A shorter one is a test's stand-in, and could be found in the words of an honest answer.
  return apiKey.length < SECRET_LENGTH_MIN
    ? (value ?? undefined)
    : value?.replaceAll(apiKey, "***");
}

function codeOf(status: number, body: string | undefined): string {
  if (status < 200 || status > 299) {
    return `http_${status}`;
  }
  return body === undefined ? "response_too_large" : "unexpected_response";
}

function explain(status: number): string {
  return status >= 300 && status <= 399
    ? "redirected; set the URL to where ingestlayer is"
    : "not an answer that ingestlayer gives";
}

function plural(events: number): string {
  return events === 1 ? "1 event" : `${events} events`;
}
