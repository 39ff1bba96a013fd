// The package as people get it: packed, unpacked into node_modules, imported and required.
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { VERSION } from "../dist/esm/version.js";
import { KEY, startServer } from "./server.js";

const run = promisify(execFile);
const root = fileURLToPath(new URL("..", import.meta.url));
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
let folder;
let packed;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "ingestlayer-sdk-"));
  // Without its scripts: a build now would take dist/ away from the tests that run beside this one.
  const pack = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
  [packed] = JSON.parse(execFileSync("npm", pack, { cwd: root, encoding: "utf8", stdio: "pipe" }));
  const installed = join(folder, "node_modules/@ingestlayer/sdk");
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", join(folder, packed.filename), "-C", installed, "--strip", "1"]);
});

after(() => rmSync(folder, { recursive: true, force: true }));

test("the package holds the two builds, README and licence, and needs no other package", () => {
  const { dependencies, peerDependencies, version, exports } = manifest();
  const names = new Set(packed.files.map(({ path }) => path.replace(/^(dist\/\w+)\/.*/, "$1")));

  assert.deepEqual([...names].sort(), [
    "LICENSE",
    "README.md",
    "dist/cjs",
    "dist/esm",
    "package.json",
  ]);
  assert.equal(dependencies, undefined);
  assert.equal(peerDependencies, undefined);
  assert.equal(version, VERSION);
  const paths = Object.values(exports["."]).flatMap((condition) => Object.values(condition));
  for (const path of paths) {
    assert.ok(
      packed.files.some((file) => `./${file.path}` === path),
      path,
    );
  }
});

test("import sends an event", async (t) => {
  const { id } = await runs(
    t,
    "app.mjs",
    `import { ingest } from "@ingestlayer/sdk";
    console.log(JSON.stringify(await ingest("a", {})));`,
  );

  assert.match(id, /^evt_/);
});

test("require sends an event", async (t) => {
  const { id } = await runs(
    t,
    "app.cjs",
    `const { ingest } = require("@ingestlayer/sdk");
    ingest("a", {}).then((result) => console.log(JSON.stringify(result)));`,
  );

  assert.match(id, /^evt_/);
});

test("the two calls that people paste compile, imported and required", () => {
  const source = `
    import { configure, ingest, ingestBatch, IngestError } from "@ingestlayer/sdk";
    import type { BatchResult, EventInput, EventResult, IngestResult } from "@ingestlayer/sdk";

    interface Feature { user_id: string; feature: string }
    const account = { id: "cus_1" };
    const period = "2026-11";
    const feature: Feature = { user_id: "usr_1", feature: "export" };

    export async function send(): Promise<string> {
      configure({ apiKey: "il_test_1", url: "http://127.0.0.1:8080", timeoutMs: 1, fetch });
      await ingest(
        "usage.limit_reached",
        { customer_id: account.id, metric: "api-calls", limit: 1, used: 1 },
        { idempotencyKey: \`\${account.id}:api-calls:\${period}\` },
      );
      const used: IngestResult = await ingest("feature.used", { ...feature });
      await ingest("feature.used", feature, { timestamp: new Date() });
      const events: EventInput[] = [{ type: "a", payload: feature, timestamp: "2026-11-22" }];
      const batch: BatchResult = await ingestBatch(events);
      for (const result of batch.results) {
        if (result.status === "rejected") return result.error.code;
      }
      return used.id;
    }

    export function later(error: unknown): number | undefined {
      if (!(error instanceof IngestError) || !error.retryable) return undefined;
      const results: readonly EventResult[] = error.results ?? [];
      const { status, code, requestId } = error;
      console.warn(status.toFixed(), code.trim(), requestId?.trim(), results.length);
      return error.retryAfterMs;
    }`;
  writeFileSync(join(folder, "calls.mts"), source);
  writeFileSync(join(folder, "calls.cts"), source);

  for (const resolution of ["node16", "nodenext"]) {
    compile(["--module", resolution, "calls.mts", "calls.cts"]);
  }
  writeFileSync(join(folder, "bundled.ts"), source);
  compile(["--module", "esnext", "--moduleResolution", "bundler", "bundled.ts"]);
  compile(["--module", "commonjs", "--moduleResolution", "node10", "bundled.ts"]);
});

test("a payload that is no object does not compile", () => {
  writeFileSync(
    join(folder, "wrong.mts"),
    `
    import { ingest } from "@ingestlayer/sdk";
    await ingest("feature.used", "export");`,
  );

  assert.throws(
    () => compile(["--module", "nodenext", "wrong.mts"]),
    ({ stdout }) => stdout.includes("TS2345"),
  );
});

test("the examples send what they say and print the result", async (t) => {
  const server = await startServer(t);
  const env = { ...process.env, INGESTLAYER_URL: server.url, INGESTLAYER_KEY: KEY };

  for (const name of ["usage-limit-hits", "usage-limit-hits", "feature-usage"]) {
    const example = join(root, `dist/examples/${name}.js`);
    const { stdout } = await run(process.execPath, [example], { env });
    assert.match(JSON.parse(stdout).id, /^evt_/);
  }

  const [limit, feature] = server.events;
  assert.equal(server.events.length, 2);
  assert.equal(limit.type, "usage.limit_reached");
  assert.match(limit.idempotencyKey, /^cus_1042:api-calls:\d{4}-\d\d$/);
  assert.deepEqual(Object.keys(limit.payload), ["customer_id", "metric", "limit", "used", "plan"]);
  assert.equal(feature.type, "feature.used");
  assert.deepEqual(Object.keys(feature.payload), ["user_id", "feature", "count", "plan"]);
});

function manifest() {
  const file = join(folder, "node_modules/@ingestlayer/sdk/package.json");
  return JSON.parse(readFileSync(file, "utf8"));
}

async function runs(t, name, source) {
  const server = await startServer(t);
  writeFileSync(join(folder, name), source);
  const env = { ...process.env, INGESTLAYER_URL: server.url, INGESTLAYER_KEY: KEY };
  const { stdout } = await run(process.execPath, [join(folder, name)], { env });
  return JSON.parse(stdout);
}

function compile(options) {
  const strict = ["--strict", "--exactOptionalPropertyTypes", "--noEmit", "--target", "es2022"];
  const how = { cwd: folder, encoding: "utf8", stdio: "pipe" };
  execFileSync(process.execPath, [tsc, ...strict, ...options], how);
}
