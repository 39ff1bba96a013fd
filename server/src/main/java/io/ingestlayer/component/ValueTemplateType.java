package io.ingestlayer.component;

import io.ingestlayer.event.Value;
import io.ingestlayer.expression.ValueTemplate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A value that may depend on the event, of any shape: `$event.plan`, `"{{ … }} text"`, `{ plan: $event.plan }`, `5`.
record ValueTemplateType() implements FieldType<ValueTemplate> {

  @Override
  public String name() {
    return "value";
  }

  /// Goes down by itself and not by the whole structure, so that an error names the place of the string it is in.
  @Override
  public @Nullable ValueTemplate read(Node node, ConfigReader reader) {
    return switch (node) {
      case Node.Scalar scalar when scalar.value() instanceof Value.Text(String text) ->
          ParsedType.parse(text, scalar, ValueTemplate::of, reader);
      case Node.Scalar scalar -> ValueTemplate.literal(scalar.value());
      case Node.Items items -> array(items, reader);
      case Node.Members members -> object(members, reader);
    };
  }

  private @Nullable ValueTemplate array(Node.Items items, ConfigReader reader) {
    List<ValueTemplate> elements = new ArrayList<>();
    for (Node element : items.elements()) {
      ValueTemplate template = read(element, reader);
      if (template != null) {
        elements.add(template);
      }
    }
    return elements.size() == items.elements().size()
        ? ParsedType.parse(elements, items, ValueTemplate::array, reader)
        : null;
  }

  private @Nullable ValueTemplate object(Node.Members members, ConfigReader reader) {
    SequencedMap<String, ValueTemplate> values = new LinkedHashMap<>();
    for (Node.Member member : members.members().values()) {
      ValueTemplate template = read(member.value(), reader);
      if (template != null) {
        values.put(member.name(), template);
      }
    }
    return values.size() == members.members().size()
        ? ParsedType.parse(values, members, ValueTemplate::object, reader)
        : null;
  }
}
