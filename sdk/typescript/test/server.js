// An ingest endpoint on loopback, as strict as the contract, that can be told to misbehave.
import { createHash, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { once } from "node:events";

export const KEY = "il_test_0123456789abcdefghijABCDEFGHIJ000000";

/**
 * Starts a server that ends with the test. `requests` is every request in order, with the keys it
 * carried; `events` is what was stored. Each of `faults` is used up by one request, in their order.
 */
export async function startServer(t) {
  const state = { requests: [], events: [], faults: [] };
  const server = createServer((request, response) => serve(state, request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const stop = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  t.after(stop);
  return Object.assign(state, { url: `http://127.0.0.1:${server.address().port}`, stop });
}

/** Answers with this instead of looking at the events. */
export function answer(status, { headers = {}, body = "" } = {}) {
  return (state, request, response) => {
    response.writeHead(status, headers).end(body);
  };
}

/** Answers with problem+json. */
export function problem(status, code, headers = {}) {
  return (state, request, response) => sendProblem(response, { status, code }, headers);
}

/** Cuts the connection before the events are looked at. */
export function cutBeforeStoring(state, request) {
  request.socket.destroy();
}

/** Stores the events, and cuts the connection in the middle of the answer. */
export function cutWhileAnswering(state, request, response, body) {
  const written = JSON.stringify({ data: store(state, JSON.parse(body).events) });
  response.writeHead(202, { "content-length": written.length });
  response.write(written.slice(0, 20), () => request.socket.destroy());
}

/** Never answers. */
export function silence() {}

/** Answers 202 and never stops. */
export function endless(state, request, response) {
  response.writeHead(202, { "content-type": "application/json" });
  const chunk = " ".repeat(64 * 1024);
  const more = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on("drain", more);
  more();
}

async function serve(state, request, response) {
  const chunks = [];
  const fault = state.faults.shift();
  const { method, url, headers } = request;
  const seen = { method, url, headers, body: "", keys: [] };
  state.requests.push(seen);
  if (fault === cutBeforeStoring) {
    fault(state, request);
    return;
  }
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  seen.body = Buffer.concat(chunks).toString("utf8");
  seen.keys = keysOf(seen.body);
  if (fault !== undefined) {
    fault(state, request, response, seen.body);
    return;
  }
  const refusal = refuse(seen);
  if (refusal !== undefined) {
    sendProblem(response, refusal);
    return;
  }
  const data = store(state, JSON.parse(seen.body).events);
  if (data.accepted + data.duplicates === 0) {
    sendProblem(response, { status: 400, code: "no_event_accepted", data });
    return;
  }
  response.writeHead(202, { "content-type": "application/json" }).end(JSON.stringify({ data }));
}

function keysOf(body) {
  try {
    return JSON.parse(body).events.map((event) => event.idempotencyKey);
  } catch {
    return [];
  }
}

function sendProblem(response, { status, code, data }, headers = {}) {
  const detail = `the request was refused: ${code}`;
  response.writeHead(status, { "content-type": "application/problem+json", ...headers }).end(
    JSON.stringify({
      type: "about:blank",
      title: "Refused",
      status,
      detail,
      code,
      request_id: "req_1",
      error: { message: detail },
      ...(data === undefined ? {} : { results: data.results }),
    }),
  );
}

function refuse({ method, url, headers, body }) {
  if (url !== "/v1/ingest") {
    return { status: 404, code: "not_found" };
  }
  if (method !== "POST") {
    return { status: 405, code: "method_not_allowed" };
  }
  if (headers.authorization !== `Bearer ${KEY}`) {
    return { status: 401, code: "invalid_api_key" };
  }
  if (headers["content-type"] !== "application/json") {
    return { status: 415, code: "unsupported_media_type" };
  }
  const { events, ...others } = JSON.parse(body);
  if (!Array.isArray(events) || Object.keys(others).length > 0) {
    return { status: 400, code: "invalid_shape" };
  }
  if (events.length < 1 || events.length > 500) {
    return { status: 413, code: "batch_too_large" };
  }
  return undefined;
}

function store(state, events) {
  const results = events.map((event) => storeOne(state, event));
  const count = (status) => results.filter((result) => result.status === status).length;
  return {
    accepted: count("accepted"),
    duplicates: count("duplicate"),
    rejected: count("rejected"),
    results,
  };
}

function storeOne(state, event) {
  const code = reject(event);
  const hash = createHash("sha256")
    .update(JSON.stringify([event.type, event.payload]))
    .digest("hex");
  const first = state.events.find(({ idempotencyKey }) => idempotencyKey === event.idempotencyKey);
  if (code !== undefined) {
    return rejected(code);
  }
  if (first !== undefined) {
    return first.hash === hash
      ? { id: first.id, status: "duplicate" }
      : rejected("idempotency_conflict");
  }
  const id = `evt_${randomUUID().replaceAll("-", "")}`;
  state.events.push({ ...event, id, hash });
  return { id, status: "accepted" };
}

function rejected(code) {
  return { id: null, status: "rejected", error: { code, detail: `the event: ${code}` } };
}

function reject({ type, payload, idempotencyKey, timestamp, ...others }) {
  if (Object.keys(others).length > 0) {
    return "invalid_shape";
  }
  if (typeof type !== "string" || !/^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,127}$/.test(type)) {
    return "invalid_type";
  }
  if (typeof payload !== "object" || payload === null || Array.isArray(payload)) {
    return "invalid_payload";
  }
  // Optional in the contract, but this client sends one with every event.
  if (typeof idempotencyKey !== "string" || !/^[\x20-\x7e]{1,255}$/.test(idempotencyKey)) {
    return "invalid_idempotency_key";
  }
  const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
  if (timestamp !== undefined && !rfc3339.test(timestamp)) {
    return "invalid_timestamp";
  }
  return undefined;
}
