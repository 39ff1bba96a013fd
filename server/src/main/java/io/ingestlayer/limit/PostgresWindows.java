package io.ingestlayer.limit;

import io.ingestlayer.event.Json;
import io.ingestlayer.outbox.OutboxEvent;
import io.ingestlayer.outbox.PostgresOutbox;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Windows that take nothing more: what crossed its limit in them is told, they are summed up, their counters are deleted.
///
/// How far a window has come stands in its row, so that a crash loses nothing and any node can go on with it. Any thread
/// may call it; several at once take different windows.
public final class PostgresWindows {
  /// What is counted and did not come through the log, such as requests to the gate, is in its counter within this time.
  static final Duration SETTLES_WITHIN = Duration.ofSeconds(60);

  private static final int TOLD_MAX = 1_000;
  private static final int CLEARED_MAX = 10_000;
  private static final UUID FIRST = new UUID(0, 0);

  private final Database database;
  private final int toldMax;
  private final int clearedMax;

  public PostgresWindows(Database database) {
    this(database, TOLD_MAX, CLEARED_MAX);
  }

  /// The same in steps of another size.
  PostgresWindows(Database database, int toldMax, int clearedMax) {
    this.database = database;
    this.toldMax = toldMax;
    this.clearedMax = clearedMax;
  }

  /// What a step came to.
  ///
  /// @param window the name of the limit whose window it was
  /// @param told keys that had crossed, and are in the outbox now
  /// @param closed whether the window is summed up now
  /// @param cleared counters that are gone
  public record Step(String window, int told, boolean closed, int cleared) {}

  /// All that arrived before this has been counted: nothing unread is older. A partition that lags holds it back, one that
  /// is idle does not.
  public Instant arrivalClock(Instant now) {
    String sql =
        """
        select least(?, min(arrival_clock)) as clock
        from log_cursor
        join log_partition using (partition)
        where next_offset < head
        """;
    return database.read(
        "read the arrival clock",
        connection ->
            Sql.queryOne(
                    connection, sql, row -> Sql.instant(row, "clock"), now.minus(SETTLES_WITHIN))
                .orElseThrow());
  }

  /// One small transaction on the window that is over for longest. Nothing when there is none, or when others have them
  /// all. Throws `DatabaseException`.
  ///
  /// @param clock windows are over when it has passed their end and what the limit allows for lateness
  public Optional<Step> step(Instant clock, Instant now) {
    return database.transaction(
        "close a window of a limit",
        connection -> {
          Optional<Claimed> claimed = claim(connection, clock);
          return claimed.isEmpty()
              ? Optional.empty()
              : Optional.of(step(connection, claimed.get(), now));
        });
  }

  /// @param told the last key that was told of; null for none yet
  private record Claimed(
      CountedWindow counted,
      int workspaceId,
      boolean perEvent,
      @Nullable UUID told,
      boolean closed) {}

  private static Optional<Claimed> claim(Connection connection, Instant clock) throws SQLException {
    String sql =
        """
        select
          rule_id, window_start, window_end, workspace_id, name, event_type, unit, per_event, told,
          closed_at is not null as closed
        from limit_window
        where cleared_at is null
          and closes_at < ?
        order by closes_at
        limit 1
        for update skip locked
        """;
    return Sql.queryOne(connection, sql, PostgresWindows::claimed, clock);
  }

  private static Claimed claimed(ResultSet row) throws SQLException {
    return new Claimed(
        new CountedWindow(
            row.getLong("rule_id"),
            row.getString("name"),
            row.getString("event_type"),
            row.getString("unit"),
            new Window(Sql.instant(row, "window_start"), Sql.instant(row, "window_end"))),
        row.getInt("workspace_id"),
        row.getBoolean("per_event"),
        Sql.uuidOrNull(row, "told"),
        row.getBoolean("closed"));
  }

  private Step step(Connection connection, Claimed claimed, Instant now) throws SQLException {
    CountedWindow counted = claimed.counted();
    if (claimed.closed() || claimed.perEvent()) {
      return new Step(counted.name(), 0, false, clear(connection, claimed, now));
    }
    List<OutboxEvent> events = crossed(connection, claimed);
    PostgresOutbox.add(connection, claimed.workspaceId(), events, now);
    if (events.size() < toldMax) {
      sumUp(connection, counted, now);
    }
    return new Step(counted.name(), events.size(), events.size() < toldMax, 0);
  }

  private static final String CROSSED =
      """
      select key_hash, key_text, value, judged_threshold
      from limit_counter
      where rule_id = ?
        and window_start = ?
        and key_hash > ?
        and key_hash <> ?
        and level >= 1
      order by key_hash
      limit ?
      """;

  /// The next ones that had crossed; the row remembers the last of them.
  private List<OutboxEvent> crossed(Connection connection, Claimed claimed) throws SQLException {
    CountedWindow counted = claimed.counted();
    record Crossed(UUID hash, OutboxEvent event) {}
    List<Crossed> crossed =
        Sql.query(
            connection,
            CROSSED,
            row -> {
              UUID hash = Sql.uuid(row, "key_hash");
              return new Crossed(
                  hash,
                  LimitEvents.closed(
                      counted,
                      hash,
                      Json.parseObject(row.getString("key_text")),
                      row.getLong("value"),
                      row.getLong("judged_threshold")));
            },
            counted.rule(),
            counted.window().start(),
            claimed.told() == null ? FIRST : claimed.told(),
            LimitKey.OTHER.hash(),
            toldMax);
    if (!crossed.isEmpty()) {
      String sql =
          """
          update limit_window
          set told = ?
          where rule_id = ?
            and window_start = ?
          """;
      Sql.update(
          connection, sql, crossed.getLast().hash(), counted.rule(), counted.window().start());
    }
    return crossed.stream().map(Crossed::event).toList();
  }

  /// Over the keys that were counted apart.
  private static void sumUp(Connection connection, CountedWindow counted, Instant now)
      throws SQLException {
    String sql =
        """
        update limit_window
        set
          closed_at = ?,
          summary = (
            select json_build_object(
              'keys', keys,
              'total', least(total, 9007199254740991),
              'max', most,
              'p50', coalesce(p[1], 0),
              'p90', coalesce(p[2], 0),
              'p95', coalesce(p[3], 0),
              'p99', coalesce(p[4], 0))
            from (
              select
                count(*) as keys,
                coalesce(sum(value), 0) as total,
                coalesce(max(value), 0) as most,
                percentile_disc(array[0.5, 0.9, 0.95, 0.99]) within group (order by value) as p
              from limit_counter
              where rule_id = ?
                and window_start = ?
                and key_hash <> ?
            ) as counted
          )
        where rule_id = ?
          and window_start = ?
        """;
    Instant start = counted.window().start();
    Sql.update(
        connection, sql, now, counted.rule(), start, LimitKey.OTHER.hash(), counted.rule(), start);
  }

  /// By their places in the table, so that no step reads more of it than it deletes.
  private static final String CLEAR =
      """
      delete from limit_counter
      where ctid = any(array(
        select ctid
        from limit_counter
        where rule_id = ?
          and window_start = ?
        limit ?
        for update
      ))
      """;

  /// Looked at anew: a counter that was added to meanwhile is left where it went.
  private static final String LEFT =
      """
      select exists (
        select 1
        from limit_counter
        where rule_id = ?
          and window_start = ?
      ) as any_left
      """;

  private int clear(Connection connection, Claimed claimed, Instant now) throws SQLException {
    long rule = claimed.counted().rule();
    Instant start = claimed.counted().window().start();
    int deleted = Sql.update(connection, CLEAR, rule, start, clearedMax);
    boolean left =
        deleted == clearedMax
            || Sql.queryOne(connection, LEFT, row -> row.getBoolean("any_left"), rule, start)
                .orElseThrow();
    if (!left) {
      cleared(connection, claimed, now);
    }
    return deleted;
  }

  private static void cleared(Connection connection, Claimed claimed, Instant now)
      throws SQLException {
    long rule = claimed.counted().rule();
    Instant start = claimed.counted().window().start();
    if (claimed.perEvent()) {
      String sql =
          """
          delete from limit_window
          where rule_id = ?
            and window_start = ?
          """;
      Sql.update(connection, sql, rule, start);
    } else {
      String sql =
          """
          update limit_window
          set cleared_at = ?
          where rule_id = ?
            and window_start = ?
          """;
      Sql.update(connection, sql, now, rule, start);
    }
  }
}
