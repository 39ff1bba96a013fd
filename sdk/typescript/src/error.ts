import type { EventResult } from "./result.js";

/** What an {@link IngestError} knows besides its message. */
export interface IngestErrorDetails {
  status: number;
  code: string;
  requestId?: string | undefined;
  retryable?: boolean | undefined;
  retryAfterMs?: number | undefined;
  results?: readonly EventResult[] | undefined;
  idempotencyKeys?: readonly string[] | undefined;
}

/** The one error that this package throws: the events were not, or not surely, accepted. */
export class IngestError extends Error {
  override readonly name = "IngestError";

  /** The HTTP status of the last try; 0 when no server answered or the request was never sent. */
  readonly status: number;

  /** A stable lower_snake code: the server's, a rejected event's, or one of this package's own. */
  readonly code: string;

  /** The server's name for the request, for its logs and its support. */
  readonly requestId: string | undefined;

  /** Whether the same call can succeed later. Every retry that was due has been made already. */
  readonly retryable: boolean;

  /** How long the server asked to wait, in milliseconds, if it did. */
  readonly retryAfterMs: number | undefined;

  /** What became of each event, in the order sent, when the server refused a whole batch. */
  readonly results: readonly EventResult[] | undefined;

  /**
   * The keys that the events were sent with, in the order sent. Send the events again with these
   * and none of them is stored twice, even if a lost answer was a yes.
   */
  readonly idempotencyKeys: readonly string[] | undefined;

  constructor(message: string, details: IngestErrorDetails) {
    super(message);
    this.status = details.status;
    this.code = details.code;
    this.requestId = details.requestId;
    this.retryable = details.retryable ?? false;
    this.retryAfterMs = details.retryAfterMs;
    this.results = details.results;
    this.idempotencyKeys = details.idempotencyKeys;
  }
}

/** A refusal by this package itself, before anything was sent. */
export function refusal(code: string, message: string): IngestError {
  return new IngestError(message, { status: 0, code });
}
