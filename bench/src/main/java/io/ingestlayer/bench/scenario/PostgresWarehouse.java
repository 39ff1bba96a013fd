package io.ingestlayer.bench.scenario;

import io.ingestlayer.bench.SampleEvents;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseSettings;
import io.ingestlayer.platform.db.Sql;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGConnection;

/// The destination: a table in a database of its own, as durable as the log's, and what it takes without us.
final class PostgresWarehouse implements AutoCloseable {
  static final String DATABASE = "warehouse";
  private static final int ROWS_IN_COPY = 2_000;
  private static final int COPIERS = 2;

  /// Counting costs what it counts; more often it would hold up what it waits for.
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final Database database;

  private PostgresWarehouse(Database database) {
    this.database = database;
  }

  /// @param settings of the empty database
  static PostgresWarehouse create(DatabaseSettings settings) {
    Database warehouse = Database.open(settings.withConnectionsMax(COPIERS));
    warehouse.transaction(
        "making the destination's table",
        connection -> {
          Sql.execute(
              connection,
              """
              create table features (
                event_id text primary key,
                account text,
                owner text,
                feature text,
                count numeric,
                plan text,
                payload jsonb
              );
              create table features_by_hand (like features including all);
              create table kinds (event_id text primary key, payload jsonb)
              """);
          return true;
        });
    return new PostgresWarehouse(warehouse);
  }

  long rows() {
    return database.read(
        "counting rows",
        connection ->
            Sql.query(connection, "select count(*) from features", row -> row.getLong(1))
                .getFirst());
  }

  /// Rows of the table that is one kind of destination among others.
  long kindRows() {
    return database.read(
        "counting rows",
        connection ->
            Sql.query(connection, "select count(*) from kinds", row -> row.getLong(1)).getFirst());
  }

  /// Returns when so many rows are there.
  void awaitRows(long expected, Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    long rows = rows();
    while (rows < expected) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "%d of %d rows are there after %s".formatted(rows, expected, atMost));
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      rows = rows();
    }
  }

  /// Rows a second by plain `COPY` over two connections, two thousand in each transaction.
  double copied(Duration length) throws InterruptedException {
    long begun = System.nanoTime();
    long end = begun + length.toNanos();
    long rows = 0;
    try (ExecutorService copiers = Executors.newFixedThreadPool(COPIERS)) {
      List<Future<Long>> running = new ArrayList<>();
      for (int i = 0; i < COPIERS; i++) {
        String who = "copy" + i;
        running.add(copiers.submit(() -> database.read("copying", it -> copyUntil(end, it, who))));
      }
      for (Future<Long> one : running) {
        rows += one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("copying by hand", e);
    }
    return rows / ((System.nanoTime() - begun) / 1e9);
  }

  private static long copyUntil(long end, Connection connection, String who) throws SQLException {
    long rows = 0;
    StringBuilder text = new StringBuilder();
    while (System.nanoTime() < end) {
      text.setLength(0);
      for (int i = 0; i < ROWS_IN_COPY; i++) {
        text.append(id(who, rows++))
            .append("\tcus-07\tmia\texport\t3\tgrowth\t")
            .append(SampleEvents.payload(i % SampleEvents.USERS))
            .append('\n');
      }
      try {
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("copy features_by_hand from stdin", new StringReader(text.toString()));
      } catch (IOException e) {
        throw new IllegalStateException("a text cannot fail to be read", e);
      }
    }
    return rows;
  }

  /// Rows a second over one connection, each in a transaction of its own.
  double insertedOneByOne(Duration length) {
    String sql =
        """
        insert into features_by_hand (event_id, account, owner, feature, count, plan, payload)
        values (?, ?, ?, ?, ?, ?, ?::jsonb)
        """;
    long begun = System.nanoTime();
    long end = begun + length.toNanos();
    long rows =
        database.read(
            "inserting one by one",
            connection -> {
              long inserted = 0;
              try (PreparedStatement statement = connection.prepareStatement(sql)) {
                while (System.nanoTime() < end) {
                  String payload = SampleEvents.payload((int) (inserted % SampleEvents.USERS));
                  Sql.bind(
                      statement,
                      id("one", inserted++),
                      "cus-07",
                      "mia",
                      "export",
                      3,
                      "growth",
                      payload);
                  statement.executeUpdate();
                }
              }
              return inserted;
            });
    return rows / ((System.nanoTime() - begun) / 1e9);
  }

  private static String id(String who, long number) {
    return "evt_%s%012d".formatted(who, number);
  }

  @Override
  public void close() {
    database.close();
  }
}
