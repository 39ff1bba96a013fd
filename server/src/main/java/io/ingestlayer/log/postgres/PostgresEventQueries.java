package io.ingestlayer.log.postgres;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.log.EventFilter;
import io.ingestlayer.log.EventPage;
import io.ingestlayer.log.EventQueries;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Lists of events by id, which is by time, over the days the filter reaches.
public final class PostgresEventQueries implements EventQueries {
  /// A search that filters by what no index knows looks at so many events for one page.
  static final int LOOKED_AT_MAX = 50_000;

  private static final UUID HIGHEST = new UUID(-1, -1);
  private static final Instant LAST = Instant.ofEpochMilli((1L << 48) - 2);

  private final Database database;
  private final PostgresEvents events;
  private final int lookedAtMax;

  public PostgresEventQueries(Database database) {
    this(database, LOOKED_AT_MAX);
  }

  PostgresEventQueries(Database database, int lookedAtMax) {
    this.database = database;
    this.events = new PostgresEvents(database);
    this.lookedAtMax = lookedAtMax;
  }

  @Override
  public Optional<Event> find(EventId id) {
    return events.find(id);
  }

  @Override
  public EventPage list(EventFilter filter, @Nullable EventId after, int limit) {
    requirePage(limit);
    Range range = Range.of(filter, after);
    return database.read("list events", connection -> list(connection, filter, range, limit));
  }

  private static void requirePage(int limit) {
    if (limit < 1 || limit > LIST_MAX) {
      throw new IllegalArgumentException("a page holds 1 to 500 events, not " + limit);
    }
  }

  @Override
  public EventPage oldest(EventFilter filter, @Nullable EventId after, int limit) {
    requirePage(limit);
    if (filter.looksInside()) {
      throw new IllegalArgumentException("the oldest events are found by their times only");
    }
    Range range = Range.of(filter, null);
    UUID behind = after == null ? new UUID(0, 0) : after.value();
    String sql =
        """
        select id, partition, off, type, source_id, received_at, occurred_at, payload
        from event
        where workspace_id = ?
          and id > ?
          and id >= ?
          and id < ?
          and received_at between ? and ?
        order by id
        limit ?
        """;
    List<Event> found =
        database.read(
            "list the oldest events",
            connection ->
                Sql.query(
                    connection,
                    sql,
                    PostgresEvents::event,
                    PostgresEvents.WORKSPACE,
                    behind,
                    range.first,
                    range.before,
                    after == null ? range.earliest() : after.receivedAt(),
                    range.latest(),
                    limit + 1));
    if (found.size() <= limit) {
      return new EventPage(found, null);
    }
    List<Event> page = found.subList(0, limit);
    return new EventPage(page, page.getLast().id());
  }

  private EventPage list(Connection connection, EventFilter filter, Range range, int limit)
      throws SQLException {
    Optional<EventId> horizon =
        filter.looksInside() ? horizon(connection, range) : Optional.empty();
    Range looked = horizon.map(range::from).orElse(range);
    List<Event> found = select(connection, filter, looked, limit + 1);
    if (found.size() > limit) {
      List<Event> page = found.subList(0, limit);
      return new EventPage(page, page.getLast().id());
    }
    return new EventPage(found, horizon.orElse(null));
  }

  /// The last event that may be looked at for one page, if there are more.
  private Optional<EventId> horizon(Connection connection, Range range) throws SQLException {
    String sql =
        """
        select id
        from event
        where workspace_id = ?
          and id >= ?
          and id < ?
          and received_at between ? and ?
        order by id desc
        offset ?
        limit 1
        """;
    return Sql.queryOne(
        connection,
        sql,
        row -> new EventId(Sql.uuid(row, "id")),
        PostgresEvents.WORKSPACE,
        range.first,
        range.before,
        range.earliest(),
        range.latest(),
        lookedAtMax - 1);
  }

  private static List<Event> select(
      Connection connection, EventFilter filter, Range range, int limit) throws SQLException {
    String sql =
        """
        select id, partition, off, type, source_id, received_at, occurred_at, payload
        from event
        where workspace_id = ?
          and id >= ?
          and id < ?
          and received_at between ? and ?
          and (?::text is null or type = ?)
          and (?::text is null or source_id = ?)
        order by id desc
        limit ?
        """;
    return Sql.query(
        connection,
        sql,
        PostgresEvents::event,
        PostgresEvents.WORKSPACE,
        range.first,
        range.before,
        range.earliest(),
        range.latest(),
        filter.type(),
        filter.type(),
        filter.source(),
        filter.source(),
        limit);
  }

  /// Ids from `first` on and before `before`. The times are those within the ids: they spare the other days.
  private record Range(UUID first, UUID before) {

    static Range of(EventFilter filter, @Nullable EventId after) {
      Instant from = filter.from();
      Instant to = filter.to();
      UUID first = from == null ? new UUID(0, 0) : firstAt(from);
      UUID before = to == null ? HIGHEST : firstAt(to);
      if (after != null && after.compareTo(new EventId(before)) < 0) {
        before = after.value();
      }
      return new Range(first, before);
    }

    Range from(EventId event) {
      return new Range(event.value(), before);
    }

    /// The lowest id of that time, which is rounded up to a whole millisecond and cut to what an id can hold.
    private static UUID firstAt(Instant time) {
      if (time.isBefore(Instant.EPOCH)) {
        return new UUID(0, 0);
      }
      if (time.isAfter(LAST)) {
        return HIGHEST;
      }
      return new UUID(time.plusNanos(999_999).toEpochMilli() << 16, 0);
    }

    Instant earliest() {
      return new EventId(first).receivedAt();
    }

    Instant latest() {
      return new EventId(before).receivedAt();
    }
  }
}
