package io.ingestlayer.limit;

/// Counts what was measured, within a transaction that is open: what comes of it is committed with it, or not at all.
public interface LimitCounting {
  /// For who has no limits.
  LimitCounting NONE = _ -> Outcome.NOTHING;

  Outcome count(Measured measured);
}
