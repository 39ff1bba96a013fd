package io.ingestlayer.delivery.destination.postgres;

import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.event.Event;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.expression.ValueTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What goes into which column of a table. Pure.
///
/// A column that the route names gets what the route says. `event_id`, `event_type`, `received_at`, `occurred_at` and
/// `payload` get the event's own where the table has them and the body has no field of that name. Any other column gets
/// the body's field of its name, or null.
///
/// @param eventIdColumn the column with the event's id, or null when the table has none
/// @param conflict the columns by which a repeat is recognised; empty without an event id column
record RowMapping(
    PostgresTable table,
    List<Filled> filled,
    @Nullable String eventIdColumn,
    List<String> conflict) {
  static final String EVENT_ID = "event_id";
  static final String PIPELINE = "pipeline";
  static final String PAYLOAD = "payload";

  /// A column and where its value comes from.
  record Filled(PostgresTable.Column column, Source source) {}

  /// Where a value comes from.
  sealed interface Source {
    record Mapped(ValueTemplate template) implements Source {}

    record Field(String name) implements Source {}

    record Envelope(String name) implements Source {}

    record Body() implements Source {}
  }

  RowMapping {
    filled = List.copyOf(filled);
    conflict = List.copyOf(conflict);
  }

  /// @param mapped the route's `columns`; each is in the table
  /// @param unique the route's `unique`, or empty
  static RowMapping of(
      PostgresTable table,
      SequencedMap<String, ValueTemplate> mapped,
      @Nullable String namedEventId,
      List<String> unique) {
    String eventId =
        namedEventId != null ? namedEventId : table.has(EVENT_ID) ? EVENT_ID : null;
    List<Filled> filled = new ArrayList<>();
    for (PostgresTable.Column column : table.columns().values()) {
      filled.add(new Filled(column, source(column.name(), mapped, eventId, unique)));
    }
    List<String> conflict =
        eventId == null ? List.of() : unique.isEmpty() ? List.of(eventId) : unique;
    return new RowMapping(table, filled, eventId, conflict);
  }

  private static Source source(
      String column,
      SequencedMap<String, ValueTemplate> mapped,
      @Nullable String eventId,
      List<String> unique) {
    ValueTemplate template = mapped.get(column);
    if (template != null) {
      return new Source.Mapped(template);
    }
    if (column.equals(eventId)) {
      return new Source.Envelope(EVENT_ID);
    }
    if (column.equals(PIPELINE) && unique.contains(PIPELINE)) {
      return new Source.Envelope(PIPELINE);
    }
    if (column.equals(PAYLOAD)) {
      return new Source.Body();
    }
    return Set.of("event_type", "received_at", "occurred_at").contains(column)
        ? new Source.Envelope(column)
        : new Source.Field(column);
  }

  /// Whether a repeat cannot make a second row.
  boolean isExactlyOnce() {
    return !conflict.isEmpty();
  }

  /// The text for each column, null for SQL's null.
  ///
  /// @throws ColumnText.UnfitException when a column cannot hold its value
  @Nullable String[] row(Delivery delivery) throws ColumnText.UnfitException {
    @Nullable String[] row = new String[filled.size()];
    for (int i = 0; i < row.length; i++) {
      row[i] = text(filled.get(i), delivery);
    }
    return row;
  }

  private static @Nullable String text(Filled filled, Delivery delivery)
      throws ColumnText.UnfitException {
    return switch (filled.source()) {
      case Source.Mapped mapped ->
          ColumnText.of(
              mapped.template().evaluate(delivery.scope(), Notes.none()), filled.column());
      case Source.Body _ -> body(filled.column(), delivery);
      case Source.Field field -> ColumnText.of(bodyOf(delivery).get(field.name()), filled.column());
      case Source.Envelope envelope -> {
        Value own = bodyOf(delivery).get(envelope.name());
        boolean ours = envelope.name().equals(EVENT_ID) || envelope.name().equals(PIPELINE);
        yield own.isPresent() && !ours
            ? ColumnText.of(own, filled.column())
            : envelope(envelope.name(), delivery);
      }
    };
  }

  private static @Nullable String body(PostgresTable.Column column, Delivery delivery)
      throws ColumnText.UnfitException {
    boolean untouched = !(delivery.scope().output() instanceof Value.Obj);
    String text = delivery.event().payload().text();
    boolean json = column.base().startsWith("json");
    // The sender's own text, digit for digit, unless it holds what jsonb refuses.
    return untouched && json && !text.contains("\\u")
        ? text
        : ColumnText.of(bodyOf(delivery), column);
  }

  private static String envelope(String name, Delivery delivery) {
    Event event = delivery.event();
    return switch (name) {
      case EVENT_ID -> event.id().toString();
      case PIPELINE -> delivery.pipeline().name();
      case "event_type" -> event.type();
      case "received_at" -> event.receivedAt().toString();
      default -> event.occurredAt().toString();
    };
  }

  /// What the route delivers: the last transform's object, else the payload.
  static Value.Obj bodyOf(Delivery delivery) {
    return delivery.scope().output() instanceof Value.Obj output
        ? output
        : delivery.event().payload().tree();
  }
}
