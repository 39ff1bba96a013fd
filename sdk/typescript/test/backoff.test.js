import assert from "node:assert/strict";
import { test } from "node:test";
import { delayMs, retryAfterMs } from "../dist/esm/backoff.js";

// Far from GMT, so that a date taken for local time shows.
process.env.TZ = "Asia/Tokyo";

const NOON = Date.UTC(2026, 10, 22, 12);

test("the delay is anywhere below a ceiling that doubles up to eight seconds", () => {
  const ceilings = [0, 1, 2, 3, 4, 5, 19].map((retry) => delayMs(retry, undefined, 1));

  assert.deepEqual(ceilings, [500, 1000, 2000, 4000, 8000, 8000, 8000]);
  assert.equal(delayMs(4, undefined, 0), 0);
});

test("a Retry-After in any form that HTTP knows is read", () => {
  assert.equal(retryAfterMs("0", NOON), 0);
  assert.equal(retryAfterMs(" 30 ", NOON), 30_000);
  assert.equal(retryAfterMs("Sun, 22 Nov 2026 12:00:05 GMT", NOON), 5_000);
  assert.equal(retryAfterMs("Sunday, 22-Nov-26 12:00:05 GMT", NOON), 5_000);
  assert.equal(retryAfterMs("Sun Nov 22 12:00:05 2026", NOON), 5_000);
});

test("a date that has passed asks for no wait", () => {
  assert.equal(retryAfterMs("Sun, 22 Nov 2026 11:00:00 GMT", NOON), 0);
});

test("a Retry-After that is neither seconds nor a date asks for nothing", () => {
  for (const field of [null, "", "-5", "1.5", "soon", "Sun, soon GMT", "2026-11-22T12:00:05Z"]) {
    assert.equal(retryAfterMs(field, NOON), undefined, `${field}`);
  }
});
