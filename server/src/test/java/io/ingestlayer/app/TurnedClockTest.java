package io.ingestlayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Value;
import io.ingestlayer.testkit.await.Await;
import io.ingestlayer.testkit.slack.Fault;
import io.ingestlayer.testkit.slack.SentMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Days and hours of the whole server in seconds.
class TurnedClockTest {
  private static final String HITS =
      """
      event: usage.limit_reached
      schema: { customer_id: string, metric: "enum [seats, api-calls, storage]", limit: number, used: number, plan: string }
      idempotency: { window: 35d }
      ---
      destination: team-slack
      type: slack
      config: { token: { env: SLACK_BOT_TOKEN }, base_url: { env: SLACK_URL } }
      ---
      pipeline: usage-limit-hits
      match: usage.limit_reached
      destinations:
        - to: team-slack
          channel: "#{{ $event.plan == 'free' ? 'upsell' : 'alerts' }}"
      """;
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path folder;

  @Test
  void
      resent_every_hour_for_31_days_over_restarts_and_dropped_days_it_is_one_event_and_one_message()
          throws Exception {
    try (TurnedServer server = new TurnedServer(folder, HITS, keepingTwoDays())) {
      server.channel("#alerts");
      Set<String> ids = new HashSet<>();

      for (int hour = 0; hour < 31 * 24; hour++) {
        if (hour % (5 * 24) == 47) {
          server.restart();
        }
        Value result =
            server.send("usage.limit_reached", hit("c1", "growth"), "c1:api-calls:2026-11");
        ids.add(TurnedServer.text(result.get("id")));
        assertThat(TurnedServer.text(result.get("status")))
            .isEqualTo(hour == 0 ? "accepted" : "duplicate");
        if (hour == 0) {
          server.slack.awaitMessages(1, SOON);
        }
        server.clock.turn(Duration.ofHours(1));
      }

      assertThat(ids).hasSize(1);
      assertThat(server.slack.messages()).hasSize(1);
      assertThat(days(server)).noneMatch(it -> it.endsWith("20261101"));
      Value another =
          server.send("usage.limit_reached", hit("c1", "growth"), "c1:api-calls:2026-12");
      assertThat(TurnedServer.text(another.get("status"))).isEqualTo("accepted");
      server.slack.awaitMessages(2, SOON);
    }
  }

  @Test
  void a_burst_of_300_at_one_channel_with_refusals_for_pace_arrives_whole_paced_and_once()
      throws Exception {
    try (TurnedServer server = new TurnedServer(folder, HITS, Map.of())) {
      server.channel("#alerts");
      server.channel("#upsell");
      for (int i = 0; i < 300; i++) {
        server.send("usage.limit_reached", hit("c" + i, "growth"), "c" + i + ":1");
      }
      Await.until("all is decided", SOON, () -> waiting(server) == 0);
      server.send("usage.limit_reached", hit("other", "free"), "other:1");
      server.slack.awaitMessages(2, SOON);
      assertThat(server.slack.messages("#upsell")).hasSize(1);

      int refusals = 0;
      for (int second = 0;
          second < 1_500 && server.slack.messages("#alerts").size() < 300;
          second++) {
        if (second % 25 == 24) {
          server.slack.failNext(1, Fault.rateLimited("3"));
          refusals++;
        }
        long requests = server.slack.requests();
        server.clock.turn(Duration.ofSeconds(1));
        awaitQuietly(() -> server.slack.requests() > requests);
      }

      List<SentMessage> messages = server.slack.messages("#alerts");
      assertThat(messages).hasSize(300);
      assertThat(messages.stream().map(SentMessage::metadata).distinct()).hasSize(300);
      assertThat(refusals).isGreaterThan(10);
      assertThat(server.slack.requests()).isGreaterThanOrEqualTo(301 + refusals);
      Instant first = messages.getFirst().at();
      Instant last = messages.getLast().at();
      assertThat(Duration.between(first, last)).isGreaterThanOrEqualTo(Duration.ofSeconds(290));
      Await.until("the books are closed", SOON, () -> open(server) == 0);
    }
  }

  @Test
  void down_for_the_whole_schedule_it_is_dead_can_be_looked_at_and_sent_again() throws Exception {
    try (TurnedServer server = new TurnedServer(folder, HITS, Map.of())) {
      server.channel("#alerts");
      server.slack.unavailable(true);
      Value sent = server.send("usage.limit_reached", hit("c1", "growth"), "c1:1");
      Await.until("it was tried", SOON, () -> server.slack.requests() > 0);

      for (int hour = 0; hour < 6 * 24 && dead(server).isEmpty(); hour++) {
        server.clock.turn(Duration.ofMinutes(hour < 24 ? 5 : 60));
        awaitQuietly(() -> !dead(server).isEmpty());
      }

      List<Value> dead = dead(server);
      assertThat(dead).hasSize(1);
      assertThat(TurnedServer.number(dead.getFirst().get("attempts"))).isEqualTo(8);
      String id = TurnedServer.text(dead.getFirst().get("id"));
      Value whole = server.call("GET", "/v1/deliveries/" + id, "").get("data");
      assertThat(whole.get("attempts_made"))
          .isInstanceOfSatisfying(Value.Arr.class, it -> assertThat(it.elements()).hasSize(8));
      assertThat(TurnedServer.text(whole.get("event_id")))
          .isEqualTo(TurnedServer.text(sent.get("id")));

      server.slack.unavailable(false);
      server.call("POST", "/v1/deliveries/" + id + "/retry", "");
      for (int second = 0; second < 60 && server.slack.messages().isEmpty(); second++) {
        server.clock.turn(Duration.ofSeconds(1));
        awaitQuietly(() -> !server.slack.messages().isEmpty());
      }
      assertThat(server.slack.messages()).hasSize(1);
      Await.until("the books are closed", SOON, () -> open(server) == 0);
    }
  }

  private static Map<String, String> keepingTwoDays() {
    return Map.of("INGESTLAYER_RETENTION_EVENTS", "2d", "INGESTLAYER_RETENTION_DELIVERIES", "2d");
  }

  private static String hit(String customer, String plan) {
    return "{\"customer_id\":\"%s\",\"metric\":\"api-calls\",\"limit\":1000,\"used\":1017,\"plan\":\"%s\"}"
        .formatted(customer, plan);
  }

  /// Waits a little for something that may not come this time.
  private static void awaitQuietly(java.util.function.BooleanSupplier condition) {
    try {
      Await.until("something that may not come", Duration.ofMillis(250), condition);
    } catch (AssertionError e) {
      // Then it comes after another turn of the clock.
    }
  }

  private static long waiting(TurnedServer server) {
    try {
      return TurnedServer.number(server.call("GET", "/v1/books", "").get("data").get("waiting"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long open(TurnedServer server) {
    try {
      return server.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Value> dead(TurnedServer server) {
    try {
      Value page = server.call("GET", "/v1/deliveries?state=dead", "").get("data");
      return page instanceof Value.Arr array ? array.elements() : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> days(TurnedServer server) throws SQLException {
    try (Connection connection = server.database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select inhrelid::regclass::text from pg_inherits where inhparent = 'event'::regclass")) {
      List<String> days = new java.util.ArrayList<>();
      while (rows.next()) {
        days.add(rows.getString(1));
      }
      return days;
    }
  }
}
