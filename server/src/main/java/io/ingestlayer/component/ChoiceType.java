package io.ingestlayer.component;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One of some names.
record ChoiceType(List<String> names) implements FieldType<String> {

  ChoiceType {
    names = List.copyOf(names);
  }

  @Override
  public String name() {
    return "one of " + String.join(", ", names);
  }

  @Override
  public @Nullable String read(Node node, ConfigReader reader) {
    if (!(node instanceof Node.Scalar scalar)) {
      return reader.wrongType(node, name());
    }
    if (!names.contains(scalar.text())) {
      reader.error(
          node.at(),
          "unknown_choice",
          "unknown value "
              + NodeText.describe(node)
              + "; "
              + ConfigReader.suggest(scalar.text(), names));
      return null;
    }
    return scalar.text();
  }
}
