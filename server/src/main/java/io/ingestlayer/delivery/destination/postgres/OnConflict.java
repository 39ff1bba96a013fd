package io.ingestlayer.delivery.destination.postgres;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What becomes of a row whose like the table has already. Pure.
sealed interface OnConflict {

  /// The columns, unique together, by which that is seen.
  List<String> columns();

  /// Nothing tells a repeat from a new event: another row.
  record AnotherRow() implements OnConflict {
    @Override
    public List<String> columns() {
      return List.of();
    }
  }

  /// It is the same event: the row stays as it is.
  record Keep(List<String> columns) implements OnConflict {
    public Keep {
      columns = List.copyOf(columns);
    }
  }

  /// It is the same thing, as a newer event says that it is; an older one changes nothing.
  ///
  /// @param columns the key
  /// @param update what the newer event replaces
  /// @param order what tells the newer, the first column first; empty when nothing does, and the last to come wins
  record Replace(List<String> columns, List<String> update, List<String> order)
      implements OnConflict {
    public Replace {
      columns = List.copyOf(columns);
      update = List.copyOf(update);
      order = List.copyOf(order);
    }
  }

  /// @param eventId the column with the event's id, or null
  static OnConflict of(PostgresTable table, TableRoute route, @Nullable String eventId) {
    Upsert upsert = route.upsert();
    if (upsert != null) {
      return replace(table, upsert, eventId);
    }
    if (eventId == null) {
      return new AnotherRow();
    }
    return new Keep(route.unique().isEmpty() ? List.of(eventId) : route.unique());
  }

  private static Replace replace(PostgresTable table, Upsert upsert, @Nullable String eventId) {
    List<String> order = new ArrayList<>();
    String time = upsert.orderBy() == null ? eventTime(table, upsert) : upsert.orderBy();
    if (time != null) {
      order.add(time);
    }
    if (eventId != null) {
      // Ids sort by the time an event came in: of two with the same time this is the later,
      // whatever order they arrive in.
      order.add(eventId);
    }
    Set<String> update = new LinkedHashSet<>(upsert.update());
    // The next comparison is with what this row was written from.
    update.addAll(order);
    return new Replace(upsert.key(), List.copyOf(update), order);
  }

  private static @Nullable String eventTime(PostgresTable table, Upsert upsert) {
    for (String name : RowMapping.TIMES) {
      PostgresTable.Column column = table.columns().get(name);
      boolean isTime = column != null && column.base().matches("timestamptz?");
      if (isTime && !upsert.key().contains(name)) {
        return name;
      }
    }
    return null;
  }
}
