package io.ingestlayer.pipeline;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Expression;
import io.ingestlayer.expression.ExpressionException;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.expression.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Says of a condition that was not true what was found where it looked: `$event.plan is "pro"`.
///
/// @param condition as it was written
/// @param operands what it reads, as far as the definition fixes it
public record WhyNot(String condition, List<Expression> operands) {
  private static final int OPERANDS_MAX = 6;
  private static final int VALUE_MAX = 120;

  public WhyNot {
    operands = List.copyOf(operands);
  }

  public static WhyNot of(Expression condition) {
    return of(condition.source(), condition.paths());
  }

  public static WhyNot of(String condition, Collection<String> paths) {
    List<Expression> operands = new ArrayList<>();
    for (String path : paths) {
      read(path).ifPresent(operands::add);
    }
    return new WhyNot(condition, operands.subList(0, Math.min(OPERANDS_MAX, operands.size())));
  }

  /// A path is only shown; one that cannot be read back, such as a name with quotes in it, is left out.
  private static Optional<Expression> read(String path) {
    try {
      return Optional.of(Expression.parse(path));
    } catch (ExpressionException _) {
      return Optional.empty();
    }
  }

  /// A sentence such as `$event.plan == "free" is not true: $event.plan is "pro"`.
  public String say(Scope scope) {
    String found =
        operands.stream()
            .map(it -> it.source() + " is " + show(it.evaluate(scope, Notes.none())))
            .collect(Collectors.joining(", "));
    return condition + " is not true" + (found.isEmpty() ? "" : ": " + found);
  }

  /// A value in a sentence: JSON, shortened; `absent` when there is none.
  public static String show(Value value) {
    if (value == Value.Absent.ABSENT) {
      return "absent";
    }
    return shorten(Json.write(bounded(value)));
  }

  private static Value bounded(Value value) {
    return value instanceof Value.Text text && text.value().length() > VALUE_MAX
        ? new Value.Text(shorten(text.value()))
        : value;
  }

  public static String shorten(String text) {
    if (text.length() <= VALUE_MAX) {
      return text;
    }
    int end = text.offsetByCodePoints(0, text.codePointCount(0, VALUE_MAX));
    return text.substring(0, end) + "…";
  }
}
