package io.ingestlayer.limit;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.Json;
import io.ingestlayer.limit.Tally.Count;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The tables `limit_counter`, `limit_window` and `limit_tally`.
public final class PostgresCounterQueries implements CounterQueries {
  private static final int NAMES_MAX = 10_000;

  private final Database database;
  private final PostgresBoundedReads reads;
  private final int workspaceId;

  /// @param reads for what looks through a whole window
  public PostgresCounterQueries(Database database, PostgresBoundedReads reads, int workspaceId) {
    this.database = database;
    this.reads = reads;
    this.workspaceId = workspaceId;
  }

  @Override
  public List<Counter> find(long rule, Instant windowStart, Collection<UUID> keys) {
    return database.read(
        "looking up counters",
        connection ->
            Sql.query(
                connection,
                """
                select key_hash, key_text, value, refused, threshold
                from limit_counter
                where rule_id = ?
                  and window_start = ?
                  and key_hash = any (?)
                """,
                PostgresCounterQueries::counter,
                rule,
                windowStart,
                keys.toArray(UUID[]::new)));
  }

  @Override
  public List<Counter> top(long rule, Instant windowStart, int limit) {
    if (limit < 1 || limit > TOP_MAX) {
      throw new IllegalArgumentException("an answer holds 1 to 1 000 counters, not " + limit);
    }
    return reads.read(
        "looking for the largest counters",
        connection ->
            Sql.query(
                connection,
                """
                select key_hash, key_text, value, refused, threshold
                from limit_counter
                where rule_id = ?
                  and window_start = ?
                order by value desc, key_hash
                limit ?
                """,
                PostgresCounterQueries::counter,
                rule,
                windowStart,
                limit));
  }

  private static Counter counter(ResultSet row) throws SQLException {
    return new Counter(
        Sql.uuid(row, "key_hash"),
        Json.parseObject(requireNonNull(row.getString("key_text"))),
        row.getLong("value"),
        row.getLong("refused"),
        row.getLong("threshold"));
  }

  @Override
  public Optional<WindowState> window(long rule, Instant windowStart) {
    return database.read(
        "looking up a window",
        connection ->
            Sql.queryOne(
                connection,
                """
                select keys, closed_at is not null as closed, summary::text as summary
                from limit_window
                where rule_id = ?
                  and window_start = ?
                """,
                row ->
                    new WindowState(
                        row.getLong("keys"), row.getBoolean("closed"), summary(row).orElse(null)),
                rule,
                windowStart));
  }

  @Override
  public List<WindowSummary> summaries(long rule, int limit) {
    if (limit < 1 || limit > WINDOWS_MAX) {
      throw new IllegalArgumentException("an answer holds 1 to 1 000 windows, not " + limit);
    }
    List<Optional<WindowSummary>> found =
        database.read(
            "looking up closed windows",
            connection ->
                Sql.query(
                    connection,
                    """
                    select summary::text as summary
                    from limit_window
                    where rule_id = ?
                      and closed_at is not null
                      and summary is not null
                    order by window_start desc
                    limit ?
                    """,
                    PostgresCounterQueries::summary,
                    rule,
                    limit));
    return found.stream().flatMap(Optional::stream).filter(it -> it.keys() > 0).toList();
  }

  private static Optional<WindowSummary> summary(ResultSet row) throws SQLException {
    String kept = row.getString("summary");
    return kept == null ? Optional.empty() : WindowSummary.of(Json.parseObject(kept));
  }

  @Override
  public Map<String, Map<Count, Long>> tallies(LocalDate day) {
    Map<String, Map<Count, Long>> tallies = new HashMap<>();
    database.read(
        "looking up tallies",
        connection ->
            Sql.query(
                connection,
                """
                select name, sum(counted) as counted, sum(violations) as violations, sum(suppressed) as suppressed,
                       sum(late) as late, sum(clamped) as clamped, sum(unmeasured) as unmeasured,
                       sum(overflowed) as overflowed, sum(refused) as refused
                from limit_tally
                where workspace_id = ?
                  and day = ?::date
                group by name
                limit ?
                """,
                row -> {
                  Map<Count, Long> tally = new EnumMap<>(Count.class);
                  for (Count count : Count.values()) {
                    tally.put(count, row.getLong(count.name().toLowerCase(Locale.ROOT)));
                  }
                  return tallies.put(requireNonNull(row.getString("name")), tally) == null;
                },
                workspaceId,
                day.toString(),
                NAMES_MAX));
    return tallies;
  }
}
