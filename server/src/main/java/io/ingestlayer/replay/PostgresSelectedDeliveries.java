package io.ingestlayer.replay;

import io.ingestlayer.delivery.DeadExtra;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.DeliveryFilter;
import io.ingestlayer.delivery.DeliveryId;
import io.ingestlayer.delivery.EventSource;
import io.ingestlayer.delivery.LaneKey;
import io.ingestlayer.delivery.PostgresLaterTries;
import io.ingestlayer.delivery.Targets;
import io.ingestlayer.delivery.Targets.Target;
import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Offset;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.pipeline.Rewalk;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.platform.db.Where;
import io.ingestlayer.workspace.PipelineVersion;
import io.ingestlayer.workspace.RouteDefinition;
import io.ingestlayer.workspace.Workspace;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Finished deliveries out of `delivery`, the oldest first.
///
/// A dead one has kept its event and all that its walk had learned; any other is taken through its pipeline version again.
final class PostgresSelectedDeliveries {
  private final Database database;
  private final PostgresLaterTries laterTries;
  private final Workspace workspace;
  private final Targets targets;
  private final EventSource events;
  private final Rewalk rewalk;

  PostgresSelectedDeliveries(
      Database database, Workspace workspace, Targets targets, EventSource events, Rewalk rewalk) {
    this.database = database;
    this.laterTries = new PostgresLaterTries(database);
    this.workspace = workspace;
    this.targets = targets;
    this.events = events;
    this.rewalk = rewalk;
  }

  /// A row of the table.
  private record Row(
      UUID id,
      Key key,
      Offset offset,
      @Nullable String destination,
      @Nullable String lane,
      Instant finishedAt,
      @Nullable String extra) {}

  /// What is promised once: the event on a route.
  private record Key(EventId event, int pipelineVersion, int route) {}

  /// The items after that place.
  ///
  /// @param until only what had finished when the replay began
  Batch next(
      Selection.OfDeliveries selection,
      int number,
      @Nullable String after,
      Instant until,
      int limit) {
    DeliveryFilter filter = selection.filter();
    Where where =
        new Where()
            .and("workspace_id = ?", Workspace.DEFAULT_ID)
            .and("route >= 0")
            .and("finished_at <= ?", until)
            .andIf("finished_at >= ?", filter.from())
            .andIf("finished_at < ?", filter.to())
            .andIf("state = ?", filter.state())
            .andIf("destination = ?", filter.destination())
            .andIn("pipeline_version = any(?)", filter.pipelineVersions())
            .andIf("code = ?", filter.code());
    if (!"delivered".equals(filter.state())) {
      where.and("state <> 'delivered'");
    }
    if (after != null) {
      String[] place = after.split(" ", 2);
      where.and("(finished_at, id) > (?, ?)", Instant.parse(place[0]), UUID.fromString(place[1]));
    }
    List<Row> rows = rows(where, limit);
    Row last = rows.isEmpty() ? null : rows.getLast();
    String place = last == null ? after : last.finishedAt() + " " + last.id();
    return batch(rows, number, place, rows.size() < limit);
  }

  /// The one delivery, however it ended.
  Batch one(DeliveryId delivery, int number) {
    long millis = delivery.value().getMostSignificantBits() & ~0xffffL;
    Where where =
        new Where()
            .and("workspace_id = ?", Workspace.DEFAULT_ID)
            .and("event_id between ? and ?", new UUID(millis, 0), new UUID(millis | 0xffffL, -1))
            .and("id = ?", delivery.value())
            .and("route >= 0");
    List<Row> rows = rows(where, 1);
    return batch(rows, number, delivery.toString(), true);
  }

  private List<Row> rows(Where where, int limit) {
    return database.read(
        "deliveries to send again",
        connection ->
            Sql.query(
                connection,
                """
                select id, event_id, partition, off, pipeline_version, route, destination, lane, state, finished_at,
                       case when state = 'dead' then extra::text end as extra
                from delivery
                where %s
                order by finished_at, id
                limit ?
                """
                    .formatted(where.text()),
                PostgresSelectedDeliveries::row,
                where.values(limit)));
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        Sql.uuid(row, "id"),
        new Key(
            new EventId(Sql.uuid(row, "event_id")),
            row.getInt("pipeline_version"),
            row.getInt("route")),
        new Offset(row.getInt("partition"), row.getLong("off")),
        row.getString("destination"),
        row.getString("lane"),
        Sql.instant(row, "finished_at"),
        row.getString("extra"));
  }

  private Batch batch(List<Row> rows, int number, @Nullable String place, boolean complete) {
    Set<PostgresLaterTries.Promise> unneeded =
        laterTries.keptOrOpen(
            rows.stream()
                .filter(it -> it.extra() != null)
                .map(PostgresSelectedDeliveries::promise)
                .toList());
    Map<Key, Batch.Promise> promises = new LinkedHashMap<>();
    List<Row> again = new ArrayList<>();
    for (Row row : rows) {
      if (row.extra() == null) {
        again.add(row);
      } else if (!unneeded.contains(promise(row))) {
        dead(row, row.extra(), number).ifPresent(it -> promises.put(row.key(), it));
      }
    }
    rewalked(again, number).forEach(promises::putIfAbsent);
    return new Batch(
        List.copyOf(promises.values()),
        rows.size(),
        rows.size() - promises.size(),
        place,
        complete);
  }

  private static PostgresLaterTries.Promise promise(Row row) {
    return new PostgresLaterTries.Promise(
        row.key().event(), row.offset(), row.key().pipelineVersion(), row.key().route());
  }

  private Optional<Batch.Promise> dead(Row row, String extra, int number) {
    String destination = row.destination();
    Target target = destination == null ? null : targets.find(destination).orElse(null);
    PipelineVersion version = workspace.pipeline(row.key().pipelineVersion()).orElse(null);
    RouteDefinition route = version == null ? null : route(version, row.key().route());
    if (destination == null || target == null || version == null || route == null) {
      return Optional.empty();
    }
    Value.Obj kept = Json.parseObject(extra);
    Scope scope = DeadExtra.scope(row.offset(), kept);
    DeliveryId id = DeliveryId.of(row.key().event(), version.id(), route.position(), number);
    return Optional.of(
        new Batch.Promise(
            new Delivery(id, scope.event(), scope, version, route, DeadExtra.progress(kept)),
            new LaneKey(destination, row.lane() == null ? "" : row.lane()),
            target.lanes().batchMax()));
  }

  private static @Nullable RouteDefinition route(PipelineVersion version, int position) {
    return version.definition().routes().stream()
        .filter(it -> it.position() == position)
        .findFirst()
        .orElse(null);
  }

  private Map<Key, Batch.Promise> rewalked(List<Row> rows, int number) {
    Map<Integer, Map<Integer, List<Row>>> byVersionAndPartition = new LinkedHashMap<>();
    rows.forEach(it ->
        byVersionAndPartition
            .computeIfAbsent(it.key().pipelineVersion(), _ -> new LinkedHashMap<>())
            .computeIfAbsent(it.offset().partition(), _ -> new ArrayList<>())
            .add(it));
    Map<Key, Batch.Promise> promises = new LinkedHashMap<>();
    byVersionAndPartition.forEach((versionId, byPartition) -> {
      PipelineVersion version = workspace.pipeline(versionId).orElse(null);
      if (version != null) {
        Set<Key> wanted = new HashSet<>();
        byPartition.values().forEach(some -> some.forEach(it -> wanted.add(it.key())));
        for (Rewalk.Way way : rewalk.take(version, events(byPartition))) {
          Key key = new Key(way.scope().event().id(), version.id(), way.route().position());
          if (wanted.contains(key)) {
            promises.put(key, SelectedEvents.promise(way, number));
          }
        }
      }
    });
    return promises;
  }

  private List<Event> events(Map<Integer, List<Row>> byPartition) {
    return byPartition.entrySet().stream()
        .flatMap(it ->
            events
                .at(
                    it.getKey(),
                    it.getValue().stream()
                        .mapToLong(row -> row.offset().position())
                        .distinct()
                        .sorted()
                        .toArray())
                .stream())
        .toList();
  }
}
