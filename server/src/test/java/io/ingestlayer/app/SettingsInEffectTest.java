package io.ingestlayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Value;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.testkit.await.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an operator sets, seen from outside of the whole server.
class SettingsInEffectTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String DROPPED =
      """
      destination: looking
      type: inbox
      config: { as: slack }
      ---
      pipeline: dropping
      match: user.seen
      steps: [ { filter.match: "$event.n < 0" } ]
      destinations: [ { to: looking, channel: "#all" } ]
      """;
  private static final String KEPT =
      """
      destination: looking
      type: inbox
      config: { as: slack }
      ---
      pipeline: keeping
      match: user.seen
      destinations: [ { to: looking, channel: "#all" } ]
      """;

  @TempDir private Path folder;

  @Test
  void batch_events_max_is_how_many_are_decided_in_a_transaction() throws Exception {
    try (TurnedServer server = start(DROPPED, "PIPELINE_BATCH_EVENTS_MAX", "1")) {
      send(server, 6);
      await("all is decided", () -> number(server, "select count(*) from delivery") == 6);

      assertThat(number(server, "select count(distinct xmin::text) from delivery")).isEqualTo(6);
    }
  }

  /// While the decider is kept from its cursor, events wait in memory. Then they are taken from the log: what the decider
  /// still knows, it has in memory.
  @Test
  void handoff_events_max_is_how_many_wait_in_memory() throws Exception {
    try (TurnedServer server = start(DROPPED, "PIPELINE_HANDOFF_EVENTS_MAX", "3");
        Connection blocking = server.database.dataSource().getConnection()) {
      send(server, 1);
      await("the first", () -> number(server, CURSOR) == 1);
      blocking.setAutoCommit(false);
      Sql.execute(blocking, "lock table log_cursor in exclusive mode");
      send(server, 1);
      await("the decider waits", () -> number(server, WAITING) == 1);
      for (int i = 0; i < 8; i++) {
        send(server, 1);
      }
      Sql.execute(blocking, "delete from event where off > 1");
      blocking.commit();
      await("what waited is decided", () -> number(server, CURSOR) > 2);

      assertThat(number(server, CURSOR)).isBetween(3L, 5L);
    }
  }

  @Test
  void memory_deliveries_max_is_how_many_deliveries_are_in_memory() throws Exception {
    try (TurnedServer server = start(KEPT, "DELIVERY_MEMORY_DELIVERIES_MAX", "100")) {
      send(server, 300);
      // The lane's pace is crossed, and what tells of it is an event, too.
      await("all is decided", () -> number(server, CURSOR) >= 300);
      await("the lane has some", () -> inMemory(server) > 40);

      assertThat(inMemory(server)).isLessThanOrEqualTo(50);
      assertThat(number(server, "select count(*) from open_delivery")).isGreaterThan(200);
    }
  }

  @Test
  void retention_dead_letters_is_how_long_they_are_kept() throws Exception {
    try (TurnedServer server = start(KEPT, "RETENTION_DEAD_LETTERS", "2d")) {
      server.call("POST", "/v1/ingest", "{\"events\":[{\"type\":\"\",\"payload\":{}}]}");
      server.clock.turn(Duration.ofSeconds(1));
      await("it is written", () -> page(server, "/v1/dead-letters") == 1);

      turnHours(server, 47);
      long within = page(server, "/v1/dead-letters");
      turnHours(server, 2);

      assertThat(within).isEqualTo(1);
      assertThat(page(server, "/v1/dead-letters")).isZero();
    }
  }

  @Test
  void retention_deliveries_is_how_long_an_inbox_keeps_its_messages() throws Exception {
    try (TurnedServer server = start(KEPT, "RETENTION_DELIVERIES", "2d")) {
      send(server, 1);
      await("it is kept", () -> page(server, "/v1/destinations/looking/inbox") == 1);

      turnHours(server, 47);
      long within = page(server, "/v1/destinations/looking/inbox");
      turnHours(server, 2);

      assertThat(within).isEqualTo(1);
      assertThat(page(server, "/v1/destinations/looking/inbox")).isZero();
    }
  }

  @Test
  void retention_limit_violations_is_how_long_records_of_limits_are_kept() throws Exception {
    try (TurnedServer server = start(KEPT, "RETENTION_LIMIT_VIOLATIONS", "2d")) {
      violations(server, 1);

      turnHours(server, 47);
      long within = number(server, VIOLATIONS);
      turnHours(server, 2);

      assertThat(within).isEqualTo(1);
      assertThat(number(server, VIOLATIONS)).isZero();
    }
  }

  @Test
  void retention_limit_violations_rows_max_is_how_many_are_kept() throws Exception {
    try (TurnedServer server = start(KEPT, "RETENTION_LIMIT_VIOLATIONS_ROWS_MAX", "1000")) {
      violations(server, 1_007);

      turnHours(server, 1);

      assertThat(number(server, VIOLATIONS)).isEqualTo(1_000);
    }
  }

  /// Loopback is allowed here, and fakes on other ports are reached by it all the time.
  @Test
  void this_server_itself_is_no_destination_even_when_its_address_is_allowed() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String definitions =
        """
        destination: team
        type: slack
        config: { token: { env: SLACK_BOT_TOKEN }, base_url: "http://localhost:%d/api" }
        ---
        pipeline: keeping
        match: user.seen
        destinations: [ { to: team, channel: "#all" } ]
        """
            .formatted(port);
    try (TurnedServer server = start(definitions, "LISTEN", "127.0.0.1:" + port)) {
      send(server, 1);

      await(
          "the destination is held",
          () -> get(server, "/v1/destinations/team/health").toString().contains("itself"));
    }
  }

  private static void violations(TurnedServer server, int rows) {
    String sql =
        """
        insert into limit_violation (
          id, workspace_id, time, recorded_at, action, level, late, key, limit_name, limit_type, threshold, unit,
          event_type, value)
        select gen_random_uuid(), 1, ?, ?, 'record', 1, false, '{}', 'l', 't', 1, 'count', 'e', 2
        from generate_series(1, ?)
        """;
    try (Connection connection = server.database.dataSource().getConnection()) {
      Sql.update(connection, sql, server.clock.instant(), server.clock.instant(), rows);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static final String VIOLATIONS = "select count(*) from limit_violation";
  private static final String CURSOR = "select next_offset from log_cursor";
  private static final String WAITING =
      """
      select count(*)
      from pg_stat_activity
      where datname = current_database()
        and wait_event_type = 'Lock'
      """;

  private TurnedServer start(String definitions, String name, String value) throws IOException {
    return new TurnedServer(
        folder,
        definitions,
        Map.of("INGESTLAYER_LOG_PARTITIONS", "1", "INGESTLAYER_" + name, value));
  }

  private static void send(TurnedServer server, int events)
      throws IOException, InterruptedException {
    String event = "{\"type\":\"user.seen\",\"payload\":{\"n\":1}}";
    String all = String.join(",", Collections.nCopies(events, event));
    server.call("POST", "/v1/ingest", "{\"events\":[" + all + "]}");
  }

  private static void turnHours(TurnedServer server, int hours) {
    for (int hour = 0; hour < hours; hour++) {
      server.clock.turn(Duration.ofHours(1));
    }
  }

  private static void await(String what, java.util.function.BooleanSupplier condition) {
    Await.until(what, SOON, condition);
  }

  private static long inMemory(TurnedServer server) {
    return TurnedServer.number(get(server, "/v1/destinations/looking/health").get("in_memory"));
  }

  private static long page(TurnedServer server, String path) {
    return get(server, path) instanceof Value.Arr page ? page.elements().size() : -1;
  }

  private static Value get(TurnedServer server, String path) {
    try {
      return server.call("GET", path, "").get("data");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long number(TurnedServer server, String sql) {
    try (Connection connection = server.database.dataSource().getConnection()) {
      return Sql.queryOne(connection, sql, row -> row.getLong(1)).orElseThrow();
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
