// Tells ingestlayer that somebody used a feature.
// Needs INGESTLAYER_URL and INGESTLAYER_KEY in the environment.
import { ingest } from "@ingestlayer/sdk";

const user = { id: "usr_77", plan: "free" };

const result = await ingest("feature.used", {
  user_id: user.id,
  feature: "export",
  count: 1,
  plan: user.plan,
});

console.log(JSON.stringify(result));
