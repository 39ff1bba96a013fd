package io.ingestlayer.delivery;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.EventId;
import io.ingestlayer.event.Offset;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.Workspace;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/// Which promises that were given up have been kept since, or are open again: a retry, a replay. Any thread may call it.
public final class PostgresLaterTries {
  private static final String OPEN =
      """
      select position - 1 as position
      from unnest(?::uuid[], ?::uuid[], ?::int[], ?::bigint[], ?::int[], ?::int[])
        with ordinality as dead (first, last, of_partition, off, of_version, of_route, position)
      where exists (
          select
          from open_delivery
          where id between first and last
            and not spread
            and partition = of_partition
            and off = any (offs)
            and pipeline_version = of_version
            and route = of_route)
        or exists (
          select
          from open_delivery
          where spread
            and offs @> array[off]
            and partition = of_partition
            and pipeline_version = of_version
            and route = of_route)
      """;

  private static final String DELIVERED =
      """
      select position - 1 as position
      from unnest(?::uuid[], ?::int[], ?::int[])
        with ordinality as dead (of_event, of_version, of_route, position)
      where exists (
        select
        from delivery
        where workspace_id = ?
          and event_id = of_event
          and pipeline_version = of_version
          and route = of_route
          and state = 'delivered')
      """;

  private final Database database;

  public PostgresLaterTries(Database database) {
    this.database = database;
  }

  /// An event on a route of a pipeline version.
  public record Promise(EventId event, Offset offset, int pipelineVersion, int route) {
    public Promise {
      requireNonNull(event);
      requireNonNull(offset);
    }
  }

  /// Those that need no further try now.
  ///
  /// @param dead some hundreds
  public Set<Promise> keptOrOpen(List<Promise> dead) {
    if (dead.isEmpty()) {
      return Set.of();
    }
    // In this order: what is delivered between the two is seen by the second.
    Set<Promise> found = new HashSet<>(open(dead));
    found.addAll(delivered(dead));
    return found;
  }

  private List<Promise> open(List<Promise> dead) {
    return database.read(
        "what is on its way again",
        connection ->
            Sql.query(
                connection,
                OPEN,
                row -> dead.get(row.getInt("position")),
                uuids(dead, it -> OpenIds.around(it.event().value()).first()),
                uuids(dead, it -> OpenIds.around(it.event().value()).last()),
                dead.stream().mapToInt(it -> it.offset().partition()).toArray(),
                dead.stream().mapToLong(it -> it.offset().position()).toArray(),
                versions(dead),
                routes(dead)));
  }

  private List<Promise> delivered(List<Promise> dead) {
    return database.read(
        "what was delivered since",
        connection ->
            Sql.query(
                connection,
                DELIVERED,
                row -> dead.get(row.getInt("position")),
                uuids(dead, it -> it.event().value()),
                versions(dead),
                routes(dead),
                Workspace.DEFAULT_ID));
  }

  private static UUID[] uuids(List<Promise> dead, Function<Promise, UUID> what) {
    return dead.stream().map(what).toArray(UUID[]::new);
  }

  private static int[] versions(List<Promise> dead) {
    return dead.stream().mapToInt(Promise::pipelineVersion).toArray();
  }

  private static int[] routes(List<Promise> dead) {
    return dead.stream().mapToInt(Promise::route).toArray();
  }
}
