package io.ingestlayer.delivery;

import io.ingestlayer.event.EventId;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.platform.db.Where;
import io.ingestlayer.workspace.Workspace;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Lists of `open_delivery`, `delivery` and `attempt`, and the counts of `delivery_minute`.
///
/// A page of finished deliveries first asks the counts which minutes hold what it looks for, and then reads those: a
/// filter that few rows pass costs no more than one that all do.
public final class PostgresDeliveryLists implements DeliveryLists {
  private static final int MINUTES_IN_ROUND = 200;

  /// Counts outlive their rows by less than a day, so that few rounds find nothing.
  private static final int ROUNDS_MAX = 50;

  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  private final Database database;

  public PostgresDeliveryLists(Database database) {
    this.database = database;
  }

  @Override
  public Page<DeliveryView> deliveries(DeliveryFilter filter, @Nullable String after, int limit) {
    return filter.asksForOpen() ? open(filter, after, limit) : finished(filter, after, limit);
  }

  /// A delivery within its row, which may hold many.
  private record Waiting(DeliveryView delivery, UUID row, int position) {}

  private Page<DeliveryView> open(DeliveryFilter filter, @Nullable String after, int limit) {
    String[] place = after == null ? new String[] {} : place(after);
    UUID row = after == null ? new UUID(-1, -1) : UUID.fromString(place[0]);
    int position = after == null ? Integer.MAX_VALUE : Integer.parseInt(place[1]);
    Where where =
        new Where()
            .and("workspace_id = ?", Workspace.DEFAULT_ID)
            .andIf("state = ?", filter.state())
            .andIf("destination = ?", filter.destination())
            .andIn("pipeline_version = any(?)", filter.pipelineVersions())
            .andIf("code = ?", filter.code())
            .andIf("id >= ?", firstId(filter.from()))
            .andIf("id < ?", firstId(filter.to()))
            .and("id <= ?", row);
    List<Waiting> found =
        database.read(
            "listing open deliveries",
            connection ->
                Sql.query(
                    connection,
                    """
                    select o.id as row_id, offs.place::int as place, e.id as event_id,
                           o.extra #>> array['events', (offs.place - 1)::text, 'id'] as copied_id, o.root, o.lane, o.destination, o.pipeline_version, o.route, o.due, o.attempts, o.state, o.code, o.detail,
                           o.extra -> 'ids' ->> (offs.place - 1)::int as own_id
                    from (
                      select *
                      from open_delivery
                      where %s
                      order by id desc
                      limit ?
                    ) o
                    cross join lateral unnest(o.offs) with ordinality as offs (off, place)
                    left join event e on e.partition = o.partition and e.off = offs.off
                    where (e.id is not null or o.extra -> 'events' is not null)
                    and (o.id, offs.place) < (?, ?)
                    order by o.id desc, offs.place desc
                    limit ?
                    """
                        .formatted(where.text()),
                    it ->
                        new Waiting(
                            PostgresDeliveryQueries.open(it, eventId(it)),
                            Sql.uuid(it, "row_id"),
                            it.getInt("place")),
                    where.values(limit + 1, row, position, limit)));
    Waiting last = found.size() < limit ? null : found.getLast();
    return new Page<>(
        found.stream().map(Waiting::delivery).toList(),
        last == null ? null : last.row() + " " + last.position());
  }

  /// The log may have dropped the event; then the row has a copy.
  private static EventId eventId(ResultSet row) throws SQLException {
    UUID id = Sql.uuidOrNull(row, "event_id");
    return id == null ? EventId.parse(row.getString("copied_id")) : new EventId(id);
  }

  /// Row ids begin with the milliseconds at which the first of their events was received.
  private static @Nullable UUID firstId(@Nullable Instant time) {
    return time == null ? null : new UUID(Math.max(0, time.toEpochMilli()) << 16, 0);
  }

  private Page<DeliveryView> finished(DeliveryFilter filter, @Nullable String after, int limit) {
    String[] place = after == null ? new String[] {} : place(after);
    Instant time = after == null ? LATEST : Instant.parse(place[0]);
    UUID id = after == null ? new UUID(-1, -1) : UUID.fromString(place[1]);
    List<DeliveryView> found =
        database.read(
            "listing deliveries", connection -> finished(connection, filter, time, id, limit));
    DeliveryView last = found.size() < limit ? null : found.getLast();
    return new Page<>(found, last == null ? null : last.finishedAt() + " " + last.id().value());
  }

  private static List<DeliveryView> finished(
      Connection connection, DeliveryFilter filter, Instant time, UUID id, int limit)
      throws SQLException {
    List<DeliveryView> found = new ArrayList<>();
    Instant before = time.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
    for (int round = 0; round < ROUNDS_MAX && found.size() < limit; round++) {
      List<Minute> minutes = minutes(connection, filter, before);
      if (minutes.isEmpty()) {
        break;
      }
      List<Instant> enough = enough(minutes, time, limit - found.size());
      found.addAll(in(enough, connection, filter, time, id, limit - found.size()));
      before = enough.getLast();
    }
    return found;
  }

  private record Minute(Instant at, long deliveries) {}

  private static List<Minute> minutes(Connection connection, DeliveryFilter filter, Instant before)
      throws SQLException {
    Where where = counted(filter).and("minute < ?", before);
    return Sql.query(
        connection,
        """
        select minute, sum(deliveries)::bigint as deliveries
        from delivery_minute
        where %s
        group by minute
        order by minute desc
        limit ?
        """
            .formatted(where.text()),
        row -> new Minute(Sql.instant(row, "minute"), row.getLong("deliveries")),
        where.values(MINUTES_IN_ROUND));
  }

  /// The newest minutes that hold so many, not counting the one that a page before may have ended in.
  private static List<Instant> enough(List<Minute> minutes, Instant from, int wanted) {
    List<Instant> enough = new ArrayList<>();
    long held = 0;
    for (Minute minute : minutes) {
      enough.add(minute.at());
      held += minute.at().plus(1, ChronoUnit.MINUTES).isAfter(from) ? 0 : minute.deliveries();
      if (held >= wanted) {
        break;
      }
    }
    return enough;
  }

  private static List<DeliveryView> in(
      List<Instant> minutes,
      Connection connection,
      DeliveryFilter filter,
      Instant time,
      UUID id,
      int limit)
      throws SQLException {
    Where where =
        new Where()
            .and("workspace_id = ?", Workspace.DEFAULT_ID)
            .and(
                "finished_at >= minutes.minute and finished_at < minutes.minute + interval '1 min'")
            .and("(finished_at, id) < (?, ?)", time, id)
            .andIf("finished_at >= ?", filter.from())
            .andIf("finished_at < ?", filter.to())
            .andIf("state = ?", filter.state())
            .andIf("destination = ?", filter.destination())
            .andIn("pipeline_version = any(?)", filter.pipelineVersions())
            .andIf("code = ?", filter.code());
    if (filter.state() != null && !filter.state().equals("delivered")) {
      where.and("state <> 'delivered'");
    }
    List<Object> values = new ArrayList<>();
    values.add(minutes.stream().map(Instant::toString).toArray(String[]::new));
    values.addAll(List.of(where.values(limit, limit)));
    return Sql.query(
        connection,
        """
        select found.*
        from unnest(?::text[]::timestamptz[]) as minutes (minute)
        cross join lateral (
          %s
          where %s
          order by finished_at desc, id desc
          limit ?
        ) found
        order by finished_at desc, id desc
        limit ?
        """
            .formatted(PostgresDeliveryQueries.FINISHED, where.text()),
        PostgresDeliveryQueries::finished,
        values.toArray());
  }

  private static Where counted(DeliveryFilter filter) {
    return new Where()
        .and("workspace_id = ?", Workspace.DEFAULT_ID)
        .andIf("state = ?", filter.state())
        .andIf("destination = ?", filter.destination())
        .andIn("pipeline_version = any(?)", filter.pipelineVersions())
        .andIf("code = ?", StorableText.orNull(filter.code(), PostgresDeliveryMinutes.CODE_MAX))
        .and(
            "minute >= ?",
            filter.from() == null ? EARLIEST : filter.from().truncatedTo(ChronoUnit.MINUTES))
        .and("minute < ?", filter.to() == null ? LATEST : filter.to());
  }

  @Override
  public Page<ListedAttempt> attempts(AttemptFilter filter, @Nullable String after, int limit) {
    String[] place = after == null ? new String[] {} : place(after);
    Instant time = after == null ? LATEST : Instant.parse(place[0]);
    UUID id = after == null ? new UUID(-1, -1) : UUID.fromString(place[1]);
    AttemptRecord.Outcome outcome = filter.outcome();
    Where where =
        new Where()
            .and("workspace_id = ?", Workspace.DEFAULT_ID)
            .and("(at, id) < (?, ?)", time, id)
            .andIf("at >= ?", filter.from())
            .andIf("at < ?", filter.to())
            .andIf("outcome = ?", outcome == null ? null : PostgresDeliveryRows.word(outcome))
            .andIf("destination = ?", filter.destination())
            .andIn("pipeline_version = any(?)", filter.pipelineVersions())
            .andIf("code = ?", filter.code());
    if (outcome != null && outcome != AttemptRecord.Outcome.DELIVERED) {
      where.and("outcome <> 'delivered'");
    }
    List<ListedAttempt> found =
        database.read(
            "listing attempts",
            connection ->
                Sql.query(
                    connection,
                    """
                    select id, deliveries, at, millis, outcome, code, detail, ambiguous, request, response,
                           pipeline_version, destination, lane
                    from attempt
                    where %s
                    order by at desc, id desc
                    limit ?
                    """
                        .formatted(where.text()),
                    row ->
                        new ListedAttempt(
                            PostgresDeliveryQueries.attempt(row),
                            row.getInt("pipeline_version"),
                            row.getString("destination"),
                            row.getString("lane")),
                    where.values(limit)));
    ListedAttempt last = found.size() < limit ? null : found.getLast();
    return new Page<>(found, last == null ? null : last.attempt().at() + " " + last.attempt().id());
  }

  @Override
  public List<Count> counts(DeliveryFilter filter, Duration bucket, Set<Group> by) {
    List<String> columns = by.stream().sorted().map(PostgresDeliveryLists::column).toList();
    String groups = columns.stream().map(it -> ", " + it).collect(Collectors.joining());
    Where where = counted(filter);
    List<Object> values = new ArrayList<>(List.of(bucket.toMinutes() + " min"));
    values.addAll(List.of(where.values(COUNTS_MAX + 1)));
    return database.read(
        "counting deliveries",
        connection ->
            Sql.query(
                connection,
                """
                select date_bin(?::interval, minute, timestamptz '2000-01-01 00:00Z') as at%1$s, sum(deliveries)::bigint as deliveries
                from delivery_minute
                where %2$s
                group by at%1$s
                order by at%1$s
                limit ?
                """
                    .formatted(groups, where.text()),
                row ->
                    new Count(
                        Sql.instant(row, "at"),
                        by.contains(Group.PIPELINE) ? row.getInt("pipeline_version") : null,
                        by.contains(Group.DESTINATION) ? row.getString("destination") : null,
                        by.contains(Group.STATE) ? row.getString("state") : null,
                        by.contains(Group.CODE) ? row.getString("code") : null,
                        row.getLong("deliveries")),
                values.toArray()));
  }

  private static String column(Group group) {
    return switch (group) {
      case PIPELINE -> "pipeline_version";
      case DESTINATION -> "destination";
      case STATE -> "state";
      case CODE -> "code";
    };
  }

  private static String[] place(String after) {
    String[] parts = after.split(" ", -1);
    if (parts.length != 2) {
      throw new IllegalArgumentException("no place in the list");
    }
    return parts;
  }
}
