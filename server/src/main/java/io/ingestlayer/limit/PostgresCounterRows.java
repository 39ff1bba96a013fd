package io.ingestlayer.limit;

import io.ingestlayer.event.Json;
import io.ingestlayer.platform.db.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/// Statements on `limit_counter`, within a transaction. Times go over as milliseconds, which cost less to read than text.
/// One thread.
final class PostgresCounterRows {
  private final Connection connection;

  PostgresCounterRows(Connection connection) {
    this.connection = connection;
  }

  /// @param before what was there
  /// @param inserted whether nothing was
  record Row(CounterState before, boolean inserted) {}

  /// A row that a conflict updated has been locked by its own transaction, and says so in `xmax`. What was there before
  /// is kept in it: a sum that is full does not tell.
  private static final String ADD =
      """
      insert into limit_counter (
        rule_id, window_start, key_hash, key_text, value, value_before, refused, threshold, judged_threshold, level,
        warned)
      select rule, to_timestamp(start / 1000.0::float8), key, text, amount, 0, 0, threshold, -1, 0, 0
      from unnest(?::bigint[], ?::bigint[], ?::uuid[], ?::text[], ?::bigint[], ?::bigint[])
        with ordinality as new (rule, start, key, text, amount, threshold, place)
      order by place
      on conflict (rule_id, window_start, key_hash) do update
      set
        value = least(limit_counter.value + excluded.value, 9007199254740991),
        value_before = limit_counter.value,
        threshold = excluded.threshold
      returning
        rule_id, key_hash, value_before, refused, judged_threshold, level, warned, xmax = 0 as inserted
      """;

  /// Adds to the counters, makes those that are missing and locks them all, in the order given.
  ///
  /// @return as many rows, in that order
  List<Row> add(List<Increment> increments) throws SQLException {
    if (increments.isEmpty()) {
      return List.of();
    }
    List<CounterId> ids = increments.stream().map(Increment::id).toList();
    List<Row> rows = new ArrayList<>(increments.size());
    Sql.query(
        connection,
        ADD,
        row -> rows.add(row(row, increments.get(rows.size()))),
        rules(ids),
        starts(ids),
        keys(ids),
        increments.stream().map(it -> Json.write(it.key().values())).toArray(String[]::new),
        increments.stream().mapToLong(Increment::amount).toArray(),
        increments.stream().mapToLong(Increment::threshold).toArray());
    if (rows.size() != increments.size()) {
      throw new IllegalStateException(
          "%d counters came back for %d".formatted(rows.size(), increments.size()));
    }
    return rows;
  }

  private static Row row(ResultSet row, Increment of) throws SQLException {
    if (row.getLong("rule_id") != of.id().rule()
        || !Sql.uuid(row, "key_hash").equals(of.id().key())) {
      throw new IllegalStateException("counters came back in another order than they went");
    }
    CounterState before =
        new CounterState(
            row.getLong("value_before"),
            row.getLong("refused"),
            row.getLong("judged_threshold"),
            row.getInt("level"),
            row.getInt("warned"));
    return new Row(before, row.getBoolean("inserted"));
  }

  /// The limit keeps it a look-up for each key, whatever the planner thinks of the table's size.
  private static final String EXISTING =
      """
      select place
      from unnest(?::bigint[], ?::bigint[], ?::uuid[])
        with ordinality as asked (rule, start, key, place)
      cross join lateral (
        select 1
        from limit_counter
        where rule_id = rule
          and window_start = to_timestamp(start / 1000.0::float8)
          and key_hash = key
        limit 1
      ) as found
      """;

  /// Those that have a row.
  Set<CounterId> existing(List<CounterId> ids) throws SQLException {
    return new HashSet<>(
        Sql.query(
            connection,
            EXISTING,
            row -> ids.get(row.getInt("place") - 1),
            rules(ids),
            starts(ids),
            keys(ids)));
  }

  private static final String DELETE =
      """
      delete from limit_counter
      using unnest(?::bigint[], ?::bigint[], ?::uuid[]) as gone (rule, start, key)
      where rule_id = rule
        and window_start = to_timestamp(start / 1000.0::float8)
        and key_hash = key
      """;

  void delete(List<CounterId> ids) throws SQLException {
    Sql.update(connection, DELETE, rules(ids), starts(ids), keys(ids));
  }

  private static final String MARK =
      """
      update limit_counter
      set
        refused = said.refused,
        judged_threshold = said.judged_threshold,
        level = said.level,
        warned = said.warned
      from unnest(?::bigint[], ?::bigint[], ?::uuid[], ?::bigint[], ?::bigint[], ?::int[], ?::int[])
        as said (rule, start, key, refused, judged_threshold, level, warned)
      where rule_id = rule
        and window_start = to_timestamp(start / 1000.0::float8)
        and key_hash = key
      """;

  /// Writes all but the values. The rows are locked already.
  void mark(Map<CounterId, CounterState> states) throws SQLException {
    Map<CounterId, CounterState> sorted = new TreeMap<>(states);
    Collection<CounterState> said = sorted.values();
    Sql.update(
        connection,
        MARK,
        rules(sorted.keySet()),
        starts(sorted.keySet()),
        keys(sorted.keySet()),
        said.stream().mapToLong(CounterState::refused).toArray(),
        said.stream().mapToLong(CounterState::judgedThreshold).toArray(),
        said.stream().mapToInt(CounterState::level).toArray(),
        said.stream().mapToInt(CounterState::warned).toArray());
  }

  private static long[] rules(Collection<CounterId> ids) {
    return ids.stream().mapToLong(CounterId::rule).toArray();
  }

  private static long[] starts(Collection<CounterId> ids) {
    return ids.stream().mapToLong(it -> it.windowStart().toEpochMilli()).toArray();
  }

  private static UUID[] keys(Collection<CounterId> ids) {
    return ids.stream().map(CounterId::key).toArray(UUID[]::new);
  }
}
