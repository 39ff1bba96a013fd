import { refusal } from "./error.js";
import { BATCH_EVENTS_MAX, BODY_BYTES_MAX } from "./limits.js";
import type { Surroundings } from "./surroundings.js";
import { uuidv7 } from "./uuid.js";

/** What can be said of an event besides its type and payload. */
export interface IngestOptions {
  /** Events with the same key are stored once; a new UUIDv7 when left out. */
  idempotencyKey?: string | undefined;
  /** When it happened: a Date, or a string in RFC 3339; the time of receipt when left out. */
  timestamp?: Date | string | undefined;
}

/** One event of a batch. */
export interface EventInput extends IngestOptions {
  type: string;
  /** A JSON object. */
  payload: object;
}

/** A request body, made once and sent the same in every try. */
export interface IngestRequest {
  readonly body: string;
  /** One key per event, in their order. */
  readonly idempotencyKeys: readonly string[];
}

/**
 * Writes the request for these events. Every event gets its key here, before the first try: a try
 * whose answer is lost may have stored the event, and only the same key keeps the next from
 * storing it again.
 */
export function writeRequest(
  events: readonly EventInput[],
  { now, randomBytes }: Pick<Surroundings, "now" | "randomBytes">,
): IngestRequest {
  if (events.length === 0) {
    throw refusal("empty_batch", "a batch has at least one event");
  }
  if (events.length > BATCH_EVENTS_MAX) {
    throw refusal(
      "batch_too_large",
      `a batch has at most ${BATCH_EVENTS_MAX} events, not ${events.length}`,
    );
  }
  const idempotencyKeys = events.map(
    (event) => event.idempotencyKey ?? uuidv7(now(), randomBytes(16)),
  );
  const written = events.map((event, index) => writeEvent(event, idempotencyKeys[index], index));
  const body = `{"events":[${written.join(",")}]}`;
  const bytes = new TextEncoder().encode(body).length;
  if (bytes > BODY_BYTES_MAX) {
    throw refusal(
      "body_too_large",
      `a request has at most ${BODY_BYTES_MAX} bytes, not ${bytes}; send fewer events at once`,
    );
  }
  return { body, idempotencyKeys };
}

function writeEvent(event: EventInput, idempotencyKey: string | undefined, index: number): string {
  const timestamp = writeTimestamp(event.timestamp, index);
  try {
    return JSON.stringify({ type: event.type, payload: event.payload, idempotencyKey, timestamp });
  } catch {
    // The engine's own message can quote the payload, which may be anything.
    throw refusal("not_serializable", `the payload of event ${index} cannot be written as JSON`);
  }
}

function writeTimestamp(timestamp: Date | string | undefined, index: number): string | undefined {
  if (!(timestamp instanceof Date)) {
    return timestamp;
  }
  if (Number.isNaN(timestamp.getTime())) {
    throw refusal("invalid_timestamp", `the timestamp of event ${index} is an invalid Date`);
  }
  return timestamp.toISOString();
}
