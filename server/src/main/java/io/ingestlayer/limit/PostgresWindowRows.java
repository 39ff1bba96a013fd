package io.ingestlayer.limit;

import io.ingestlayer.platform.db.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;

/// The number of keys in `limit_window`, within a transaction. One thread.
final class PostgresWindowRows {
  private final Connection connection;
  private final int workspaceId;

  PostgresWindowRows(Connection connection, int workspaceId) {
    this.connection = connection;
    this.workspaceId = workspaceId;
  }

  /// A counter that comes after its window was cleared is cleared too, the next time.
  private static final String ADD =
      """
      insert into limit_window (
        rule_id, window_start, window_end, closes_at, workspace_id, name, event_type, unit, per_event, keys)
      select rule, start::timestamptz, "end"::timestamptz, closes::timestamptz, ?, name, type, unit, per_event = 1, keys
      from unnest(
        ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::bigint[])
        with ordinality as new (rule, start, "end", closes, name, type, unit, per_event, keys, place)
      order by place
      on conflict (rule_id, window_start) do update
      set
        keys = limit_window.keys + excluded.keys,
        closes_at = greatest(limit_window.closes_at, excluded.closes_at),
        cleared_at = null
      returning rule_id, window_start, keys
      """;

  /// Adds the new keys to their windows' numbers, makes the rows that are missing and locks them all, in their order.
  ///
  /// @param windows the new keys of each; none only locks it
  /// @return how many keys each has, those included
  Map<WindowId, Long> addKeys(SortedMap<WindowId, NewKeys> windows) throws SQLException {
    List<Increment> of = windows.values().stream().map(NewKeys::any).toList();
    Map<WindowId, Long> keys = new HashMap<>();
    Sql.query(
        connection,
        ADD,
        row ->
            keys.put(
                new WindowId(row.getLong("rule_id"), Sql.instant(row, "window_start")),
                row.getLong("keys")),
        workspaceId,
        rules(windows.keySet()),
        texts(of, it -> it.window().start().toString()),
        texts(of, it -> it.window().end().toString()),
        texts(of, it -> it.window().end().plus(it.rule().allowedLateness()).toString()),
        texts(of, it -> it.rule().name()),
        texts(of, it -> it.rule().eventType()),
        texts(of, it -> it.rule().unit().word()),
        of.stream().mapToInt(it -> isPerEvent(it.rule()) ? 1 : 0).toArray(),
        windows.values().stream().mapToLong(NewKeys::size).toArray());
    return keys;
  }

  private static boolean isPerEvent(LimitRule rule) {
    return rule.interval() instanceof Interval.PerEvent;
  }

  private static final String REMOVE =
      """
      update limit_window
      set keys = limit_window.keys - gone.keys
      from unnest(?::bigint[], ?::text[], ?::bigint[]) as gone (rule, start, keys)
      where rule_id = rule
        and window_start = start::timestamptz
      """;

  /// The rows are locked already.
  void removeKeys(SortedMap<WindowId, Integer> gone) throws SQLException {
    Sql.update(
        connection,
        REMOVE,
        rules(gone.keySet()),
        gone.keySet().stream().map(it -> it.start().toString()).toArray(String[]::new),
        gone.values().stream().mapToLong(it -> it).toArray());
  }

  private static long[] rules(Set<WindowId> windows) {
    return windows.stream().mapToLong(WindowId::rule).toArray();
  }

  private static String[] texts(List<Increment> of, Function<Increment, String> text) {
    return of.stream().map(text).toArray(String[]::new);
  }
}
