package io.ingestlayer.workspace;

import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.FieldType;
import io.ingestlayer.component.Node;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A name of a certain form.
///
/// @param name what it is the name of, with its article
/// @param form what it may hold, in words
record NameType(String name, Pattern pattern, String form) implements FieldType<String> {
  /// What an address of the API can hold without escapes.
  static final NameType DEFINITION = definition("the name of a definition");

  static final NameType SOURCE = definition("the name of a source");

  static final NameType EVENT_TYPE =
      new NameType(
          "an event type",
          Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:/-]{0,127}"),
          "a letter or digit, then up to 127 letters, digits and _ . : / -");

  static final NameType EVENT_PATTERN =
      new NameType(
          "an event type or a pattern such as user.*",
          Pattern.compile("[A-Za-z0-9*][A-Za-z0-9_.:/*-]{0,127}"),
          "up to 128 letters, digits and _ . : / - *");

  static final NameType ENTITY_KIND =
      new NameType(
          "the kind of an entity",
          Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}"),
          "a letter, then up to 63 letters, digits and _");

  /// What is counted apart, or said of a violation.
  static final NameType DIMENSION =
      new NameType(
          "the name of a part",
          Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}"),
          "up to 100 letters, digits and _ . -");

  private static NameType definition(String name) {
    return new NameType(
        name,
        Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}"),
        "a letter or digit, then up to 99 letters, digits and _ . -");
  }

  @Override
  public @Nullable String read(Node node, ConfigReader reader) {
    if (!(node instanceof Node.Scalar scalar) || !scalar.value().isPresent()) {
      return reader.wrongType(node, name);
    }
    if (!pattern.matcher(scalar.text()).matches()) {
      reader.error(scalar.at(), "invalid_name", name + " is " + form);
      return null;
    }
    return scalar.text();
  }
}
