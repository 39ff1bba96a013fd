package io.ingestlayer.limit;

import static java.util.Objects.requireNonNull;

/// What is added to one counter at once.
///
/// @param rule whose counter it is
/// @param threshold the latest that held for it, kept for who asks how much is left
public record Increment(
    CounterId id, LimitRule rule, LimitKey key, Window window, long amount, long threshold) {

  public Increment {
    requireNonNull(id);
    requireNonNull(rule);
    requireNonNull(key);
    requireNonNull(window);
  }

  /// Both at once, under the later one's threshold.
  Increment plus(Increment more) {
    return new Increment(
        id, rule, key, window, ExactInteger.add(amount, more.amount()), more.threshold());
  }
}
