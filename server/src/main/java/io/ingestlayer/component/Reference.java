package io.ingestlayer.component;

import io.ingestlayer.event.Value;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a value is kept that is not in the definitions: an environment variable, a file, or the server's own secrets.
record Reference(String kind, String name, Location at) {
  private static final String ENV = "env";
  private static final String FILE = "file";
  private static final String SECRET = "secret";
  private static final List<String> KINDS = List.of(ENV, FILE, SECRET);
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
  private static final int PATH_MAX = 4_096;

  /// The reference that the mapping is; nothing after an error was added.
  static Optional<Reference> read(Node.Members members, ConfigReader reader) {
    List<Node.Member> all = List.copyOf(members.members().values());
    List<Node.Member> unknown = all.stream().filter(it -> !KINDS.contains(it.name())).toList();
    unknown.forEach(it -> reader.unknownKey(it, KINDS));
    if (!unknown.isEmpty()) {
      return Optional.empty();
    }
    if (all.size() != 1) {
      reader.error(
          members.at(),
          "wrong_type",
          "expected exactly one of { env: NAME }, { file: path } and { secret: NAME }");
      return Optional.empty();
    }
    return read(all.getFirst(), reader);
  }

  private static Optional<Reference> read(Node.Member member, ConfigReader reader) {
    String kind = member.name();
    if (!(member.value() instanceof Node.Scalar scalar)
        || scalar.value() instanceof Value.Null
        || !isName(kind, scalar.text())) {
      // What stands here is not repeated: it may be the secret itself, put into the wrong place.
      reader.error(
          member.value().at(),
          "wrong_type",
          "expected "
              + switch (kind) {
                case ENV -> "the name of an environment variable";
                case FILE -> "a path";
                default -> SecretName.RULE;
              });
      return Optional.empty();
    }
    return Optional.of(new Reference(kind, scalar.text(), member.value().at()));
  }

  private static boolean isName(String kind, String text) {
    return switch (kind) {
      case ENV -> VARIABLE.matcher(text).matches();
      case FILE -> text.length() <= PATH_MAX;
      default -> SecretName.isOne(text);
    };
  }

  /// The value without the line break at its end; null after an error was added.
  @Nullable String resolve(ConfigReader reader) {
    String value = find(reader).orElse(null);
    if (value == null) {
      reader.error(at, "secret_missing", missing());
      return null;
    }
    String stripped = value.stripTrailing();
    if (stripped.isEmpty()) {
      reader.error(at, "secret_missing", "the " + called() + " is empty");
      return null;
    }
    return stripped;
  }

  private Optional<String> find(ConfigReader reader) {
    return switch (kind) {
      case ENV -> reader.environment(name);
      case FILE -> reader.file(name);
      default -> reader.secret(name);
    };
  }

  /// With its name, unless that may be the secret itself.
  private String called() {
    String word =
        switch (kind) {
          case ENV -> "environment variable";
          case FILE -> "file";
          default -> "secret";
        };
    return word + (isShown() ? " " + name : " that is named here");
  }

  private boolean isShown() {
    return SecretName.isOfWords(name)
        || (kind.equals(FILE) && (name.startsWith("/") || name.startsWith(".")));
  }

  private String missing() {
    String what =
        switch (kind) {
          case ENV -> "the " + called() + " is not set; set it before the start";
          case FILE -> "the " + called() + " cannot be read; check its path and its permissions";
          default ->
              "there is no %s; set it with: ingestlayer secrets set %s"
                  .formatted(called(), isShown() ? name : "NAME");
        };
    return isShown()
        ? what
        : what + " (if this is the secret itself: here stands the name of where it is kept)";
  }
}
