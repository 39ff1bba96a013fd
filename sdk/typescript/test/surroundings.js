// Time that only moves when somebody sleeps, and chance that always says the same.
import { randomBytes } from "node:crypto";

/** `slept` is every sleep asked for, in milliseconds. */
export function turnedByHand({ random = 0.5, nowMs = Date.UTC(2026, 10, 22, 12) } = {}) {
  const slept = [];
  let now = nowMs;
  return {
    slept,
    now: () => now,
    sleep: async (ms) => {
      slept.push(ms);
      now += ms;
    },
    random: () => random,
    randomBytes,
  };
}
