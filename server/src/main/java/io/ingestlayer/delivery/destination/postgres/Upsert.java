package io.ingestlayer.delivery.destination.postgres;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.FieldType;
import io.ingestlayer.component.FieldTypes;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A row for each key instead of one for each event: what a newer event says replaces what an older one said.
///
/// @param key the columns by which a row is found again, unique together in the table
/// @param update the columns that a newer event replaces; the others keep what the row was made with
/// @param orderBy the column that tells which of two events is the newer, or null for the event's own time
record Upsert(List<String> key, List<String> update, @Nullable String orderBy) {
  private static final FieldType<String> COLUMN = FieldTypes.text(TableName.NAME_BYTES_MAX);

  private static final Field<List<String>> KEY =
      Field.required(
          "key",
          FieldTypes.listOf(COLUMN),
          "The columns by which a row is found again, unique together in the table.");
  private static final Field<List<String>> UPDATE =
      Field.required(
          "update",
          FieldTypes.listOf(COLUMN),
          "The columns that a newer event replaces; all others keep what the row was made with.");
  private static final Field<String> ORDER_BY =
      Field.optional(
          "order_by",
          COLUMN,
          "The column, a time or a number, that tells which of two events is the newer; default occurred_at or received_at, whichever the table has, then the event's id.");

  static final ConfigSpec SPEC = ConfigSpec.of(KEY, UPDATE, ORDER_BY).with(Upsert::check);

  Upsert {
    key = List.copyOf(key);
    update = List.copyOf(update);
  }

  static Upsert of(Config config) {
    return new Upsert(config.get(KEY), config.get(UPDATE), config.find(ORDER_BY).orElse(null));
  }

  /// Every column that it names.
  List<String> named() {
    return Stream.of(key, update, orderBy == null ? List.<String>of() : List.of(orderBy))
        .flatMap(List::stream)
        .distinct()
        .toList();
  }

  private static void check(Config config, ConfigReader reader) {
    Upsert upsert = of(config);
    if (upsert.key.isEmpty() || upsert.update.isEmpty()) {
      reader.error(
          config.at(),
          "upsert_without_columns",
          "an upsert names at least one column in \"key\" and one in \"update\"");
    }
    for (String column : upsert.key) {
      if (upsert.update.contains(column) || column.equals(upsert.orderBy)) {
        reader.error(
            config.at(),
            "upsert_key_changes",
            "\"%s\" is part of the key, by which a row is found again, so no event can change it"
                .formatted(column));
      }
    }
  }
}
