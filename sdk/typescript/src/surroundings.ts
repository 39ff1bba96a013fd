/** Time and chance, as the sending code sees them; tests bring their own. */
export interface Surroundings {
  /** Unix time in milliseconds. */
  readonly now: () => number;
  /** Resolves after that many milliseconds. */
  readonly sleep: (ms: number) => Promise<void>;
  /** A number from 0 (included) to 1 (excluded). */
  readonly random: () => number;
  /** That many random bytes. */
  readonly randomBytes: (count: number) => Uint8Array;
}

/** The clock and the chance of the machine. */
export const machine: Surroundings = {
  now: Date.now,
  // The timer holds the process open: an event that waits for its retry is not yet accepted.
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
  randomBytes: (count) => {
    const bytes = new Uint8Array(count);
    const crypto: Crypto | undefined = globalThis.crypto;
    // Node 18 has no global Web Crypto. An idempotency key has to be unique, not secret.
    return crypto === undefined
      ? bytes.map(() => Math.floor(Math.random() * 256))
      : crypto.getRandomValues(bytes);
  },
};
