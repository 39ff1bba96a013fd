package io.ingestlayer.app;

import io.ingestlayer.component.ConfigReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/// Settings as text, by dotted name: the defaults in the jar, what a file overrides, what the environment overrides.
final class SettingsSource {
  private static final String DEFAULTS = "/ingestlayer.default.yaml";
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(ms|s|m|h|d)");

  private final Map<String, String> values;

  private SettingsSource(Map<String, String> values) {
    this.values = values;
  }

  /// @param file the operator's file, or null
  static SettingsSource read(@Nullable Path file, Map<String, String> environment) {
    Map<String, String> values = defaults();
    if (file != null) {
      override(values, file);
    }
    for (Map.Entry<String, String> setting : values.entrySet()) {
      String given = environment.get(variable(setting.getKey()));
      if (given != null) {
        setting.setValue(given);
      }
    }
    return new SettingsSource(values);
  }

  private static Map<String, String> defaults() {
    try (InputStream defaults = SettingsSource.class.getResourceAsStream(DEFAULTS)) {
      if (defaults == null) {
        throw new IllegalStateException("the jar lacks " + DEFAULTS);
      }
      return flat(yaml().load(defaults), DEFAULTS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void override(Map<String, String> values, Path file) {
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      flat(yaml().load(reader), file.toString())
          .forEach((name, value) -> {
            if (values.replace(name, value) == null) {
              String nearest = ConfigReader.nearest(name, List.copyOf(values.keySet()));
              throw new SettingsException(
                  "%s: there is no setting \"%s\"%s"
                      .formatted(
                          file,
                          name,
                          nearest == null ? "" : "; did you mean \"" + nearest + "\"?"));
            }
          });
    } catch (IOException e) {
      throw new SettingsException(
          "the settings file " + file + " cannot be read: " + e.getMessage());
    } catch (YAMLException e) {
      throw new SettingsException("the settings file " + file + " is not YAML" + where(e));
    }
  }

  /// Without the line itself, which may hold a password.
  private static String where(YAMLException e) {
    return e instanceof MarkedYAMLException marked && marked.getProblemMark() != null
        ? ": %s, in line %d".formatted(marked.getProblem(), marked.getProblemMark().getLine() + 1)
        : "";
  }

  private static Yaml yaml() {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(0);
    return new Yaml(new SafeConstructor(options));
  }

  private static Map<String, String> flat(@Nullable Object document, String file) {
    Map<String, String> flat = new LinkedHashMap<>();
    if (document != null) {
      flatten("", document, flat, file);
    }
    return flat;
  }

  private static void flatten(
      String prefix, @Nullable Object value, Map<String, String> into, String file) {
    switch (value) {
      case null -> into.put(prefix, "");
      case Map<?, ?> members ->
          members.forEach((name, member) ->
              flatten(prefix.isEmpty() ? name + "" : prefix + "." + name, member, into, file));
      case List<?> _ ->
          throw new SettingsException(file + ": \"" + prefix + "\" is a list; it takes one value");
      default -> into.put(prefix, value.toString());
    }
  }

  private static String variable(String name) {
    return "INGESTLAYER_" + name.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("there is no setting " + name);
    }
    return value.strip();
  }

  int integer(String name, int min, int max) {
    try {
      int value = Integer.parseInt(text(name));
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Answered below, as for a number out of bounds.
    }
    throw new SettingsException(
        "%s (%s) is \"%s\"; it is a whole number from %d to %d"
            .formatted(name, variable(name), text(name), min, max));
  }

  /// Empty when it is left empty.
  OptionalInt integerIfGiven(String name, int min, int max) {
    return text(name).isEmpty() ? OptionalInt.empty() : OptionalInt.of(integer(name, min, max));
  }

  Duration duration(String name, Duration min, Duration max) {
    Duration value = duration(name);
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw wrong(name, "a duration from " + written(min) + " to " + written(max));
    }
    return value;
  }

  /// In the largest unit that has no rest.
  private static String written(Duration duration) {
    if (duration.toMillis() % 1_000 != 0) {
      return duration.toMillis() + "ms";
    }
    if (duration.toSeconds() % 60 != 0) {
      return duration.toSeconds() + "s";
    }
    return duration.toMinutes() % (24 * 60) == 0
        ? duration.toDays() + "d"
        : duration.toMinutes() + "m";
  }

  private Duration duration(String name) {
    Matcher matcher = DURATION.matcher(text(name));
    if (!matcher.matches()) {
      throw new SettingsException(
          "%s (%s) is \"%s\"; it is a duration such as 30s, 5m, 24h or 35d"
              .formatted(name, variable(name), text(name)));
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  SettingsException wrong(String name, String expected) {
    return new SettingsException(
        "%s (%s) is \"%s\"; it is %s".formatted(name, variable(name), text(name), expected));
  }
}
