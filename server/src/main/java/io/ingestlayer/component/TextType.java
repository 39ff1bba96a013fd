package io.ingestlayer.component;

import org.jspecify.annotations.Nullable;

/// Text as it stands. A number or a boolean is taken as it was written: a chat's id need not stand in quotes.
record TextType(int lengthMax) implements FieldType<String> {

  @Override
  public String name() {
    return "text";
  }

  @Override
  public @Nullable String read(Node node, ConfigReader reader) {
    if (!(node instanceof Node.Scalar scalar) || !scalar.value().isPresent()) {
      return reader.wrongType(node, "text");
    }
    if (scalar.text().length() > lengthMax) {
      reader.error(
          node.at(), "too_long", "text of more than " + lengthMax + " characters; shorten it");
      return null;
    }
    return scalar.text();
  }
}
