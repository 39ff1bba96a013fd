package io.ingestlayer.delivery.destination.postgres;

import io.ingestlayer.delivery.AttemptResult.Hold;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
    List<String> named = new ArrayList<>(route.columns().keySet());
    named.addAll(route.unique());
    if (route.eventIdColumn() != null) {
      named.add(route.eventIdColumn());
    }
    for (String column : named) {
      if (!table.has(column)) {
        return Optional.of(missingColumn(table, column));
      }
    }
    RowMapping mapping = RowMapping.of(table, route);
    String eventId = mapping.eventIdColumn();
    if (eventId == null) {
      return Optional.empty();
    }
    if (!holdsEventId(table, eventId)) {
      return Optional.of(wrongType(table, eventId));
    }
    if (!table.isUnique(Set.copyOf(mapping.conflict()))) {
      return Optional.of(missingIndex(table, mapping.conflict()));
    }
    boolean tooNarrow = mapping.conflict().size() > 1 && table.isUnique(Set.of(eventId));
    return tooNarrow ? Optional.of(tooNarrow(table, mapping)) : Optional.empty();
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

  private static Hold missingIndex(PostgresTable table, List<String> together) {
    return new Hold(
        "missing_unique_index",
        "the table %s has no unique index on (%s), so a repeat could not be told from a new event"
            .formatted(table.name(), String.join(", ", together)),
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
            .formatted(String.join(", ", mapping.conflict())),
        false);
  }
}
