/** The most events in one request; the server takes no more. */
export const BATCH_EVENTS_MAX = 500;

/** The largest request body, in bytes of UTF-8; the server's default is the same. */
export const BODY_BYTES_MAX = 5 * 1024 * 1024;

/** The largest response that is read: room for 500 rejections of 4 KiB each. */
export const RESPONSE_BYTES_MAX = 2 * 1024 * 1024;

/** The longest a server may ask us to wait; when it asks for more, the caller is told instead. */
export const RETRY_AFTER_MS_MAX = 60_000;

/** The first delay between two tries is at most this, and each later one at most double. */
export const BACKOFF_MS_BASE = 500;

/** No delay of our own is longer than this. */
export const BACKOFF_MS_MAX = 8_000;

export const TIMEOUT_MS_DEFAULT = 10_000;
export const TIMEOUT_MS_MAX = 600_000;

export const RETRIES_DEFAULT = 5;
export const RETRIES_MAX = 20;

/** A key of fewer characters is no secret; those that ingestlayer mints have 44. */
export const SECRET_LENGTH_MIN = 16;
