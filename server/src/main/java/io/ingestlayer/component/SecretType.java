package io.ingestlayer.component;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A credential by reference (`{ env: NAME }`, `{ file: path }`, `{ secret: NAME }`) or in plain text. No error ever shows what it is.
record SecretType() implements FieldType<Secret> {
  private static final int LENGTH_MAX = 64 * 1024;

  @Override
  public String name() {
    return "secret";
  }

  @Override
  public @Nullable Secret read(Node node, ConfigReader reader) {
    return switch (node) {
      case Node.Members members -> reference(members, reader);
      case Node.Items items ->
          reader.wrongType(items, "{ env: NAME }, { file: path } or { secret: NAME }");
      case Node.Scalar scalar -> plain(scalar, reader);
    };
  }

  private static @Nullable Secret plain(Node.Scalar scalar, ConfigReader reader) {
    if (!scalar.value().isPresent() || scalar.text().isBlank()) {
      reader.error(
          scalar.at(),
          "secret_missing",
          "the secret is empty; name where it is kept with { env: NAME }, { file: path } or { secret: NAME }");
      return null;
    }
    reader.plainSecret(scalar);
    return within(scalar.text(), scalar, reader);
  }

  private static @Nullable Secret reference(Node.Members members, ConfigReader reader) {
    Optional<Reference> reference = Reference.read(members, reader);
    return reference
        .map(it -> it.resolve(reader))
        .map(it -> within(it, members, reader))
        .orElse(null);
  }

  private static @Nullable Secret within(String value, Node node, ConfigReader reader) {
    if (value.length() > LENGTH_MAX) {
      reader.error(node.at(), "too_long", "a secret of more than " + LENGTH_MAX + " characters");
      return null;
    }
    return new Secret(value);
  }
}
