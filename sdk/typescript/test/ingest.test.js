import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { configure, ingest, ingestBatch, IngestError } from "@ingestlayer/sdk";
import { KEY, startServer } from "./server.js";

let server;

beforeEach(async (t) => {
  server = await startServer(t);
  configure({ apiKey: KEY, url: server.url, maxRetries: 0 });
});

test("an accepted event resolves with the id it is stored under", async () => {
  const result = await ingest("user.signed_up", { user_id: "u1" });

  assert.deepEqual(result, { id: server.events[0].id, status: "accepted" });
  assert.equal(server.events[0].type, "user.signed_up");
  assert.deepEqual(server.events[0].payload, { user_id: "u1" });
});

test("a key that was used resolves as a duplicate with the first id", async () => {
  const first = await ingest("order.placed", { order: 7 }, { idempotencyKey: "order-7" });

  const second = await ingest("order.placed", { order: 7 }, { idempotencyKey: "order-7" });

  assert.deepEqual(second, { id: first.id, status: "duplicate" });
  assert.equal(server.events.length, 1);
});

test("a rejected event throws under its own code", async () => {
  await ingest("order.placed", { order: 7 }, { idempotencyKey: "order-7" });

  const error = await thrown(ingest("order.placed", { order: 8 }, { idempotencyKey: "order-7" }));

  assert.equal(error.status, 400);
  assert.equal(error.code, "idempotency_conflict");
  assert.equal(error.retryable, false);
  assert.equal(error.requestId, "req_1");
  assert.match(error.message, /the event: idempotency_conflict/);
});

test("a rejected event throws even from a server that answers 202", async () => {
  const results = [{ id: null, status: "rejected", error: { code: "schema_violation" } }];
  server.faults.push((state, request, response) => {
    response.writeHead(202).end(JSON.stringify({ data: { results } }));
  });

  const error = await thrown(ingest("order.placed", {}));

  assert.equal(error.status, 202);
  assert.equal(error.code, "schema_violation");
});

test("one rejected event does not fail the others of a batch", async () => {
  const batch = await ingestBatch([
    { type: "a", payload: { n: 1 }, idempotencyKey: "k1" },
    { type: "not a type", payload: {} },
    { type: "a", payload: { n: 1 }, idempotencyKey: "k1" },
  ]);

  const { id } = server.events[0];
  assert.deepEqual(batch, {
    accepted: 1,
    duplicates: 1,
    rejected: 1,
    results: [
      { id, status: "accepted" },
      {
        id: undefined,
        status: "rejected",
        error: { code: "invalid_type", message: "the event: invalid_type" },
      },
      { id, status: "duplicate" },
    ],
  });
});

test("a batch of which nothing was stored throws with the result of every event", async () => {
  const error = await thrown(
    ingestBatch([
      { type: "not a type", payload: {} },
      { type: "a", payload: [] },
    ]),
  );

  assert.equal(error.status, 400);
  assert.equal(error.code, "no_event_accepted");
  assert.deepEqual(
    error.results.map((result) => result.error.code),
    ["invalid_type", "invalid_payload"],
  );
});

test("results inside the data envelope of a 400 are read as well", async () => {
  const result = { id: "dl_1", status: "rejected", error: "schema_violation" };
  server.faults.push((state, request, response) => {
    response.writeHead(400).end(JSON.stringify({ data: { results: [result] } }));
  });

  const error = await thrown(ingest("a", {}));

  assert.equal(error.code, "schema_violation");
  assert.equal(error.results[0].id, "dl_1");
});

test("a timestamp is sent as RFC 3339, from a Date or as the text it is", async () => {
  await ingestBatch([
    { type: "a", payload: {}, timestamp: new Date("2026-11-22T10:00:00Z") },
    { type: "a", payload: {}, timestamp: "2026-11-22T11:00:00+01:00" },
    { type: "a", payload: {} },
  ]);

  assert.deepEqual(
    server.events.map((event) => event.timestamp),
    ["2026-11-22T10:00:00.000Z", "2026-11-22T11:00:00+01:00", undefined],
  );
});

test("every event without a key gets a UUIDv7 of its own", async () => {
  await ingestBatch([
    { type: "a", payload: {} },
    { type: "a", payload: {}, idempotencyKey: "mine" },
    { type: "a", payload: {}, idempotencyKey: undefined },
  ]);

  const [first, second, third] = server.requests[0].keys;
  assert.match(first, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(second, "mine");
  assert.notEqual(third, first);
  assert.equal(server.events.length, 3);
});

test("what happens to a payload after the call is not sent", async () => {
  const payload = { n: 1 };

  const sent = ingest("a", payload);
  payload.n = 2;
  await sent;

  assert.deepEqual(server.events[0].payload, { n: 1 });
});

test("a wrong key throws 401 with the server's code", async () => {
  configure({ apiKey: "il_test_wrong", url: server.url });

  const error = await thrown(ingest("a", {}));

  assert.equal(error.status, 401);
  assert.equal(error.code, "invalid_api_key");
  assert.equal(error.retryable, false);
  assert.equal(server.requests.length, 1);
});

async function thrown(promise) {
  const error = await promise.then(
    () => assert.fail("resolved"),
    (reason) => reason,
  );
  assert.ok(error instanceof IngestError, `${error?.stack}`);
  return error;
}
