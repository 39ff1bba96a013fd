package io.ingestlayer.delivery.destination.postgres;

import io.ingestlayer.delivery.AttemptResult.Hold;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What must be true of a table before rows go into it. Pure.
final class TableCheck {
  /// Room for an event's id, with some to spare.
  private static final int EVENT_ID_LENGTH = 36;

  private TableCheck() {}

  static Hold missingTable(TableRoute route, String createTable) {
    return new Hold(
        "missing_table",
        "there is no table " + route.table() + " in this database",
        "Create it, for example with\n"
            + createTable
            + ";\nor set create_table: true. The events wait and go on by themselves.",
        false);
  }

  /// What is wrong with the table, if anything is.
  static Optional<Hold> check(PostgresTable table, TableRoute route) {
    for (String column : route.named()) {
      if (!table.has(column)) {
        return Optional.of(missingColumn(table, column));
      }
    }
    RowMapping mapping = RowMapping.of(table, route);
    String eventId = mapping.eventIdColumn();
    if (eventId != null && !holdsEventId(table, eventId)) {
      return Optional.of(wrongType(table, eventId));
    }
    return switch (mapping.conflict()) {
      case OnConflict.AnotherRow _ -> Optional.empty();
      case OnConflict.Keep(List<String> columns) -> keeping(table, columns, mapping);
      case OnConflict.Replace(List<String> key, List<String> _, List<String> order) ->
          replacing(table, key, order, eventId);
    };
  }

  private static Optional<Hold> keeping(
      PostgresTable table, List<String> columns, RowMapping mapping) {
    if (!table.isUnique(Set.copyOf(columns))) {
      return Optional.of(
          missingIndex(table, columns, "a repeat could not be told from a new event"));
    }
    String eventId = mapping.eventIdColumn();
    boolean tooNarrow = columns.size() > 1 && eventId != null && table.isUnique(Set.of(eventId));
    return tooNarrow ? Optional.of(tooNarrow(table, mapping)) : Optional.empty();
  }

  private static Optional<Hold> replacing(
      PostgresTable table, List<String> key, List<String> order, @Nullable String eventId) {
    if (!table.isUnique(Set.copyOf(key))) {
      return Optional.of(missingIndex(table, key, "no row could be found again by its key"));
    }
    return order.stream()
        .filter(it -> !it.equals(eventId) && !isOrdered(table, it))
        .findFirst()
        .map(it -> unordered(table, it));
  }

  /// As texts, 10 would come before 9.
  private static boolean isOrdered(PostgresTable table, String name) {
    PostgresTable.Column column = table.columns().get(name);
    return column != null && column.base().matches("timestamptz?|date|int[248]|numeric|float[48]");
  }

  private static Hold unordered(PostgresTable table, String column) {
    return new Hold(
        "upsert_order_type",
        "the column %s of %s is no time and no number, so it does not tell which of two events is the newer"
            .formatted(column, table.name()),
        "Make it timestamptz or bigint, or name another column with order_by.",
        false);
  }

  private static boolean holdsEventId(PostgresTable table, String name) {
    PostgresTable.Column column = table.columns().get(name);
    if (column == null || column.base().equals("uuid")) {
      return true;
    }
    Integer max = column.lengthMax();
    boolean isPadded = column.base().equals("bpchar");
    return column.isText() && !isPadded && (max == null || max >= EVENT_ID_LENGTH);
  }

  private static Hold missingColumn(PostgresTable table, String column) {
    return new Hold(
        "missing_column",
        "the table %s has no column %s that can be written".formatted(table.name(), column),
        "Add it (alter table %s add column %s text;) or take it out of the route. The events wait and go on by themselves."
            .formatted(table.name().quoted(), TableName.quoted(column)),
        false);
  }

  private static Hold wrongType(PostgresTable table, String column) {
    return new Hold(
        "event_id_type",
        "the column %s of %s cannot hold an event's id".formatted(column, table.name()),
        "Make it text or uuid, or name another column with event_id_column.",
        false);
  }

  private static Hold missingIndex(PostgresTable table, List<String> together, String so) {
    return new Hold(
        "missing_unique_index",
        "the table %s has no unique index on (%s), so %s"
            .formatted(table.name(), String.join(", ", together), so),
        "Create it: create unique index on %s (%s);"
            .formatted(
                table.name().quoted(),
                together.stream().map(TableName::quoted).collect(Collectors.joining(", "))),
        false);
  }

  private static Hold tooNarrow(PostgresTable table, RowMapping mapping) {
    return new Hold(
        "unique_too_narrow",
        "the table %s is unique on %s alone, so the row of a second pipeline would be lost"
            .formatted(table.name(), mapping.eventIdColumn()),
        "Drop that index and keep the one on (%s)."
            .formatted(String.join(", ", mapping.conflict().columns())),
        false);
  }
}
