package io.ingestlayer.component;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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

  /// The same with another value of that field, or without it for null; as it is when the field was not given.
  public <T> Config changed(Field<T> field, Function<T, @Nullable T> change) {
    @SuppressWarnings("unchecked") // A field reads what its own type has put there.
    T before = (T) values.get(field.key());
    if (before == null) {
      return this;
    }
    Map<String, Object> others = new HashMap<>(values);
    T after = change.apply(before);
    if (after == null) {
      others.remove(field.key());
    } else {
      others.put(field.key(), after);
    }
    return new Config(others, at);
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
