import assert from "node:assert/strict";
import { test } from "node:test";
import { configure, ingest } from "@ingestlayer/sdk";
import { resolveSettings } from "../dist/esm/settings.js";
import { KEY, startServer } from "./server.js";

test("key and URL come from the environment of the moment an event is sent", async (t) => {
  const { url, events } = await startServer(t);
  const { INGESTLAYER_KEY, INGESTLAYER_URL } = process.env;
  t.after(() => Object.assign(process.env, { INGESTLAYER_KEY, INGESTLAYER_URL }));
  configure({});

  Object.assign(process.env, { INGESTLAYER_KEY: KEY, INGESTLAYER_URL: url });
  await ingest("a", {});

  assert.equal(events.length, 1);
});

test("what is configured stands above the environment, and that above the default", () => {
  const env = { INGESTLAYER_KEY: "of-env", INGESTLAYER_URL: "http://env:1" };

  const settings = resolveSettings({ apiKey: "of-code" }, env);

  assert.equal(settings.apiKey, "of-code");
  assert.equal(settings.endpoint, "http://env:1/v1/ingest");
  assert.equal(settings.timeoutMs, 10_000);
  assert.equal(settings.maxRetries, 5);
  assert.equal(endpoint(""), "http://127.0.0.1:8080/v1/ingest");
});

test("a URL may have a path and end in a slash, and a key the newline of its file", () => {
  assert.equal(endpoint("https://events.example/"), "https://events.example/v1/ingest");
  assert.equal(endpoint("https://example/layer//"), "https://example/layer/v1/ingest");
  assert.equal(resolveSettings({ apiKey: "il_test_1\n" }, {}).apiKey, "il_test_1");
});

test("an option out of its bounds is refused where it is set", () => {
  const cases = [
    [{ timeoutMs: 0 }, "invalid_option"],
    [{ timeoutMs: 600_001 }, "invalid_option"],
    [{ timeoutMs: NaN }, "invalid_option"],
    [{ maxRetries: -1 }, "invalid_option"],
    [{ maxRetries: 21 }, "invalid_option"],
    [{ maxRetries: 1.5 }, "invalid_option"],
    [{ apiKey: " " }, "missing_api_key"],
    [{ apiKey: "il_live_é" }, "invalid_api_key"],
    [{ url: "events.example" }, "invalid_url"],
    [{ url: "ftp://events.example" }, "invalid_url"],
    [{ url: "https://user@events.example" }, "invalid_url"],
    [{ url: "https://:pass@events.example" }, "invalid_url"],
    [{ url: "https://events.example/?a=b" }, "invalid_url"],
  ];

  for (const [options, code] of cases) {
    assert.throws(() => configure(options), { name: "IngestError", code, status: 0 });
  }
});

test("without a key nothing is sent", () => {
  assert.throws(() => resolveSettings({}, {}), { code: "missing_api_key" });
  assert.throws(() => resolveSettings({}, { INGESTLAYER_KEY: "" }), { code: "missing_api_key" });
});

function endpoint(url) {
  return resolveSettings({ apiKey: KEY }, { INGESTLAYER_URL: url }).endpoint;
}
