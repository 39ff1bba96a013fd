package io.ingestlayer.log.postgres;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.event.Offset;
import io.ingestlayer.event.Payload;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The stored events, by place and by id. Any thread may call.
final class PostgresEvents {
  /// The workspace of all events, until there is more than one.
  static final int WORKSPACE = 1;

  static final int READ_MAX = 10_000;
  private static final int FETCH_ROWS = 500;

  /// A read ends early when it has so many characters of payload in hand.
  private static final long READ_CHARACTERS_MAX = 32L * 1024 * 1024;

  private final Database database;

  /// For each partition a place from which on nothing arrived before that time: it spares a reader who has come so far the
  /// older days.
  private final Map<Integer, Mark> marks = new ConcurrentHashMap<>();

  private record Mark(long position, Instant receivedAt) {}

  PostgresEvents(Database database) {
    this.database = database;
  }

  List<Event> read(Offset from, int max) {
    if (max < 1 || max > READ_MAX) {
      throw new IllegalArgumentException("a read is of 1 to 10 000 events, not " + max);
    }
    Mark mark = marks.get(from.partition());
    Instant notBefore =
        mark == null || mark.position > from.position() ? Instant.EPOCH : mark.receivedAt;
    List<Event> events =
        database.transaction(
            "read of the log from " + from, connection -> read(connection, from, notBefore, max));
    if (!events.isEmpty()) {
      Event last = events.getLast();
      marks.put(from.partition(), new Mark(last.offset().position(), last.receivedAt()));
    }
    return events;
  }

  private static List<Event> read(Connection connection, Offset from, Instant notBefore, int max)
      throws SQLException {
    String sql =
        """
        select id, partition, off, type, source_id, received_at, occurred_at, payload
        from event
        where partition = ?
          and off >= ?
          and received_at >= ?
        order by off
        limit ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(FETCH_ROWS);
      Sql.bind(statement, from.partition(), from.position(), notBefore, max);
      try (ResultSet rows = statement.executeQuery()) {
        List<Event> events = new ArrayList<>();
        long characters = 0;
        while (characters < READ_CHARACTERS_MAX && rows.next()) {
          Event event = event(rows);
          events.add(event);
          characters += event.payload().text().length();
        }
        return events;
      }
    }
  }

  List<Event> readAt(int partition, long[] positions) {
    if (positions.length > READ_MAX) {
      throw new IllegalArgumentException(
          "a read is of at most 10 000 events, not " + positions.length);
    }
    String sql =
        """
        select id, partition, off, type, source_id, received_at, occurred_at, payload
        from event
        where partition = ?
          and off = any(?)
        """;
    List<Event> found =
        database.read(
            "read of %d events of partition %d".formatted(positions.length, partition),
            connection -> Sql.query(connection, sql, PostgresEvents::event, partition, positions));
    return inOrderOf(positions, found);
  }

  private static List<Event> inOrderOf(long[] positions, List<Event> found) {
    List<Event> sorted = new ArrayList<>(found);
    sorted.sort(Comparator.comparing(Event::offset));
    List<Event> ordered = new ArrayList<>(positions.length);
    for (long position : positions) {
      Event event = at(sorted, position);
      if (event != null) {
        ordered.add(event);
      }
    }
    return ordered;
  }

  private static @Nullable Event at(List<Event> sorted, long position) {
    int low = 0;
    int high = sorted.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Event event = sorted.get(middle);
      int order = Long.compare(event.offset().position(), position);
      if (order == 0) {
        return event;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return null;
  }

  /// The id holds the time of arrival, so only one day is looked at.
  Optional<Event> find(EventId id) {
    String sql =
        """
        select id, partition, off, type, source_id, received_at, occurred_at, payload
        from event
        where workspace_id = ?
          and id = ?
          and received_at = ?
        """;
    return database.read(
        "find event " + id,
        connection ->
            Sql.queryOne(
                connection, sql, PostgresEvents::event, WORKSPACE, id.value(), id.receivedAt()));
  }

  static Event event(ResultSet row) throws SQLException {
    return new Event(
        new EventId(Sql.uuid(row, "id")),
        new Offset(row.getInt("partition"), row.getLong("off")),
        row.getString("type"),
        row.getString("source_id"),
        Sql.instant(row, "received_at"),
        Sql.instant(row, "occurred_at"),
        Payload.ofText(row.getString("payload")));
  }
}
