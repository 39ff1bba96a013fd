// Tells ingestlayer that an account has used up its API calls, once per account and month.
// Needs INGESTLAYER_URL and INGESTLAYER_KEY in the environment.
import { ingest } from "@ingestlayer/sdk";

const account = { id: "cus_1042", plan: "growth", apiCalls: 10_000, apiCallsLimit: 10_000 };
const period = new Date().toISOString().slice(0, "2026-01".length);

const result = await ingest(
  "usage.limit_reached",
  {
    customer_id: account.id,
    metric: "api-calls",
    limit: account.apiCallsLimit,
    used: account.apiCalls,
    plan: account.plan,
  },
  { idempotencyKey: `${account.id}:api-calls:${period}` },
);

console.log(JSON.stringify(result));
