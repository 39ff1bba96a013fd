import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { configure, ingest, ingestBatch, IngestError } from "@ingestlayer/sdk";
import { answer, endless, KEY, startServer } from "./server.js";

let server;

beforeEach(async (t) => {
  server = await startServer(t);
  configure({ apiKey: KEY, url: server.url, maxRetries: 0 });
});

test("a batch has 1 to 500 events", async () => {
  const events = Array.from({ length: 500 }, (_, n) => ({ type: "a", payload: { n } }));

  const { accepted } = await ingestBatch(events);

  assert.equal(accepted, 500);
  await refused(ingestBatch([...events, events[0]]), "batch_too_large");
  await refused(ingestBatch([]), "empty_batch");
  assert.equal(server.requests.length, 1);
});

test("a body of more than 5 MiB of UTF-8 is not sent", async () => {
  await refused(ingest("a", { text: "é".repeat(2.5 * 1024 * 1024) }), "body_too_large");

  await ingest("a", { text: "e".repeat(2.5 * 1024 * 1024) });

  assert.equal(server.requests.length, 1);
});

test("an answer of more than 2 MiB is not taken", async () => {
  const accepted = JSON.stringify({ data: { results: [{ id: "evt_1", status: "accepted" }] } });
  const largest = accepted.padEnd(2 * 1024 * 1024);
  server.faults.push(answer(202, { body: largest }), answer(202, { body: `${largest} ` }));

  const { id } = await ingest("a", {});
  const error = await thrown(ingest("a", {}));

  assert.equal(id, "evt_1");
  assert.equal(error.code, "response_too_large");
});

test("an answer that does not end is not read to the end", async () => {
  server.faults.push(endless);

  const error = await thrown(ingest("a", {}));

  assert.equal(error.status, 202);
  assert.equal(error.code, "response_too_large");
});

test("what cannot be written as JSON is refused by its place, not quoted", async () => {
  const loop = { secret: "hunter2" };
  loop.self = loop;

  const error = await refused(
    ingestBatch([
      { type: "a", payload: {} },
      { type: "a", payload: loop },
    ]),
    "not_serializable",
  );

  assert.match(error.message, /event 1/);
  assert.doesNotMatch(error.message, /hunter2|secret/);
  await refused(ingest("a", { big: 1n }), "not_serializable");
  await refused(ingest("a", {}, { timestamp: new Date(NaN) }), "invalid_timestamp");
});

test("only a 202 that speaks of every event is a success", async () => {
  const accepted = JSON.stringify({ data: { results: [{ id: "evt_1", status: "accepted" }] } });
  const cases = [
    [200, accepted],
    [202, "<html>welcome</html>"],
    [202, "{}"],
    [202, '{"data":{"results":[]}}'],
    [202, '{"data":{"results":[{"status":"accepted"}]}}'],
    [202, JSON.stringify({ data: { results: Array(2).fill({ id: "e", status: "accepted" }) } })],
    [202, '{"data":{"results":[{"id":"evt_1","status":"perhaps"}]}}'],
    [204, ""],
  ];

  for (const [status, body] of cases) {
    server.faults.push(answer(status, { body }));
    const error = await thrown(ingest("a", {}));
    assert.equal(error.code, "unexpected_response", `${status} ${body}`);
    assert.equal(error.retryable, false);
  }

  server.faults.push(answer(202, { body: accepted }));
  assert.equal((await ingest("a", {})).id, "evt_1");
});

test("a redirect is not followed", async (t) => {
  const other = await startServer(t);
  server.faults.push(answer(307, { headers: { location: `${other.url}/v1/ingest` } }));

  const error = await thrown(ingest("a", {}));

  assert.equal(error.status, 307);
  assert.equal(error.code, "http_307");
  assert.equal(other.requests.length, 0);
});

async function refused(promise, code) {
  const error = await thrown(promise);
  assert.equal(error.code, code);
  assert.equal(error.status, 0);
  assert.equal(error.retryable, false);
  return error;
}

async function thrown(promise) {
  const error = await promise.then(
    () => assert.fail("resolved"),
    (reason) => reason,
  );
  assert.ok(error instanceof IngestError, `${error?.stack}`);
  return error;
}
