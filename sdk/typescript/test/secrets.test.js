import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { configure, ingest } from "@ingestlayer/sdk";
import { KEY, startServer } from "./server.js";

test("a server that echoes the key does not get it into an error", async (t) => {
  const server = await startServer(t);
  configure({ apiKey: KEY, url: server.url });
  server.faults.push((state, request, response) => {
    const echo = request.headers.authorization;
    const results = [{ id: echo, status: "rejected", error: { code: echo, detail: echo } }];
    response.writeHead(400, { "x-request-id": echo });
    response.end(JSON.stringify({ code: echo, detail: echo, request_id: "", results }));
  });

  const error = await ingest("a", {}).catch((reason) => reason);

  assert.equal(error.status, 400);
  assert.match(error.message, /Bearer \*\*\*/);
  assertWithout(KEY, error);
});

test("a short key of a test does not spoil the answer it happens to be part of", async () => {
  const results = [{ id: "evt_a", status: "accepted" }];
  const fetch = async () => Response.json({ data: { results } }, { status: 202 });
  configure({ apiKey: "a", fetch });

  assert.deepEqual(await ingest("a", {}), results[0]);
});

test("a fetch whose error holds the request does not get the key into an error", async () => {
  const fetch = async (url, init) => {
    const { authorization } = init.headers;
    throw Object.assign(new Error(`failed: ${authorization}`), { code: authorization, url, init });
  };
  configure({ apiKey: KEY, maxRetries: 0, fetch });

  const error = await ingest("a", {}).catch((reason) => reason);

  assert.equal(error.code, "network_error");
  assertWithout(KEY, error);
});

test("a key that no header can carry is not quoted", () => {
  const key = "il_live_two\nlines";

  assert.throws(
    () => configure({ apiKey: key }),
    (error) => {
      assertWithout("il_live_two", error);
      return error.code === "invalid_api_key";
    },
  );
});

function assertWithout(secret, error) {
  const shown = inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error);
  assert.ok(!shown.includes(secret), "the error shows the secret");
}
