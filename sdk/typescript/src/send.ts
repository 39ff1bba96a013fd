import { readAnswer } from "./answer.js";
import { attempt } from "./attempt.js";
import { delayMs } from "./backoff.js";
import { IngestError } from "./error.js";
import { RETRY_AFTER_MS_MAX } from "./limits.js";
import { type EventInput, writeRequest } from "./request.js";
import type { BatchResult, IngestResult } from "./result.js";
import type { Settings } from "./settings.js";
import type { Surroundings } from "./surroundings.js";

/** Sends one event; resolves once it is durable, throws if it is rejected. */
export async function sendOne(
  event: EventInput,
  settings: Settings,
  surroundings: Surroundings,
): Promise<IngestResult> {
  const { results } = await sendBatch([event], settings, surroundings);
  const [result] = results;
  if (result === undefined || result.status === "rejected") {
    const { code, message } = result?.error ?? {
      code: "unexpected_response",
      message: "no result",
    };
    throw new IngestError(`ingest of 1 event: ${code}: ${message}`, { status: 202, code, results });
  }
  return result;
}

/** Sends a batch, with every retry that is due; resolves once what was not rejected is durable. */
export async function sendBatch(
  events: readonly EventInput[],
  settings: Settings,
  surroundings: Surroundings,
): Promise<BatchResult> {
  const request = writeRequest(events, surroundings);
  for (let retry = 0; ; retry++) {
    const ended = await attempt(request.body, settings);
    const answer = readAnswer(ended, request, settings, surroundings.now());
    if (answer.kind === "stored") {
      return answer.batch;
    }
    const { error } = answer;
    const asked = error.retryAfterMs;
    // To come back sooner than asked helps nobody, and to wait longer would hang the caller.
    if (!error.retryable || retry >= settings.maxRetries || (asked ?? 0) > RETRY_AFTER_MS_MAX) {
      throw error;
    }
    await surroundings.sleep(delayMs(retry, asked, surroundings.random()));
  }
}
