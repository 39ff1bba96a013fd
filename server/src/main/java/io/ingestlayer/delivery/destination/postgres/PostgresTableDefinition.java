package io.ingestlayer.delivery.destination.postgres;

import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.DeclaredField;
import io.ingestlayer.workspace.DeclaredType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/// The table that a route would have if it could choose: the event's id, type and times, a column for each declared field
/// and for each that the route fills, the payload.
final class PostgresTableDefinition {
  private static final int COLUMNS_MAX = 1_000;

  /// Somebody else makes it at this moment, or has just done so.
  private static final Set<String> MADE_BY_ANOTHER = Set.of("42P06", "42P07", "42710", "23505");

  private final TableRoute route;
  private final SequencedMap<String, String> columns = new LinkedHashMap<>();
  private final List<String> key;

  PostgresTableDefinition(TableRoute route, List<DeclaredField> declared) {
    this.route = route;
    String eventId = route.wantedEventId() == null ? "" : route.wantedEventId();
    key = key(route, eventId);
    if (!eventId.isEmpty()) {
      columns.put(eventId, "text");
    }
    columns.put("event_type", "text");
    columns.put("received_at", "timestamptz");
    columns.put("occurred_at", "timestamptz");
    route.unique().forEach(it -> columns.putIfAbsent(it, "text"));
    columns.put(RowMapping.PAYLOAD, "jsonb");
    Set<String> ours = Set.copyOf(columns.keySet());
    for (DeclaredField field : declared) {
      if (!ours.contains(field.name())
          && TableName.isName(field.name())
          && columns.size() < COLUMNS_MAX) {
        columns.merge(field.name(), type(field.type()), PostgresTableDefinition::both);
      }
    }
    route.named().forEach(it -> columns.putIfAbsent(it, "text"));
    columns.putLast(RowMapping.PAYLOAD, "jsonb");
  }

  private static List<String> key(TableRoute route, String eventId) {
    if (route.upsert() != null) {
      return route.upsert().key();
    }
    return eventId.isEmpty() || !route.unique().isEmpty() ? route.unique() : List.of(eventId);
  }

  private static String type(DeclaredType type) {
    return switch (type) {
      case STRING -> "text";
      case INTEGER -> "bigint";
      case NUMBER -> "numeric";
      case BOOLEAN -> "boolean";
      case OBJECT, ARRAY, ANY -> "jsonb";
    };
  }

  /// What holds the values of two event types that declare the same name.
  private static String both(String one, String other) {
    if (one.equals(other)) {
      return one;
    }
    return Set.of("bigint", "numeric").containsAll(Set.of(one, other)) ? "numeric" : "text";
  }

  /// The statement that makes it, as a person may also run it.
  String sql() {
    StringBuilder lines = new StringBuilder();
    for (Map.Entry<String, String> column : columns.entrySet()) {
      lines.append("  %s %s,\n".formatted(TableName.quoted(column.getKey()), column.getValue()));
    }
    String closing =
        key.isEmpty()
            ? ""
            : "  primary key (%s)\n"
                .formatted(key.stream().map(TableName::quoted).collect(Collectors.joining(", ")));
    if (key.isEmpty()) {
      lines.deleteCharAt(lines.length() - 2);
    }
    return "create table if not exists %s (\n%s%s)"
        .formatted(route.table().quoted(), lines, closing);
  }

  /// Makes the table, and its schema when that is missing too. Several may do so at once.
  void create(Connection connection) throws SQLException {
    boolean hasSchema =
        Sql.queryOne(
                connection,
                """
                select 1
                  from pg_namespace
                 where nspname = ?
                """,
                _ -> true,
                route.table().schema())
            .isPresent();
    // Not asked for when it is there: "if not exists" wants the right to make one all the same.
    if (!hasSchema) {
      run(connection, "create schema if not exists " + TableName.quoted(route.table().schema()));
    }
    run(connection, sql());
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try {
      Sql.execute(connection, sql);
    } catch (SQLException e) {
      if (!MADE_BY_ANOTHER.contains(String.valueOf(e.getSQLState()))) {
        throw e;
      }
    }
  }
}
