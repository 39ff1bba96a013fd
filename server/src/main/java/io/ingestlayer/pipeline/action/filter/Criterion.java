package io.ingestlayer.pipeline.action.filter;

import static java.util.stream.Collectors.joining;

import io.ingestlayer.component.Node;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Condition;
import io.ingestlayer.expression.Expression;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.expression.ValueTemplate;
import io.ingestlayer.pipeline.WhyNot;
import java.util.List;
import java.util.Locale;

/// A part of a filter's condition that can say why it does not hold.
sealed interface Criterion {

  boolean holds(Scope scope);

  /// Why it does not hold, for a scope in which it does not.
  String unmet(Scope scope);

  /// The condition in words.
  String text();

  /// Reads what was already read as a [Condition], so it is known to be one.
  static Criterion of(Node node) {
    return switch (node) {
      case Node.Scalar scalar -> Stated.of(Expression.parse(scalar.text()));
      case Node.Items items -> new All(all(items));
      case Node.Members members -> {
        Node.Member first = members.members().firstEntry().getValue();
        boolean one = members.members().size() == 1;
        if (one && first.name().equals("all") && first.value() instanceof Node.Items items) {
          yield new All(all(items));
        }
        if (one && first.name().equals("any") && first.value() instanceof Node.Items items) {
          yield new Any(all(items));
        }
        yield one && first.name().equals("not")
            ? Not.of(first.value())
            : Compared.of(members.toValue());
      }
    };
  }

  private static List<Criterion> all(Node.Items items) {
    return items.elements().stream().map(Criterion::of).toList();
  }

  /// An expression in text form.
  record Stated(Expression expression, WhyNot whyNot) implements Criterion {
    static Stated of(Expression expression) {
      return new Stated(expression, WhyNot.of(expression));
    }

    @Override
    public boolean holds(Scope scope) {
      return expression.test(scope, Notes.none());
    }

    @Override
    public String unmet(Scope scope) {
      return whyNot.say(scope);
    }

    @Override
    public String text() {
      return expression.source();
    }
  }

  /// A field, an operator and a value.
  record Compared(Condition condition, Expression field, String op, ValueTemplate value)
      implements Criterion {
    static Compared of(Value structure) {
      String field = structure.get("field") instanceof Value.Text text ? text.value() : "";
      String op =
          structure.get("op") instanceof Value.Text text
              ? text.value().strip().toLowerCase(Locale.ROOT).replace(' ', '_')
              : structure.get("value") == Value.Absent.ABSENT ? "exists" : "==";
      Value value = structure.get("value");
      return new Compared(
          Condition.of(structure),
          Expression.parse(field),
          op,
          op.equals("matches") ? ValueTemplate.literal(value) : ValueTemplate.of(value));
    }

    @Override
    public boolean holds(Scope scope) {
      return condition.test(scope, Notes.none());
    }

    @Override
    public String unmet(Scope scope) {
      Value wanted = value.evaluate(scope, Notes.none());
      String found = WhyNot.show(field.evaluate(scope, Notes.none()));
      return field.source() + " is " + found + ", " + instead(wanted);
    }

    @Override
    public String text() {
      return condition.toString();
    }

    private String instead(Value wanted) {
      String shown = show(wanted);
      return switch (op) {
        case "==", "=" -> "not " + shown;
        case "!=" -> "which it must not be";
        case "in" -> "not in " + shown;
        case "not_in" -> "which is in " + shown;
        case "contains" -> "which does not contain " + shown;
        case "matches" -> "which does not match " + shown;
        case "starts_with" -> "which does not start with " + shown;
        case "ends_with" -> "which does not end with " + shown;
        case "exists" -> wanted == Value.Bool.FALSE ? "and must not be there" : "and must be there";
        default -> "not " + op + " " + shown;
      };
    }

    /// A list without the quotes of its texts, as a person writes it.
    private static String show(Value wanted) {
      return wanted instanceof Value.Arr list
          ? WhyNot.shorten(
              list.elements().stream()
                  .map(it -> it instanceof Value.Text text ? text.value() : WhyNot.show(it))
                  .collect(joining(", ", "[", "]")))
          : WhyNot.show(wanted);
    }
  }

  /// All must hold; the first that does not is the reason.
  record All(List<Criterion> parts) implements Criterion {
    @Override
    public boolean holds(Scope scope) {
      return parts.stream().allMatch(it -> it.holds(scope));
    }

    @Override
    public String unmet(Scope scope) {
      return parts.stream()
          .filter(it -> !it.holds(scope))
          .findFirst()
          .map(it -> it.unmet(scope))
          .orElse("");
    }

    @Override
    public String text() {
      return parts.stream().map(Criterion::text).collect(joining(" and ", "(", ")"));
    }
  }

  /// One must hold; that none does is the reason.
  record Any(List<Criterion> parts) implements Criterion {
    private static final int SHOWN_MAX = 5;

    @Override
    public boolean holds(Scope scope) {
      return parts.stream().anyMatch(it -> it.holds(scope));
    }

    @Override
    public String unmet(Scope scope) {
      String more = parts.size() > SHOWN_MAX ? "; and " + (parts.size() - SHOWN_MAX) + " more" : "";
      return "none holds: "
          + parts.stream().limit(SHOWN_MAX).map(it -> it.unmet(scope)).collect(joining("; "))
          + more;
    }

    @Override
    public String text() {
      return parts.stream().map(Criterion::text).collect(joining(" or ", "(", ")"));
    }
  }

  /// It must not hold.
  record Not(Criterion part, String ruledOut) implements Criterion {
    static Not of(Node node) {
      Criterion part = Criterion.of(node);
      return new Not(part, part.text());
    }

    @Override
    public boolean holds(Scope scope) {
      return !part.holds(scope);
    }

    @Override
    public String unmet(Scope scope) {
      return "it must not be that " + ruledOut;
    }

    @Override
    public String text() {
      return "not " + ruledOut;
    }
  }
}
