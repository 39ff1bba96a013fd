package io.ingestlayer.component;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads configurations: knows the kinds of components, where secrets come from, and collects the problems. One thread.
public final class ConfigReader {
  private final Problems problems;
  private final ComponentCatalog catalog;
  private final Function<String, @Nullable String> environment;

  /// @param environment a variable's value, or null when it is not set
  public ConfigReader(
      Problems problems, ComponentCatalog catalog, Function<String, @Nullable String> environment) {
    this.problems = problems;
    this.catalog = catalog;
    this.environment = environment;
  }

  public ComponentCatalog catalog() {
    return catalog;
  }

  public Optional<String> environment(String variable) {
    return Optional.ofNullable(environment.apply(variable));
  }

  public void error(Location at, String code, String message) {
    problems.error(at, code, message);
  }

  public void warning(Location at, String code, String message) {
    problems.warning(at, code, message);
  }

  public int errorCount() {
    return (int)
        problems.all().stream().filter(it -> it.severity() == Problem.Severity.ERROR).count();
  }

  public void unknownKey(Node.Member member, List<String> known) {
    String nearest = nearest(member.name(), known);
    String hint =
        nearest != null
            ? "did you mean \"" + nearest + "\"?"
            : "known keys are " + String.join(", ", known);
    error(member.at(), "unknown_key", "unknown key \"" + member.name() + "\"; " + hint);
  }

  public void missingKey(Location at, Field<?> field) {
    error(at, "missing_key", "\"" + field.key() + "\" is missing: " + field.doc());
  }

  /// The name that a person most likely meant, or null when none is near.
  public static @Nullable String nearest(String written, List<String> known) {
    return known.stream()
        .filter(it -> distance(written, it) <= Math.max(1, written.length() / 3))
        .min(Comparator.comparingInt(it -> distance(written, it)))
        .orElse(null);
  }

  /// Levenshtein's distance, on short names.
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
