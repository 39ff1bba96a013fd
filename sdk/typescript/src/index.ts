import type { EventInput, IngestOptions } from "./request.js";
import type { BatchResult, IngestResult } from "./result.js";
import { sendBatch, sendOne } from "./send.js";
import { checkOptions, type ConfigureOptions, environment, resolveSettings } from "./settings.js";
import { machine } from "./surroundings.js";

export { IngestError, type IngestErrorDetails } from "./error.js";
export type { EventInput, IngestOptions } from "./request.js";
export type {
  BatchResult,
  EventError,
  EventResult,
  IngestResult,
  RejectedEvent,
} from "./result.js";
export type { ConfigureOptions } from "./settings.js";

let configured: ConfigureOptions = {};

/**
 * Sets how events are sent from now on. Each call replaces the one before; what it leaves out
 * comes from `INGESTLAYER_KEY` and `INGESTLAYER_URL`, read when an event is sent.
 *
 * @throws IngestError when an option is out of its bounds
 */
export function configure(options: ConfigureOptions): void {
  checkOptions(options);
  configured = { ...options };
}

/**
 * Sends one event. Resolves when the server has made it durable: no copy need be kept after that.
 * Failures that can pass are retried, with the same key, so the event is stored at most once.
 *
 * @throws IngestError when the event was rejected or is not known to be stored
 */
export async function ingest(
  type: string,
  payload: object,
  options: IngestOptions = {},
): Promise<IngestResult> {
  const { idempotencyKey, timestamp } = options;
  return sendOne(
    { type, payload, idempotencyKey, timestamp },
    resolveSettings(configured, environment()),
    machine,
  );
}

/**
 * Sends at most 500 events in one request. Resolves with what became of each, in their order: one
 * event that is rejected does not hold up the others.
 *
 * @throws IngestError when every event was rejected (see its `results`) or none is known to be
 *     stored
 */
export async function ingestBatch(events: readonly EventInput[]): Promise<BatchResult> {
  return sendBatch(events, resolveSettings(configured, environment()), machine);
}
