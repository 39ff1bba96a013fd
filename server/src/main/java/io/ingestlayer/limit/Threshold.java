package io.ingestlayer.limit;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.expression.Expression;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.expression.Scope;
import java.util.OptionalLong;

/// The largest value that is allowed: a number, or what an expression says of the event and its entity.
public sealed interface Threshold {

  /// The threshold for what is counted; nothing when there is none: absent, no whole number, or not 0 to 2^53 − 1.
  OptionalLong of(Scope scope);

  /// The same for all.
  record Fixed(long value) implements Threshold {
    public Fixed {
      if (value < 0 || value > ExactInteger.MAX) {
        throw new IllegalArgumentException("a threshold is 0 to 2^53 - 1");
      }
    }

    @Override
    public OptionalLong of(Scope scope) {
      return OptionalLong.of(value);
    }
  }

  /// Depends on what is counted.
  record Computed(Expression expression) implements Threshold {
    public Computed {
      requireNonNull(expression);
    }

    @Override
    public OptionalLong of(Scope scope) {
      return ExactInteger.of(expression.evaluate(scope, Notes.none()));
    }
  }
}
