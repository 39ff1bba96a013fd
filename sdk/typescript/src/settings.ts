import { refusal } from "./error.js";
import { RETRIES_DEFAULT, RETRIES_MAX, TIMEOUT_MS_DEFAULT, TIMEOUT_MS_MAX } from "./limits.js";

/** How events are sent. What is left out comes from the environment, then from the default. */
export interface ConfigureOptions {
  /** The API key, `il_live_…`; else `INGESTLAYER_KEY`. */
  apiKey?: string | undefined;
  /** Where ingestlayer is; else `INGESTLAYER_URL`, else `http://127.0.0.1:8080`. */
  url?: string | undefined;
  /** How long one try may take, answer included, in milliseconds: 1 to 600 000, default 10 000. */
  timeoutMs?: number | undefined;
  /** How many more tries follow a first one that failed: 0 to 20, default 5. */
  maxRetries?: number | undefined;
  /** What is called in place of the global `fetch`. */
  fetch?: typeof fetch | undefined;
}

/** Options that were checked and completed. */
export interface Settings {
  readonly apiKey: string;
  readonly endpoint: string;
  readonly timeoutMs: number;
  readonly maxRetries: number;
  readonly fetch: typeof fetch;
}

/** The variables of the environment, where there are any. */
export type Environment = Readonly<Record<string, string | undefined>>;

const URL_DEFAULT = "http://127.0.0.1:8080";

/** The process's environment; empty where there is no process. */
export function environment(): Environment {
  const { process } = globalThis as { process?: { env?: Environment } };
  return process?.env ?? {};
}

/** Checks the options that are there, so that a mistake shows where it was made. */
export function checkOptions(options: ConfigureOptions): void {
  if (options.apiKey !== undefined) {
    readKey(options.apiKey);
  }
  if (options.url !== undefined) {
    readEndpoint(options.url);
  }
  readNumber("timeoutMs", options.timeoutMs, TIMEOUT_MS_DEFAULT, 1, TIMEOUT_MS_MAX);
  readNumber("maxRetries", options.maxRetries, RETRIES_DEFAULT, 0, RETRIES_MAX);
}

/** Completes the options from the environment and the defaults, or refuses them. */
export function resolveSettings(options: ConfigureOptions, env: Environment): Settings {
  return {
    apiKey: readKey(options.apiKey ?? env["INGESTLAYER_KEY"] ?? ""),
    endpoint: readEndpoint(options.url ?? (env["INGESTLAYER_URL"] || URL_DEFAULT)),
    timeoutMs: readNumber("timeoutMs", options.timeoutMs, TIMEOUT_MS_DEFAULT, 1, TIMEOUT_MS_MAX),
    maxRetries: readNumber("maxRetries", options.maxRetries, RETRIES_DEFAULT, 0, RETRIES_MAX),
    fetch: options.fetch ?? globalThis.fetch,
  };
}

function readKey(value: string): string {
  const key = value.trim();
  if (key === "") {
    throw refusal(
      "missing_api_key",
      "no API key: set INGESTLAYER_KEY or call configure({ apiKey })",
    );
  }
  // fetch would refuse such a header too, but with the key in its message.
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw refusal("invalid_api_key", "the API key has characters that no key has");
  }
  return key;
}

function readEndpoint(value: string): string {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    throw refusal("invalid_url", "the URL of ingestlayer is not an absolute URL");
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw refusal("invalid_url", "the URL of ingestlayer has to be http or https");
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw refusal(
      "invalid_url",
      "the URL of ingestlayer takes no user, password, query or fragment",
    );
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}/v1/ingest`;
}

function readNumber(
  name: string,
  value: number | undefined,
  byDefault: number,
  min: number,
  max: number,
): number {
  const number = value ?? byDefault;
  if (!Number.isInteger(number) || number < min || number > max) {
    throw refusal("invalid_option", `${name} has to be a whole number from ${min} to ${max}`);
  }
  return number;
}
