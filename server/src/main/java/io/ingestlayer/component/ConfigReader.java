package io.ingestlayer.component;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads configurations: knows the kinds of components, where secrets come from, and collects the problems. One thread.
public final class ConfigReader {
  private final Problems problems;
  private final ComponentCatalog catalog;
  private final Function<String, @Nullable String> environment;
  private final Function<String, @Nullable String> files;
  private final Function<String, @Nullable String> secrets;
  private final List<Node.Scalar> plainSecrets = new ArrayList<>();
  private final Deque<String> path = new ArrayDeque<>();

  /// A reader that knows no files.
  ///
  /// @param environment a variable's value, or null when it is not set
  public ConfigReader(
      Problems problems, ComponentCatalog catalog, Function<String, @Nullable String> environment) {
    this(problems, catalog, environment, file -> null);
  }

  /// A reader that knows no secrets of the server.
  public ConfigReader(
      Problems problems,
      ComponentCatalog catalog,
      Function<String, @Nullable String> environment,
      Function<String, @Nullable String> files) {
    this(problems, catalog, environment, files, secret -> null);
  }

  /// @param environment a variable's value, or null when it is not set
  /// @param files a file's text, or null when it cannot be read
  /// @param secrets what is kept under a name, or null when there is none
  public ConfigReader(
      Problems problems,
      ComponentCatalog catalog,
      Function<String, @Nullable String> environment,
      Function<String, @Nullable String> files,
      Function<String, @Nullable String> secrets) {
    this.problems = problems;
    this.catalog = catalog;
    this.environment = environment;
    this.files = files;
    this.secrets = secrets;
  }

  public ComponentCatalog catalog() {
    return catalog;
  }

  public Optional<String> environment(String variable) {
    return Optional.ofNullable(environment.apply(variable));
  }

  /// The text of a file that a secret is kept in.
  public Optional<String> file(String path) {
    return Optional.ofNullable(files.apply(path));
  }

  /// What the server keeps under that name.
  public Optional<String> secret(String name) {
    return Optional.ofNullable(secrets.apply(name));
  }

  /// Notes that this node is a secret in plain text, so that it is never stored as it stands.
  public void plainSecret(Node.Scalar secret) {
    plainSecrets.add(secret);
  }

  /// The secrets in plain text that were read so far, each the very node.
  public List<Node.Scalar> plainSecrets() {
    return List.copyOf(plainSecrets);
  }

  /// Reads what stands under this part of the document: `.steps`, `[2]`.
  public <T extends @Nullable Object> T within(String part, Supplier<T> reading) {
    path.addLast(part);
    try {
      return reading.get();
    } finally {
      path.removeLast();
    }
  }

  /// Where in the document the reader stands: `steps[1].branch[0].steps[0]`.
  public String path() {
    String joined = String.join("", path);
    return joined.startsWith(".") ? joined.substring(1) : joined;
  }

  public void error(Location at, String code, String message) {
    problems.error(at, code, message);
  }

  public void warning(Location at, String code, String message) {
    problems.warning(at, code, message);
  }

  /// An error about a node that is not what it should be: "expected …, found …". Null, for the one who must return something.
  @SuppressWarnings("TypeParameterUnusedInFormals") // Null is of every type.
  public <T> @Nullable T wrongType(Node node, String expected) {
    error(node.at(), "wrong_type", "expected " + expected + ", found " + NodeText.describe(node));
    return null;
  }

  /// As `wrongType`, without what stands there: a credential may have been put into the wrong place.
  @SuppressWarnings("TypeParameterUnusedInFormals") // Null is of every type.
  public <T> @Nullable T wrongShape(Node node, String expected) {
    error(node.at(), "wrong_type", "expected " + expected + ", found " + NodeText.kind(node));
    return null;
  }

  public int errorCount() {
    return problems.errorCount();
  }

  public void unknownKey(Node.Member member, List<String> known) {
    error(
        member.at(),
        "unknown_key",
        "unknown key \""
            + NodeText.shorten(member.name())
            + "\"; "
            + suggest(member.name(), known));
  }

  public void missingKey(Location at, Field<?> field) {
    error(at, "missing_key", "\"" + field.key() + "\" is missing: " + field.doc());
  }

  /// What to write instead, as the second half of a sentence: the nearest known name, or all of them.
  public static String suggest(String written, List<String> known) {
    String nearest = nearest(written, known);
    if (nearest != null) {
      return "did you mean \"" + nearest + "\"?";
    }
    return known.isEmpty() ? "there are none here" : "known are " + String.join(", ", known);
  }

  /// The name that a person most likely meant, or null when none is near.
  public static @Nullable String nearest(String written, List<String> known) {
    return Spelling.nearest(written, known);
  }
}
