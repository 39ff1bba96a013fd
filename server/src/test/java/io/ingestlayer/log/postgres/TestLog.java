package io.ingestlayer.log.postgres;

import io.ingestlayer.platform.db.DailyPartitions;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseSettings;
import io.ingestlayer.platform.db.Migrations;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.platform.time.Timer;
import io.ingestlayer.platform.time.TurnedTimer;
import io.ingestlayer.testkit.await.Await;
import io.ingestlayer.testkit.clock.TurnableClock;
import io.ingestlayer.testkit.postgres.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A database of the product's own with the means to open logs on it; the clock is turned by hand.
public final class TestLog implements AutoCloseable {
  private final TestPostgres postgres = fresh();
  private final Database database = open(postgres);
  private final DailyPartitions days = new DailyPartitions(database);
  private final TurnableClock clock = TurnableClock.start();
  private final TurnedTimer timer = new TurnedTimer(clock);
  private final Deque<PostgresEventLog> opened = new ArrayDeque<>();

  /// A fresh database with all tables, no days yet.
  public static TestPostgres fresh() {
    return TestPostgres.createFrom(
        "migrated", empty -> Migrations.run(DatabaseSettings.parse(empty.uri())));
  }

  public static Database open(TestPostgres postgres) {
    return Database.open(DatabaseSettings.parse(postgres.uri()).withConnectionsMax(8));
  }

  public PostgresEventLog open(String node, LogSettings settings) {
    return open(database, node, settings);
  }

  /// A log that reaches the database another way, through a proxy for example.
  public PostgresEventLog open(Database through, String node, LogSettings settings) {
    return open(through, node, settings, timer);
  }

  /// A log with a time of its own: while nobody turns it, the log does not renew what it holds.
  public PostgresEventLog open(Database through, String node, LogSettings settings, Timer time) {
    SplittableRandom random = new SplittableRandom(opened.size());
    PostgresEventLog log =
        PostgresEventLog.open(through, new DailyPartitions(through), settings, node, time, random);
    opened.push(log);
    return log;
  }

  /// Returns when so many sessions of this database wait for another one's lock.
  public void awaitSessionsThatWait(int number) {
    String sql =
        """
        select count(*)
        from pg_stat_activity
        where datname = current_database()
          and wait_event_type = 'Lock'
        """;
    Await.until(
        number + " sessions that wait for a lock",
        Duration.ofSeconds(10),
        () -> count(sql) >= number);
  }

  /// The number that a statement answers, asked on a connection of its own.
  public long count(String sql, @Nullable Object... values) {
    try (Connection connection = postgres.dataSource().getConnection()) {
      return Sql.queryOne(connection, sql, row -> row.getLong(1), values).orElseThrow();
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /// Runs a statement as an administrator would.
  public void execute(String sql) {
    database.transaction(
        "execute",
        connection -> {
          Sql.execute(connection, sql);
          return true;
        });
  }

  public TestPostgres postgres() {
    return postgres;
  }

  public Database database() {
    return database;
  }

  public DailyPartitions days() {
    return days;
  }

  public TurnableClock clock() {
    return clock;
  }

  public TurnedTimer timer() {
    return timer;
  }

  @Override
  public void close() {
    opened.forEach(PostgresEventLog::close);
    database.close();
    postgres.close();
  }
}
