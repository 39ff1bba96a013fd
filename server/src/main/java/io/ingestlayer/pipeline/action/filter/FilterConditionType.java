package io.ingestlayer.pipeline.action.filter;

import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.FieldType;
import io.ingestlayer.component.FieldTypes;
import io.ingestlayer.component.Node;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Condition;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A condition, also as the hosted product writes it: `{ combinator: and, conditions: […] }`.
final class FilterConditionType implements FieldType<FilterCondition> {

  @Override
  public String name() {
    return FieldTypes.CONDITION.name();
  }

  @Override
  public @Nullable FilterCondition read(Node node, ConfigReader reader) {
    Node ours = ours(node);
    Condition condition = FieldTypes.CONDITION.read(ours, reader);
    return condition == null ? null : new FilterCondition(condition, Criterion.of(ours));
  }

  private static Node ours(Node node) {
    return switch (node) {
      case Node.Scalar scalar -> scalar;
      case Node.Items items -> ours(items);
      case Node.Members members -> {
        SequencedMap<String, Node.Member> parts = new LinkedHashMap<>();
        String word = combinator(members);
        for (Node.Member member : members.members().values()) {
          boolean combined = word != null && member.name().equals("conditions");
          if (combined || !(word != null && member.name().equals("combinator"))) {
            String name = combined && word != null ? word : member.name();
            parts.put(name, new Node.Member(member.at(), name, part(member)));
          }
        }
        yield new Node.Members(members.at(), parts);
      }
    };
  }

  private static Node ours(Node.Items items) {
    return new Node.Items(
        items.at(), items.elements().stream().map(FilterConditionType::ours).toList());
  }

  /// What is compared with is data, whatever it looks like.
  private static Node part(Node.Member member) {
    return member.name().equals("value") ? member.value() : ours(member.value());
  }

  /// `all` or `any` for what the hosted product combines; null for anything else.
  private static @Nullable String combinator(Node.Members members) {
    if (!members.members().containsKey("conditions")) {
      return null;
    }
    Node.Member written = members.members().get("combinator");
    Value word = written == null ? Value.of("and") : written.value().toValue();
    return switch (word instanceof Value.Text text ? text.value().toLowerCase(Locale.ROOT) : "") {
      case "and" -> "all";
      case "or" -> "any";
      default -> null;
    };
  }
}
