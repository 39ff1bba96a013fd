import assert from "node:assert/strict";
import { test } from "node:test";
import { machine } from "../dist/esm/surroundings.js";
import { uuidv7 } from "../dist/esm/uuid.js";

test("a UUIDv7 is the example of RFC 9562 from the same time and chance", () => {
  // Appendix A.6: 2022-02-22 19:22:22 UTC; rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F.
  const random = Uint8Array.from(Buffer.from("0000000000000cc318c4dc0c0c07398f", "hex"));

  assert.equal(uuidv7(0x017f22e279b0, random), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
});

test("keys differ and sort by time", () => {
  const keys = [1, 2, 3].map((ms) => uuidv7(Date.UTC(2026, 0) + ms, machine.randomBytes(16)));

  assert.deepEqual([...new Set(keys)].sort(), keys);
});
