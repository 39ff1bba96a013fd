package io.ingestlayer.limit;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.expression.Scope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What one occurrence adds to one rule's counter.
///
/// @param ruleId [LimitRule#id()]
/// @param occurrence its place among those that were measured together
/// @param cause what happened
/// @param scope of it, with the rule's entities
/// @param at the time it is counted at: when it happened, or when it arrived if it claims to be from the future
/// @param window null for a limit that looks at each event by itself
/// @param amount 0 to 2^53 − 1
/// @param threshold the largest value that is allowed for it
public record Hit(
    LimitRule rule,
    long ruleId,
    int occurrence,
    Occurrence cause,
    Scope scope,
    LimitKey key,
    Instant at,
    @Nullable Window window,
    long amount,
    long threshold) {

  public Hit {
    requireNonNull(rule);
    requireNonNull(cause);
    requireNonNull(scope);
    requireNonNull(key);
    requireNonNull(at);
  }

  /// The same at another place.
  Hit at(int place) {
    return new Hit(rule, ruleId, place, cause, scope, key, at, window, amount, threshold);
  }
}
