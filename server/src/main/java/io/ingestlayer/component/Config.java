package io.ingestlayer.component;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;

/// A configuration that was read and checked against its `ConfigSpec`.
public final class Config {
  private final Map<String, Object> values;
  private final Location at;

  Config(Map<String, Object> values, Location at) {
    this.values = Map.copyOf(values);
    this.at = requireNonNull(at);
  }

  /// A configuration with nothing in it, for a component that stands in for another.
  public static Config empty(Location at) {
    return new Config(Map.of(), at);
  }

  /// Where it stands, for errors found later.
  public Location at() {
    return at;
  }

  /// The value of a required field, or of one with a default.
  public <T> T get(Field<T> field) {
    return find(field)
        .orElseThrow(() -> new IllegalStateException("not required: field " + field.key()));
  }

  /// The value of an optional field, when it was given.
  @SuppressWarnings("unchecked") // A field reads what its own type has put there.
  public <T> Optional<T> find(Field<T> field) {
    Object value = values.get(field.key());
    return Optional.ofNullable(value == null ? field.fallback() : (T) value);
  }
}
