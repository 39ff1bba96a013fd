package io.ingestlayer.component;

import io.ingestlayer.event.Value;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a value is kept that is not in the definitions: an environment variable or a file.
record Reference(String kind, String name, Location at) {
  private static final String ENV = "env";
  private static final String FILE = "file";
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
  private static final int PATH_MAX = 4_096;

  /// The reference that the mapping is; nothing after an error was added.
  static Optional<Reference> read(Node.Members members, ConfigReader reader) {
    List<Node.Member> all = List.copyOf(members.members().values());
    List<Node.Member> unknown =
        all.stream().filter(it -> !it.name().equals(ENV) && !it.name().equals(FILE)).toList();
    unknown.forEach(it -> reader.unknownKey(it, List.of(ENV, FILE)));
    if (!unknown.isEmpty()) {
      return Optional.empty();
    }
    if (all.size() != 1) {
      reader.error(
          members.at(), "wrong_type", "expected exactly one of { env: NAME } and { file: path }");
      return Optional.empty();
    }
    return read(all.getFirst(), reader);
  }

  private static Optional<Reference> read(Node.Member member, ConfigReader reader) {
    boolean env = member.name().equals(ENV);
    if (!(member.value() instanceof Node.Scalar scalar)
        || scalar.value() instanceof Value.Null
        || scalar.text().length() > PATH_MAX
        || (env && !VARIABLE.matcher(scalar.text()).matches())) {
      reader.wrongType(member.value(), env ? "the name of an environment variable" : "a path");
      return Optional.empty();
    }
    return Optional.of(new Reference(member.name(), scalar.text(), member.value().at()));
  }

  /// The value without the line break at its end; null after an error was added.
  @Nullable String resolve(ConfigReader reader) {
    boolean env = kind.equals(ENV);
    String value = (env ? reader.environment(name) : reader.file(name)).orElse(null);
    if (value == null) {
      reader.error(
          at,
          "secret_missing",
          env
              ? "the environment variable " + name + " is not set; set it before the start"
              : "the file " + name + " cannot be read; check its path and its permissions");
      return null;
    }
    String stripped = value.stripTrailing();
    if (stripped.isEmpty()) {
      reader.error(
          at,
          "secret_missing",
          "the " + (env ? "environment variable " : "file ") + name + " is empty");
      return null;
    }
    return stripped;
  }
}
