package io.ingestlayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.testkit.http.ReceivedRequest;
import io.ingestlayer.testkit.http.Receiver;
import io.ingestlayer.testkit.postgres.TestPostgres;
import io.ingestlayer.testkit.slack.SentMessage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestMessageTest {
  private static final String DEFINITIONS =
      """
      event: user.signed_up
      schema: { email: string, plan: string }
      ---
      destination: team-slack
      type: slack
      config: { token: { env: SLACK_BOT_TOKEN }, base_url: { env: SLACK_URL } }
      ---
      destination: warehouse
      type: postgres
      config: { url: { env: WAREHOUSE_URL } }
      ---
      destination: hook
      type: webhook
      config: { url: { env: HOOK_URL } }
      ---
      pipeline: sign-ups
      match: user.signed_up
      destinations:
        - to: team-slack
          when: $event.plan == "pro"
          channel: "#alerts"
          message: "*{{ $event.email }}* signed up for {{ $event.plan }}"
        - to: warehouse
          table: facts.sign_ups
          create_table: true
        - to: hook
          body: { email: $event.email }
      """;

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path folder;
  @AutoClose private final TestPostgres warehouse = TestPostgres.create();
  @AutoClose private final Receiver hook = Receiver.start();
  private TurnedServer server;

  @BeforeEach
  void start() throws Exception {
    Map<String, String> more = new HashMap<>();
    more.put("WAREHOUSE_URL", warehouse.uri());
    more.put("HOOK_URL", hook.url("/in"));
    more.put("INGESTLAYER_EGRESS_PORTS", Integer.toString(hook.port()));
    server = new TurnedServer(folder, DEFINITIONS, more);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Value test(String destination, String body) throws Exception {
    return server.call("POST", "/v1/destinations/" + destination + "/test", body);
  }

  @Test
  void a_test_message_takes_the_first_route_there_and_says_that_it_is_one() throws Exception {
    server.channel("#alerts");

    Value came = test("team-slack", "{}").get("data");

    assertThat(Json.write(came)).contains("\"test\":true", "\"outcome\":\"delivered\"");
    SentMessage message = server.slack.awaitMessages(1, SOON).getFirst();
    assertThat(server.slack.messages("#alerts")).hasSize(1);
    assertThat(message.raw()).contains("ingestlayer.test", "This is a test from ingestlayer");
    assertThat(TurnedServer.text(came.get("text"))).contains("This is a test from ingestlayer");
  }

  @Test
  void nothing_of_it_is_stored_or_counted() throws Exception {
    server.channel("#alerts");

    test("team-slack", "{}");

    assertThat(server.slack.messages()).hasSize(1);
    assertThat(rows(server.database, "select count(*) from event")).isZero();
    assertThat(rows(server.database, "select count(*) from delivery")).isZero();
    assertThat(rows(server.database, "select count(*) from attempt")).isZero();
    assertThat(rows(server.database, "select count(*) from flow_count")).isZero();
  }

  @Test
  void a_message_of_ones_own_is_marked_before_its_first_word() throws Exception {
    server.channel("#alerts");

    test(
        "team-slack",
        "{\"type\":\"user.signed_up\",\"payload\":{\"email\":\"ada@acme.co\",\"plan\":\"free\"}}");

    SentMessage message = server.slack.awaitMessages(1, SOON).getFirst();
    assertThat(message.raw()).contains("[test] *ada@acme.co* signed up for free");
  }

  @Test
  void another_channel_can_be_tried_and_a_wrong_one_is_pointed_at() throws Exception {
    server.channel("#ops");

    Value good = test("team-slack", "{\"config\":{\"channel\":\"#ops\"}}");
    Value bad = test("team-slack", "{\"config\":{\"chanel\":\"#ops\"}}");

    assertThat(TurnedServer.text(good.get("data").get("outcome"))).isEqualTo("delivered");
    assertThat(server.slack.messages("#ops")).hasSize(1);
    assertThat(TurnedServer.text(bad.get("code"))).isEqualTo("invalid_config");
    assertThat(TurnedServer.text(bad.get("errors").get(0).get("pointer")))
        .isEqualTo("/config/chanel");
    assertThat(TurnedServer.text(bad.get("detail"))).contains("did you mean \"channel\"?");
  }

  @Test
  void what_the_vendor_refuses_is_told_with_what_to_do_and_without_the_token() throws Exception {
    Value came = test("team-slack", "{}").get("data");

    assertThat(TurnedServer.text(came.get("outcome"))).isEqualTo("hold");
    assertThat(TurnedServer.text(came.get("code"))).isEqualTo("channel_not_found");
    assertThat(TurnedServer.text(came.get("suggestion"))).isNotEmpty();
    assertThat(Json.write(came)).doesNotContain("xoxb");
    assertThat(TurnedServer.text(health("team-slack").get("state"))).isEqualTo("ok");
  }

  @Test
  void a_paused_destination_can_be_tried_and_stays_paused() throws Exception {
    server.channel("#alerts");
    server.call("POST", "/v1/destinations/team-slack/pause", "{\"reason\":\"moving\"}");

    Value came = test("team-slack", "{}").get("data");

    assertThat(TurnedServer.text(came.get("outcome"))).isEqualTo("delivered");
    assertThat(TurnedServer.text(health("team-slack").get("state"))).isEqualTo("paused");
  }

  @Test
  void what_waits_for_a_broken_channel_goes_out_when_a_test_arrived_there() throws Exception {
    server.send("user.signed_up", "{\"email\":\"ada@acme.co\",\"plan\":\"pro\"}", "");
    server.awaitState("team-slack", "held");
    server.channel("#alerts");

    test("team-slack", "{}");
    // A second for Slack's pace; by itself it would look after thirty.
    server.clock.turn(Duration.ofSeconds(2));

    List<SentMessage> messages = server.slack.awaitMessages(2, SOON);
    assertThat(messages.getLast().raw()).contains("ada@acme.co");
  }

  @Test
  void a_table_is_tried_without_leaving_a_row_or_a_table() throws Exception {
    Value came = test("warehouse", "{}").get("data");

    assertThat(TurnedServer.text(came.get("outcome"))).isEqualTo("delivered");
    assertThat(TurnedServer.text(came.get("detail"))).contains("taken back");
    assertThat(rows(warehouse, "select count(*) from pg_tables where schemaname = 'facts'"))
        .isZero();
    server.send("user.signed_up", "{\"email\":\"ada@acme.co\",\"plan\":\"free\"}", "");
    server.awaitClosed();
    test("warehouse", "{}");
    assertThat(rows(warehouse, "select count(*) from facts.sign_ups")).isOne();
  }

  @Test
  void a_program_sees_by_a_header_that_it_is_a_test() throws Exception {
    test("hook", "{\"payload\":{\"email\":\"ada@acme.co\",\"test\":false}}");
    test("hook", "{}");

    List<ReceivedRequest> received = hook.requests();
    assertThat(received)
        .allSatisfy(it -> assertThat(it.header("X-Ingestlayer-Test")).contains("true"));
    assertThat(received.getFirst().text()).isEqualTo("{\"email\":\"ada@acme.co\"}");
    assertThat(received.getLast().text())
        .contains("\"type\":\"ingestlayer.test\"", "\"test\":true");
  }

  @Test
  void the_destinations_are_listed_with_what_waits() throws Exception {
    server.send("user.signed_up", "{\"email\":\"ada@acme.co\",\"plan\":\"pro\"}", "");
    server.awaitState("team-slack", "held");

    Value all = server.call("GET", "/v1/destinations", "").get("data");

    assertThat(Json.write(all.get(1)))
        .contains("\"destination\":\"team-slack\"", "\"type\":\"slack\"", "\"state\":\"held\"")
        .contains("\"code\":\"channel_not_found\"", "\"waiting\":1");
    assertThat(TurnedServer.text(all.get(2).get("destination"))).isEqualTo("warehouse");
  }

  private Value health(String destination) throws Exception {
    return server.call("GET", "/v1/destinations/" + destination + "/health", "").get("data");
  }

  private static long rows(TestPostgres database, String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
