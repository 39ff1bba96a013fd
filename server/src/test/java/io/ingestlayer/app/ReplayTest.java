package io.ingestlayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Value;
import io.ingestlayer.testkit.await.Await;
import io.ingestlayer.testkit.slack.Fault;
import io.ingestlayer.testkit.slack.SentMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Replays of the whole server, on a turned clock.
class ReplayTest {
  private static final String NOTHING =
      """
      destination: team-slack
      type: slack
      config: { token: { env: SLACK_BOT_TOKEN }, base_url: { env: SLACK_URL } }
      retry: { schedule: [1s] }
      """;
  private static final String NOTES =
      NOTHING
          + """
          ---
          pipeline: notes
          match: "note.*"
          steps:
            - filter.match: { field: $event.n, op: "!=", value: 13 }
          destinations:
            - { to: team-slack, channel: "#alerts", message: "note {{ $event.n }}" }
          ---
          pipeline: urgent
          match: urgent.happened
          destinations:
            - { to: team-slack, channel: "#alerts", message: "urgent {{ $event.n }}" }
          """;
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int EVENTS_IN_REQUEST = 500;

  @TempDir private Path folder;

  @Test
  void a_hundred_thousand_stored_events_go_to_a_paced_channel_behind_live_traffic_until_canceled()
      throws Exception {
    try (TurnedServer server = new TurnedServer(folder, NOTHING, Map.of())) {
      server.channel("#alerts");
      for (int from = 0; from < 100_000; from += EVENTS_IN_REQUEST) {
        store(server, from, EVENTS_IN_REQUEST);
      }
      define(NOTES);
      server.restart();
      String events = "{\"events\":{\"pipeline\":\"notes\"},\"rate\":5000";

      Value estimate =
          server.call("POST", "/v1/replays", events + ",\"dry_run\":true}").get("data");
      assertThat(TurnedServer.number(estimate.get("items"))).isEqualTo(100_000);
      assertThat(TurnedServer.number(estimate.get("at_least_seconds"))).isEqualTo(20);
      assertThat(server.slack.messages()).isEmpty();

      String id = begin(server, events + "}");
      turnUntil(server, () -> server.slack.messages().size() >= 15);
      Value progress = replay(server, id);
      assertThat(TurnedServer.number(progress.get("delivered"))).isPositive();
      assertThat(TurnedServer.number(progress.get("open"))).isBetween(1L, 40L);
      assertThat(TurnedServer.text(progress.get("state"))).isEqualTo("running");

      server.send("urgent.happened", "{\"n\":1}", "");
      // The clock stands while it is decided.
      Await.until(
          "it to be decided",
          SOON,
          () -> TurnedServer.number(get(server, "/v1/books").get("waiting")) == 0);
      int before = server.slack.messages().size();
      turnUntil(server, () -> texts(server).contains("urgent 1"));
      assertThat(texts(server).indexOf("urgent 1") - before).isLessThanOrEqualTo(2);

      server.call("POST", "/v1/replays/" + id + "/pause", "");
      turnUntil(server, () -> number(server, id, "open") == 0);
      int paused = server.slack.messages().size();
      turn(server, 20);
      assertThat(server.slack.messages()).hasSize(paused);
      assertThat(TurnedServer.text(replay(server, id).get("state"))).isEqualTo("paused");

      server.call("POST", "/v1/replays/" + id + "/resume", "");
      turnUntil(server, () -> server.slack.messages().size() > paused + 3);
      server.call("POST", "/v1/replays/" + id + "/cancel", "");
      turnUntil(server, () -> number(server, id, "open") == 0);
      int canceled = server.slack.messages().size();
      turn(server, 20);
      assertThat(server.slack.messages()).hasSize(canceled);
      assertThat(canceled).isLessThan(500);
      Value over = replay(server, id);
      assertThat(TurnedServer.text(over.get("state"))).isEqualTo("canceled");
      assertThat(TurnedServer.number(over.get("delivered"))).isEqualTo(canceled - 1);
      assertThat(TurnedServer.number(over.get("canceled"))).isPositive();
      assertThat(texts(server)).doesNotHaveDuplicates();
      assertThat(server.open()).isZero();
    }
  }

  @Test
  void all_that_died_is_sent_once_more_beside_what_died_and_not_a_third_time() throws Exception {
    try (TurnedServer server = new TurnedServer(folder, NOTES, Map.of())) {
      server.channel("#alerts");
      server.slack.failNext(19, Fault.error("invalid_blocks"));
      store(server, 0, 20);
      turnUntil(server, () -> list(server, "state=dead").size() == 19);
      String dead = "{\"deliveries\":{\"state\":\"dead\",\"pipeline\":\"notes\"}}";

      String id = begin(server, dead);
      turnUntil(server, () -> state(server, id).equals("done"));

      assertThat(texts(server)).hasSize(19).doesNotHaveDuplicates();
      assertThat(TurnedServer.number(replay(server, id).get("delivered"))).isEqualTo(19);
      String event = TurnedServer.text(list(server, "state=delivered").getFirst().get("event_id"));
      assertThat(
              list(server, "limit=250").stream()
                  .filter(it -> TurnedServer.text(it.get("event_id")).equals(event))
                  .map(it -> TurnedServer.text(it.get("state"))))
          .containsExactlyInAnyOrder("dead", "delivered");

      String again = begin(server, dead);
      turnUntil(server, () -> state(server, again).equals("done"));
      assertThat(TurnedServer.number(replay(server, again).get("left_out"))).isEqualTo(19);
      assertThat(texts(server)).hasSize(19);
      assertThat(server.open()).isZero();
    }
  }

  @Test
  void a_replay_goes_on_where_it_was_when_the_server_is_started_again() throws Exception {
    try (TurnedServer server = new TurnedServer(folder, NOTES, Map.of())) {
      server.channel("#alerts");
      store(server, 0, 40);
      turnUntil(server, () -> server.slack.messages().size() == 39);
      String delivered = "{\"deliveries\":{\"state\":\"delivered\",\"pipeline\":\"notes\"}}";

      String id = begin(server, delivered);
      turnUntil(server, () -> server.slack.messages().size() > 50);
      server.restart();
      turnUntil(server, () -> state(server, id).equals("done"));

      // What was under way at the stop was waited for, so that each came once more, and once.
      assertThat(texts(server)).hasSize(78);
      assertThat(texts(server).stream().distinct()).hasSize(39);
      assertThat(server.open()).isZero();
    }
  }

  @Test
  void one_delivery_is_sent_again_and_what_is_no_selection_is_told() throws Exception {
    try (TurnedServer server = new TurnedServer(folder, NOTES, Map.of())) {
      server.channel("#alerts");
      store(server, 0, 1);
      turnUntil(server, () -> list(server, "state=delivered").size() == 1);
      String delivery = TurnedServer.text(list(server, "state=delivered").getFirst().get("id"));

      String id = begin(server, "{\"delivery\":\"" + delivery + "\"}");
      turnUntil(server, () -> state(server, id).equals("done"));

      assertThat(texts(server)).containsExactly("note 0", "note 0");
      for (String wrong :
          List.of(
              "{}",
              "{\"delivery\":\"dlv_x\"}",
              "{\"deliveries\":{\"state\":\"dropped\"}}",
              "{\"deliveries\":{\"pipeline\":\"never-was\"}}",
              "{\"deliveries\":{\"destinatoin\":\"x\"}}",
              "{\"events\":{}}",
              "{\"events\":{\"pipeline\":\"notes\",\"version\":9}}",
              "{\"deliveries\":{},\"rate\":0}",
              "{\"deliveries\":{\"from\":\"yesterday\"}}")) {
        assertThat(TurnedServer.text(server.call("POST", "/v1/replays", wrong).get("code")))
            .as(wrong)
            .isIn("invalid_member", "unknown_member");
      }
      assertThat(
              TurnedServer.text(
                  server.call("POST", "/v1/replays/" + id + "/cancel", "").get("code")))
          .isEqualTo("wrong_state");
    }
  }

  @Test
  void replayed_ones_of_a_key_go_one_after_the_other_where_the_route_asks_for_an_order()
      throws Exception {
    String ordered =
        NOTES
            .replace("{ to: team-slack,", "{ to: team-slack, order_by: $event.kind,")
            .replace("schedule: [1s]", "schedule: [30s]");
    try (TurnedServer server = new TurnedServer(folder, ordered, Map.of())) {
      server.channel("#alerts");
      for (int n = 0; n < 4; n++) {
        server.send("note.written", "{\"n\":" + n + ",\"kind\":\"a\"}", "");
        server.clock.turn(Duration.ofSeconds(1));
      }
      turnUntil(server, () -> server.slack.messages().size() == 4);
      String delivered = "{\"deliveries\":{\"state\":\"delivered\",\"pipeline\":\"notes\"}}";

      // The oldest fails once, and those behind it wait for its second try.
      server.slack.failNext(1, Fault.error("internal_error"));
      String id = begin(server, delivered);
      turnUntil(server, () -> state(server, id).equals("done"));

      assertThat(texts(server).subList(4, texts(server).size()))
          .containsExactly("note 0", "note 1", "note 2", "note 3");
      assertThat(number(server, id, "delivered")).isEqualTo(4);
      assertThat(server.open()).isZero();
    }
  }

  @Test
  void what_an_earlier_replay_delivered_is_sent_once_more_and_not_twice() throws Exception {
    try (TurnedServer server = new TurnedServer(folder, NOTES, Map.of())) {
      server.channel("#alerts");
      store(server, 0, 8);
      turnUntil(server, () -> server.slack.messages().size() == 8);
      String delivered =
          "{\"deliveries\":{\"state\":\"delivered\",\"pipeline\":\"notes\"},\"rate\":";
      String first = begin(server, delivered + "50}");
      turnUntil(server, () -> state(server, first).equals("done"));

      String second = begin(server, delivered + "2}");
      turnUntil(server, () -> state(server, second).equals("done"));

      assertThat(texts(server)).hasSize(24);
      assertThat(number(server, second, "delivered")).isEqualTo(8);
      assertThat(number(server, second, "left_out")).isEqualTo(8);
      assertThat(server.open()).isZero();
    }
  }

  @Test
  void two_replays_at_once_and_a_retry_send_what_died_once() throws Exception {
    try (TurnedServer server = new TurnedServer(folder, NOTES, Map.of())) {
      server.channel("#alerts");
      server.slack.failNext(10, Fault.error("invalid_blocks"));
      store(server, 0, 10);
      turnUntil(server, () -> list(server, "state=dead").size() == 10);
      server.call("POST", "/v1/destinations/team-slack/pause", "{}");
      String dead = TurnedServer.text(list(server, "state=dead").getFirst().get("id"));
      server.call("POST", "/v1/deliveries/" + dead + "/retry", "");

      String one = begin(server, "{\"deliveries\":{}}");
      String other = begin(server, "{\"deliveries\":{}}");
      turnUntil(
          server,
          () -> number(server, one, "looked_at") == 10 && number(server, other, "looked_at") == 10);
      server.call("POST", "/v1/destinations/team-slack/resume", "{}");
      turnUntil(
          server, () -> state(server, one).equals("done") && state(server, other).equals("done"));
      turnUntil(server, () -> get(server, "/v1/books").get("open").equals(Value.of(0L)));

      assertThat(texts(server)).hasSize(10).doesNotHaveDuplicates();
      assertThat(number(server, one, "left_out") + number(server, other, "left_out")).isEqualTo(11);
    }
  }

  @Test
  void what_a_replay_gave_up_is_retried_by_itself_once() throws Exception {
    try (TurnedServer server = new TurnedServer(folder, NOTES, Map.of())) {
      server.channel("#alerts");
      server.slack.failNext(3, Fault.error("invalid_blocks"));
      store(server, 0, 1);
      turnUntil(server, () -> list(server, "state=dead").size() == 1);
      String first = TurnedServer.text(list(server, "state=dead").getFirst().get("id"));
      String id = begin(server, "{\"deliveries\":{}}");
      turnUntil(server, () -> state(server, id).equals("done"));
      String second = otherThan(server, List.of(first));

      Value retried = retry(server, second);
      turnUntil(server, () -> list(server, "state=dead").size() == 3);
      Value last = retry(server, otherThan(server, List.of(first, second)));
      turnUntil(server, () -> !list(server, "state=delivered").isEmpty());

      assertThat(retried.get("code")).isEqualTo(Value.Absent.ABSENT);
      assertThat(last.get("code")).isEqualTo(Value.Absent.ABSENT);
      assertThat(retry(server, second)).isEqualTo(retry(server, second));
      turn(server, 5);
      assertThat(texts(server)).containsExactly("note 0");
      assertThat(server.open()).isZero();
    }
  }

  @Test
  void what_was_done_of_a_dead_delivery_is_known_to_its_replay() throws Exception {
    try (TurnedServer server = new TurnedServer(folder, NOTES, Map.of())) {
      server.channel("#alerts");
      server.slack.failNext(1, Fault.error("invalid_blocks"));
      store(server, 0, 1);
      turnUntil(server, () -> list(server, "state=dead").size() == 1);
      change(
          server,
          "update delivery set extra = jsonb_set(extra::jsonb, '{progress}', '\"ada\"')::json");
      server.call("POST", "/v1/destinations/team-slack/pause", "{}");

      String id = begin(server, "{\"deliveries\":{}}");
      turnUntil(server, () -> number(server, id, "promised") == 1);

      assertThat(
              change(
                  server,
                  "update open_delivery set code = code where extra::text like '%\"ada\"%'"))
          .isEqualTo(1);
    }
  }

  @Test
  void a_replay_ends_when_the_clock_is_set_back() throws Exception {
    try (TurnedServer server = new TurnedServer(folder, NOTES, Map.of())) {
      server.channel("#alerts");
      store(server, 0, 3);
      turnUntil(server, () -> server.slack.messages().size() == 3);

      String id = begin(server, "{\"deliveries\":{\"state\":\"delivered\"},\"rate\":1}");
      change(server, "update replay set created_at = created_at + interval '20 hours'");
      turnUntil(server, () -> state(server, id).equals("done"));

      assertThat(number(server, id, "delivered")).isEqualTo(3);
      assertThat(texts(server)).hasSize(6);
    }
  }

  @Test
  void one_that_cannot_go_on_does_not_stop_the_others() throws Exception {
    try (TurnedServer server = new TurnedServer(folder, NOTES, Map.of())) {
      server.channel("#alerts");
      store(server, 0, 3);
      turnUntil(server, () -> server.slack.messages().size() == 3);
      String events = "{\"events\":{\"pipeline\":\"notes\"},\"rate\":50}";

      String broken = begin(server, events);
      change(server, "update replay set place = 'nowhere'");
      String sound = begin(server, events);
      turnUntil(server, () -> state(server, sound).equals("done"));

      assertThat(state(server, broken)).isEqualTo("running");
      assertThat(texts(server)).hasSize(6);
    }
  }

  @Test
  void few_among_many_stored_events_are_found_soon_however_slowly_they_are_sent() throws Exception {
    try (TurnedServer server = new TurnedServer(folder, NOTES, Map.of())) {
      server.channel("#alerts");
      store(server, 13, 1);
      for (int i = 0; i < 6; i++) {
        server.call(
            "POST",
            "/v1/ingest",
            "{\"events\":["
                + "{\"type\":\"page.seen\",\"payload\":{}},".repeat(EVENTS_IN_REQUEST - 1)
                + "{\"type\":\"page.seen\",\"payload\":{}}]}");
      }
      store(server, 1, 3);
      turnUntil(server, () -> server.slack.messages().size() == 3);
      Instant before = server.clock.instant();

      String id = begin(server, "{\"events\":{\"pipeline\":\"notes\"},\"rate\":1}");
      turnUntil(server, () -> state(server, id).equals("done"));

      assertThat(texts(server)).hasSize(6);
      assertThat(number(server, id, "looked_at")).isEqualTo(4);
      assertThat(Duration.between(before, server.clock.instant()))
          .isLessThan(Duration.ofMinutes(1));
    }
  }

  private static String otherThan(TurnedServer server, List<String> ids) {
    return list(server, "state=dead").stream()
        .map(it -> TurnedServer.text(it.get("id")))
        .filter(it -> !ids.contains(it))
        .findFirst()
        .orElseThrow();
  }

  private static Value retry(TurnedServer server, String delivery) throws Exception {
    return server.call("POST", "/v1/deliveries/" + delivery + "/retry", "");
  }

  private static int change(TurnedServer server, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                server.database.jdbcUrl(), server.database.user(), server.database.password());
        Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  private void define(String definitions) throws IOException {
    Files.writeString(folder.resolve("workspace/definitions.yaml"), definitions);
  }

  private static void store(TurnedServer server, int from, int many) throws Exception {
    StringBuilder body = new StringBuilder("{\"events\":[");
    for (int n = from; n < from + many; n++) {
      body.append(n == from ? "" : ",")
          .append("{\"type\":\"note.written\",\"payload\":{\"n\":")
          .append(n)
          .append("}}");
    }
    Value answer = server.call("POST", "/v1/ingest", body.append("]}").toString());
    assertThat(TurnedServer.number(answer.get("data").get("accepted"))).isEqualTo(many);
  }

  private static String begin(TurnedServer server, String body) throws Exception {
    Value begun = server.call("POST", "/v1/replays", body).get("data");
    assertThat(TurnedServer.text(begun.get("id"))).as("%s", begun).startsWith("rpl_");
    return TurnedServer.text(begun.get("id"));
  }

  private static Value replay(TurnedServer server, String id) {
    return get(server, "/v1/replays/" + id);
  }

  private static String state(TurnedServer server, String id) {
    return TurnedServer.text(replay(server, id).get("state"));
  }

  private static long number(TurnedServer server, String id, String member) {
    return TurnedServer.number(replay(server, id).get(member));
  }

  private static List<Value> list(TurnedServer server, String query) {
    return get(server, "/v1/deliveries?" + query) instanceof Value.Arr array
        ? array.elements()
        : List.of();
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

  private static List<String> texts(TurnedServer server) {
    return server.slack.messages("#alerts").stream().map(SentMessage::text).toList();
  }

  private static void turnUntil(TurnedServer server, BooleanSupplier condition) {
    Await.until(
        "what is waited for",
        SOON,
        () -> {
          server.clock.turn(Duration.ofMillis(500));
          return condition.getAsBoolean();
        });
  }

  /// So many seconds, each with time to act in it.
  private static void turn(TurnedServer server, int seconds) {
    for (int half = 0; half < 2 * seconds; half++) {
      server.clock.turn(Duration.ofMillis(500));
      get(server, "/v1/replays");
    }
  }
}
