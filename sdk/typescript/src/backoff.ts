import { BACKOFF_MS_BASE, BACKOFF_MS_MAX } from "./limits.js";

const RETRYABLE = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Whether a try that was answered with this status is worth another. */
export function isRetryable(status: number): boolean {
  return RETRYABLE.has(status);
}

/**
 * The delay before retry number `retry` (0 is the first), in milliseconds: full jitter below a
 * ceiling that doubles, on top of what the server asked for. The jitter stays even then, so that
 * senders who were all told the same moment do not come back together.
 */
export function delayMs(retry: number, retryAfterMs: number | undefined, random: number): number {
  const ceiling = Math.min(BACKOFF_MS_MAX, BACKOFF_MS_BASE * 2 ** retry);
  return (retryAfterMs ?? 0) + Math.floor(random * ceiling);
}

/**
 * Reads a `Retry-After` field (RFC 9110, 10.2.3), seconds or HTTP-date, as milliseconds from
 * `nowMs`; undefined when it is absent or neither.
 */
export function retryAfterMs(field: string | null, nowMs: number): number | undefined {
  const value = field?.trim() ?? "";
  if (/^\d+$/.test(value)) {
    return Number(value) * 1000;
  }
  // Date.parse alone would read "-5" as a date, and a date without a zone as local time.
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(value)) {
    return undefined;
  }
  const at = Date.parse(value.endsWith("GMT") ? value : `${value} GMT`);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
