package io.ingestlayer.component;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/// One field of a component's configuration. The same object declares it and reads it: `config.get(TOKEN)`.
///
/// @param fallback the value when the field is not there; null when it is required or simply absent
/// @param doc one or two sentences with units, bounds and where to get it
public record Field<T>(
    String key, FieldType<T> type, boolean required, @Nullable T fallback, String doc) {

  public Field {
    requireNonNull(key);
    requireNonNull(type);
    requireNonNull(doc);
  }

  public static <T> Field<T> required(String key, FieldType<T> type, String doc) {
    return new Field<>(key, type, true, null, doc);
  }

  public static <T> Field<T> optional(String key, FieldType<T> type, String doc) {
    return new Field<>(key, type, false, null, doc);
  }

  public static <T> Field<T> withDefault(String key, FieldType<T> type, T fallback, String doc) {
    return new Field<>(key, type, false, requireNonNull(fallback), doc);
  }
}
