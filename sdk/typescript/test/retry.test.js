import assert from "node:assert/strict";
import { test } from "node:test";
import { sendBatch, sendOne } from "../dist/esm/send.js";
import { resolveSettings } from "../dist/esm/settings.js";
import {
  answer,
  cutBeforeStoring,
  cutWhileAnswering,
  KEY,
  problem,
  silence,
  startServer,
} from "./server.js";
import { turnedByHand } from "./surroundings.js";

const EVENT = { type: "feature.used", payload: { feature: "export" } };

for (const status of [408, 425, 429, 500, 502, 503, 504]) {
  test(`HTTP ${status} is retried with the same key`, async (t) => {
    const { server, settings } = await start(t);
    const time = turnedByHand();
    server.faults.push(problem(status, "later"), problem(status, "later"));

    const result = await sendOne(EVENT, settings, time);

    assert.equal(result.status, "accepted");
    assert.equal(server.requests.length, 3);
    assert.equal(new Set(server.requests.map(({ body }) => body)).size, 1);
    assert.equal(typeof server.requests[0].keys[0], "string");
    assert.deepEqual(time.slept, [250, 500]);
  });
}

for (const status of [400, 401, 403, 404, 409, 410, 413, 415, 422, 501]) {
  test(`HTTP ${status} is not retried`, async (t) => {
    const { server, settings } = await start(t);
    server.faults.push(problem(status, "never"));

    const error = await thrown(sendOne(EVENT, settings, turnedByHand()));

    assert.equal(error.status, status);
    assert.equal(error.code, "never");
    assert.equal(error.retryable, false);
    assert.equal(server.requests.length, 1);
  });
}

test("Retry-After in seconds is waited for, and the jitter comes on top", async (t) => {
  const { server, settings } = await start(t);
  const time = turnedByHand({ random: 0.5 });
  server.faults.push(problem(429, "rate_limited", { "retry-after": "7" }));

  await sendOne(EVENT, settings, time);

  assert.deepEqual(time.slept, [7000 + 250]);
});

test("Retry-After as a date is waited for", async (t) => {
  const { server, settings } = await start(t);
  const time = turnedByHand({ random: 0, nowMs: Date.UTC(2026, 10, 22, 12, 0, 0) });
  const headers = { "retry-after": "Sun, 22 Nov 2026 12:00:09 GMT" };
  server.faults.push(problem(429, "rate_limited", headers));

  await sendOne(EVENT, settings, time);

  assert.deepEqual(time.slept, [9000]);
});

test("the longest Retry-After that is waited for is a minute", async (t) => {
  const { server, settings } = await start(t);
  const time = turnedByHand({ random: 0 });
  server.faults.push(problem(429, "rate_limited", { "retry-after": "60" }));
  server.faults.push(problem(429, "rate_limited", { "retry-after": "61" }));

  const error = await thrown(sendOne(EVENT, settings, time));

  assert.deepEqual(time.slept, [60_000]);
  assert.equal(error.status, 429);
  assert.equal(error.code, "rate_limited");
  assert.equal(error.retryable, true);
  assert.equal(error.retryAfterMs, 61_000);
});

test("a cut before the events are stored is retried and stores them once", async (t) => {
  const { server, settings } = await start(t);
  server.faults.push(cutBeforeStoring);

  const result = await sendOne(EVENT, settings, turnedByHand());

  assert.equal(result.status, "accepted");
  assert.equal(server.requests.length, 2);
  assert.equal(server.events.length, 1);
});

test("a cut after the events are stored is retried and stores them once", async (t) => {
  const { server, settings } = await start(t);
  server.faults.push(cutWhileAnswering);

  const result = await sendOne(EVENT, settings, turnedByHand());

  assert.equal(server.requests.length, 2);
  assert.deepEqual(server.requests[0].keys, server.requests[1].keys);
  assert.deepEqual(result, { id: server.events[0].id, status: "duplicate" });
  assert.equal(server.events.length, 1);
});

test("the keys of a whole batch stay the same over a cut", async (t) => {
  const { server, settings } = await start(t);
  server.faults.push(cutWhileAnswering);

  const events = [EVENT, { ...EVENT, idempotencyKey: "mine" }, EVENT];
  const batch = await sendBatch(events, settings, turnedByHand());

  assert.equal(batch.duplicates, 3);
  assert.equal(server.events.length, 3);
});

test("a server that does not answer in time is tried again", async (t) => {
  const { server, settings } = await start(t, { timeoutMs: 500 });
  server.faults.push(silence);

  const result = await sendOne(EVENT, settings, turnedByHand());

  assert.equal(result.status, "accepted");
  assert.equal(server.requests.length, 2);
});

test("a fetch that heeds no signal is given up on after the timeout", async (t) => {
  const { settings } = await start(t, { maxRetries: 0, timeoutMs: 20 });
  const deaf = { ...settings, fetch: () => new Promise(() => {}) };

  const error = await thrown(sendOne(EVENT, deaf, turnedByHand()));

  assert.equal(error.status, 0);
  assert.equal(error.code, "timeout");
  assert.equal(error.retryable, true);
});

test("the tries end after maxRetries, and the error has the keys to go on with", async (t) => {
  const { server, settings } = await start(t, { maxRetries: 3 });
  const time = turnedByHand({ random: 0.999 });
  server.faults.push(...Array(9).fill(problem(503, "not_ready")));

  const error = await thrown(sendOne(EVENT, settings, time));

  assert.equal(server.requests.length, 4);
  assert.deepEqual(time.slept, [499, 999, 1998]);
  assert.equal(error.status, 503);
  assert.equal(error.code, "not_ready");
  assert.equal(error.retryable, true);
  assert.deepEqual(error.idempotencyKeys, server.requests[3].keys);
});

test("a server that cannot be reached throws with status 0 and the system's reason", async (t) => {
  const { server, settings } = await start(t, { maxRetries: 1 });
  const time = turnedByHand();
  await server.stop();

  const error = await thrown(sendOne(EVENT, settings, time));

  assert.equal(error.status, 0);
  assert.equal(error.code, "network_error");
  assert.equal(error.retryable, true);
  assert.equal(error.message, `ingest of 1 event to ${server.url}/v1/ingest: ECONNREFUSED`);
  assert.equal(time.slept.length, 1);
});

test("an answer that is no problem+json has the status as its code", async (t) => {
  const { server, settings } = await start(t, { maxRetries: 0 });
  server.faults.push(
    answer(502, { headers: { "x-request-id": "proxy-9" }, body: "<html>Bad Gateway</html>" }),
  );

  const error = await thrown(sendOne(EVENT, settings, turnedByHand()));

  assert.equal(error.code, "http_502");
  assert.equal(error.requestId, "proxy-9");
  assert.equal(error.retryable, true);
});

async function start(t, options = {}) {
  const server = await startServer(t);
  return { server, settings: resolveSettings({ apiKey: KEY, url: server.url, ...options }, {}) };
}

async function thrown(promise) {
  return promise.then(
    () => assert.fail("resolved"),
    (reason) => reason,
  );
}
