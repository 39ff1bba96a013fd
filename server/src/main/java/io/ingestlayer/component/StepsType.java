package io.ingestlayer.component;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The steps of a pipeline or of a branch's arm: each a mapping with the action's name as its only key.
record StepsType() implements FieldType<List<Step>> {
  static final int STEPS_MAX = 200;
  private static final String ONE_KEY = "a step such as { filter.match: … }";

  @Override
  public String name() {
    return "steps";
  }

  @Override
  public @Nullable List<Step> read(Node node, ConfigReader reader) {
    if (!(node instanceof Node.Items items)) {
      return reader.wrongType(node, "a list of steps such as [ { set: { severity: high } } ]");
    }
    if (items.elements().size() > STEPS_MAX) {
      reader.error(node.at(), "too_many", "more than " + STEPS_MAX + " steps in a row");
      return null;
    }
    int before = reader.errorCount();
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < items.elements().size(); i++) {
      Node each = items.elements().get(i);
      Step step = reader.within("[" + i + "]", () -> step(each, reader));
      if (step != null) {
        steps.add(step);
      }
    }
    return reader.errorCount() == before ? List.copyOf(steps) : null;
  }

  private static @Nullable Step step(Node node, ConfigReader reader) {
    Node.Member action = action(node, reader);
    if (action == null) {
      return null;
    }
    ComponentCatalog catalog = reader.catalog();
    String type = catalog.actionKey(action.name()).orElse(null);
    ConfigSpec spec = type == null ? null : catalog.action(type).orElse(null);
    if (type == null || spec == null) {
      reader.error(
          action.at(),
          "unknown_action",
          "unknown action \""
              + NodeText.shorten(action.name())
              + "\"; "
              + ConfigReader.suggest(action.name(), catalog.actionTypes()));
      return null;
    }
    String path = reader.path();
    Config config = reader.within("." + type, () -> spec.read(action.value(), reader));
    return config == null ? null : new Step(type, config, path, action.at());
  }

  private static Node.@Nullable Member action(Node node, ConfigReader reader) {
    return switch (node) {
      case Node.Members members when members.members().size() == 1 ->
          members.members().firstEntry().getValue();
      case Node.Scalar scalar when scalar.value().isPresent() ->
          new Node.Member(
              scalar.at(), scalar.text(), new Node.Members(scalar.at(), new LinkedHashMap<>()));
      case Node.Members members -> severalKeys(members, reader);
      case Node.Scalar scalar -> reader.wrongType(scalar, ONE_KEY);
      case Node.Items items -> reader.wrongType(items, ONE_KEY);
    };
  }

  /// `- filter.match:` with its fields one level too far left is the usual way to get here.
  private static Node.@Nullable Member severalKeys(Node.Members members, ConfigReader reader) {
    reader.error(
        members.at(),
        "wrong_type",
        "a step has one key, the action's name, but this has "
            + String.join(", ", members.members().keySet())
            + "; indent the action's fields below its name");
    return null;
  }
}
