package io.ingestlayer.delivery.destination.postgres;

import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.event.Event;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.expression.ValueTemplate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What goes into which column of a table. Pure.
///
/// A column that the route names gets what the route says. The column with the event's id gets that, `payload` the whole
/// body, where their types can hold it. `event_type`, `received_at` and `occurred_at` get the event's own unless the body
/// has a field of that name. Any other column gets the body's field of its name, else its default, else null.
///
/// @param eventIdColumn the column with the event's id, or null when the table has none
/// @param conflict what becomes of a row whose like is there already
record RowMapping(
    PostgresTable table, List<Filled> filled, @Nullable String eventIdColumn, OnConflict conflict) {
  static final String PAYLOAD = "payload";

  /// The one that says more of when it happened first.
  static final List<String> TIMES = List.of("occurred_at", "received_at");

  /// A column and where its value comes from.
  record Filled(PostgresTable.Column column, Source source) {}

  /// Where a value comes from.
  sealed interface Source {
    /// What the route says.
    record Mapped(ValueTemplate template) implements Source {}

    /// The body's field of that name, else what the event itself says of it.
    record Field(String name) implements Source {}

    /// The event's id.
    record Id() implements Source {}

    /// The pipeline's name.
    record Pipeline() implements Source {}

    /// The whole body.
    record Body() implements Source {}
  }

  RowMapping {
    filled = List.copyOf(filled);
  }

  static RowMapping of(PostgresTable table, TableRoute route) {
    String wanted = route.wantedEventId();
    String eventId = wanted != null && table.has(wanted) ? wanted : null;
    List<Filled> filled = new ArrayList<>();
    for (PostgresTable.Column column : table.columns().values()) {
      Source source = source(column, route, eventId);
      boolean isNamed = route.upsert() != null && route.upsert().named().contains(column.name());
      boolean countsItself = column.isCounted() && source instanceof Source.Field && !isNamed;
      if (!countsItself) {
        filled.add(new Filled(column, source));
      }
    }
    return new RowMapping(table, filled, eventId, OnConflict.of(table, route, eventId));
  }

  private static Source source(
      PostgresTable.Column column, TableRoute route, @Nullable String eventId) {
    ValueTemplate template = route.columns().get(column.name());
    if (template != null) {
      return new Source.Mapped(template);
    }
    if (column.name().equals(eventId)) {
      return new Source.Id();
    }
    if (column.name().equals(TableRoute.PIPELINE) && route.unique().contains(TableRoute.PIPELINE)) {
      return new Source.Pipeline();
    }
    return column.name().equals(PAYLOAD) && (column.isJson() || column.isText())
        ? new Source.Body()
        : new Source.Field(column.name());
  }

  /// Whether the statement that writes can tell which events made a row or changed one.
  boolean tellsWritten() {
    return eventIdColumn != null && !(conflict instanceof OnConflict.AnotherRow);
  }

  /// The event's id as the column for it returns it.
  String eventId(Event event) {
    PostgresTable.Column column = eventIdColumn == null ? null : table.columns().get(eventIdColumn);
    return column != null && column.base().equals("uuid")
        ? event.id().value().toString()
        : event.id().toString();
  }

  /// The text for each column, null for the default or SQL's null.
  ///
  /// @throws ColumnText.UnfitException when a column cannot hold its value
  @Nullable String[] row(Delivery delivery, Notes notes) throws ColumnText.UnfitException {
    Value.Obj body = bodyOf(delivery);
    @Nullable String[] row = new String[filled.size()];
    for (int i = 0; i < row.length; i++) {
      Filled target = filled.get(i);
      row[i] = text(target.source(), target.column(), delivery, body, notes);
      if (row[i] == null) {
        checkNotNeeded(target.column());
      }
    }
    return row;
  }

  /// Without its key no row is found again, and what has no place in the order is neither newer nor older.
  private void checkNotNeeded(PostgresTable.Column column) throws ColumnText.UnfitException {
    if (conflict instanceof OnConflict.Replace replace
        && (replace.columns().contains(column.name()) || replace.order().contains(column.name()))) {
      throw new ColumnText.UnfitException(
          "column %s has no value, and the upsert needs one to know which row, or which event is the newer"
              .formatted(column.name()));
    }
  }

  private @Nullable String text(
      Source source, PostgresTable.Column column, Delivery delivery, Value.Obj body, Notes notes)
      throws ColumnText.UnfitException {
    return switch (source) {
      case Source.Mapped(ValueTemplate template) ->
          ColumnText.of(template.evaluate(delivery.scope(), notes), column, notes);
      case Source.Id _ -> eventId(delivery.event());
      case Source.Pipeline _ -> delivery.pipeline().name();
      case Source.Body _ -> body(column, delivery, body, notes);
      case Source.Field(String name) -> {
        Value value = body.get(name);
        yield value == Value.Absent.ABSENT
            ? ofEvent(name, column, delivery.event())
            : ColumnText.of(value, column, notes);
      }
    };
  }

  private static @Nullable String body(
      PostgresTable.Column column, Delivery delivery, Value.Obj body, Notes notes)
      throws ColumnText.UnfitException {
    String sent = delivery.event().payload().text();
    boolean isAsSent = !(delivery.scope().output() instanceof Value.Obj);
    // The sender's own text, digit for digit, unless it may hold what jsonb refuses.
    return isAsSent && column.isJson() && !sent.contains("\\u")
        ? sent
        : ColumnText.of(body, column, notes);
  }

  private static @Nullable String ofEvent(String name, PostgresTable.Column column, Event event) {
    if (name.equals("event_type") && column.isText()) {
      return event.type();
    }
    boolean holdsTime = column.isText() || column.base().matches("timestamptz|timestamp|date");
    if (!TIMES.contains(name) || !holdsTime) {
      return null;
    }
    return (name.equals("received_at") ? event.receivedAt() : event.occurredAt()).toString();
  }

  /// What the route delivers: the last transform's object, else the payload.
  static Value.Obj bodyOf(Delivery delivery) {
    return delivery.scope().output() instanceof Value.Obj output
        ? output
        : delivery.event().payload().tree();
  }
}
