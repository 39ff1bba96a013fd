package io.ingestlayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.testkit.await.Await;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program against a whole server: what a person types, and what is seen then.
class DeliveryCommandsTest {
  private static final String DEFINITIONS =
      """
      event: user.signed_up
      schema: { email: string, to: string }
      ---
      destination: team-slack
      type: slack
      config: { token: { env: SLACK_BOT_TOKEN }, base_url: { env: SLACK_URL } }
      ---
      pipeline: sign-ups
      match: user.signed_up
      destinations:
        - to: team-slack
          channel: "{{ $event.to }}"
      """;
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int OK = 0;
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final int NOT_FOUND = 4;
  private static final int CONFLICT = 5;

  @TempDir private Path folder;
  private TurnedServer server;
  private StringWriter printed = new StringWriter();

  @BeforeEach
  void start() throws Exception {
    server = new TurnedServer(folder, DEFINITIONS, Map.of());
    server.channel("#alerts");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private int run(String... arguments) {
    printed = new StringWriter();
    return server.run(new PrintWriter(printed, true), arguments);
  }

  /// While the clock is turned, for what does not end by itself.
  private int runWhileTimePasses(String... arguments) {
    CompletableFuture<Integer> ended = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> ended.complete(run(arguments)));
    Await.until(
        "the command has ended",
        SOON,
        () -> {
          server.clock.turn(Duration.ofSeconds(1));
          return ended.isDone();
        });
    return ended.join();
  }

  private void signUps(int number, String to) throws Exception {
    for (int i = 0; i < number; i++) {
      server.send("user.signed_up", "{\"email\":\"u" + i + "@acme.co\",\"to\":\"" + to + "\"}", "");
    }
  }

  /// Nothing can be sent to a channel that is not named, so these die at once.
  private void die(int number) throws Exception {
    signUps(number, "");
    server.turnUntilClosed();
  }

  private List<String> lines() {
    return printed.toString().lines().toList();
  }

  private String id() {
    Matcher id = Pattern.compile("dlv_\\w+").matcher(printed.toString());
    assertThat(id.find()).as(printed.toString()).isTrue();
    return id.group();
  }

  @Test
  void deliveries_are_listed_over_pages_and_by_what_they_ended_with() throws Exception {
    die(3);

    assertThat(run("deliveries", "--state", "dead", "--limit", "2")).isEqualTo(OK);
    assertThat(lines()).hasSize(4);
    assertThat(lines().getFirst()).startsWith("ID").contains("DESTINATION", "CODE");
    assertThat(lines().get(1)).contains("dead", "team-slack", "sign-ups");
    assertThat(lines().getLast()).isEqualTo("there are more than these 2; see --limit");

    assertThat(run("deliveries", "--limit", "1000", "--json")).isEqualTo(OK);
    assertThat(lines()).hasSize(3).allMatch(it -> it.startsWith("{\"id\":\"dlv_"));

    assertThat(run("deliveries", "--state", "delivered")).isEqualTo(OK);
    assertThat(printed.toString()).startsWith("there are none");
  }

  @Test
  void what_is_asked_wrongly_is_answered_with_what_would_be_right() {
    assertThat(run("deliveries", "--state", "deaf")).isEqualTo(FAILED);
    assertThat(printed.toString()).contains("one of", "dead");
    assertThat(run("deliveries", "--from", "yesterday")).isEqualTo(USAGE);
    assertThat(printed.toString()).contains("how long ago, such as 2h");
    assertThat(run("deliveries", "show", "dlv_none")).isEqualTo(NOT_FOUND);
    assertThat(lines().getLast()).isEqualTo("see which there are with: ingestlayer deliveries");
    assertThat(run("replay")).isEqualTo(USAGE);
    assertThat(printed.toString()).contains("--dead --since 2h");
  }

  @Test
  void an_event_that_is_refused_is_told_where_it_is_wrong() {
    assertThat(run("send", "user.signed_up", "-d", "{\"to\":\"#alerts\"}")).isEqualTo(FAILED);
    assertThat(lines())
        .hasSize(2)
        .last()
        .isEqualTo("  /events/0/payload/email: \"email\" is missing");

    assertThat(run("send", "user.signed_up", "-d", "{\"email\"")).isEqualTo(USAGE);
    assertThat(lines().getFirst()).startsWith("the payload is not a JSON object: ");
  }

  @Test
  void one_delivery_is_shown_with_its_attempts_and_what_to_do() throws Exception {
    die(1);
    run("deliveries");

    assertThat(run("deliveries", "show", id())).isEqualTo(OK);

    assertThat(printed.toString())
        .contains("state: dead", "suggestion: ", "destination: team-slack")
        .containsPattern("ATTEMPT +OUTCOME.*\\R20.*reject");
  }

  @Test
  void one_that_waits_is_taken_back_and_a_second_time_it_is_not_open_any_more() throws Exception {
    signUps(1, "#nowhere");
    server.awaitState("team-slack", "held");
    run("deliveries", "--state", "held");
    String id = id();

    assertThat(run("deliveries", "cancel", id)).isEqualTo(OK);
    assertThat(run("deliveries", "cancel", id)).isEqualTo(CONFLICT);

    run("deliveries", "counts");
    assertThat(lines().getFirst()).isEqualTo("TIME                  STATE     DELIVERIES");
    assertThat(lines().getLast()).endsWith("canceled  1");
  }

  @Test
  void destinations_are_listed_paused_and_resumed() throws Exception {
    assertThat(run("destinations")).isEqualTo(OK);
    assertThat(lines().getLast()).startsWith("team-slack").contains("slack", "ok", "0");

    assertThat(run("destinations", "pause", "team-slack", "--reason", "we move")).isEqualTo(OK);
    signUps(2, "#alerts");
    assertThat(run("destinations", "health", "team-slack")).isEqualTo(OK);
    assertThat(printed.toString()).contains("state: paused", "we move");

    assertThat(run("destinations", "resume", "team-slack")).isEqualTo(OK);
    assertThat(run("destinations", "resume", "team-slack")).isEqualTo(CONFLICT);
    assertThat(run("destinations", "health", "team-snack")).isEqualTo(NOT_FOUND);
  }

  @Test
  void a_test_message_is_sent_and_the_exit_code_says_whether_it_arrived() {
    int there = run("destinations", "test", "team-slack", "--config", "channel=#alerts");
    assertThat(printed.toString()).contains("delivered (ok)", "This is a test from ingestlayer");
    int nowhere = run("destinations", "test", "team-slack", "--config", "channel=#nowhere");

    assertThat(there).isEqualTo(OK);
    assertThat(nowhere).isEqualTo(FAILED);
    assertThat(printed.toString()).contains("hold (channel_not_found)", "suggestion: ");
    assertThat(run("destinations", "test", "team-slack", "--config", "chanel=#a"))
        .isEqualTo(FAILED);
    assertThat(printed.toString()).contains("did you mean \"channel\"?");
  }

  @Test
  void a_replay_is_counted_first_and_not_begun_where_nobody_can_be_asked() throws Exception {
    signUps(2, "#alerts");
    server.turnUntilClosed();

    assertThat(run("replay", "--dead")).isEqualTo(OK);
    assertThat(lines()).containsExactly("nothing to send again");
    assertThat(run("replay", "--state", "delivered", "--dry-run", "--json")).isEqualTo(OK);
    assertThat(lines()).hasSize(1).first().asString().contains("\"items\":2");
    assertThat(run("replay", "--state", "delivered", "--dry-run")).isEqualTo(OK);
    assertThat(lines().getFirst()).contains("2 to send again, at least ");
    assertThat(run("replay", "--state", "delivered")).isEqualTo(USAGE);
    assertThat(printed.toString()).contains("give --yes");
    assertThat(run("replay", "list")).isEqualTo(OK);
    assertThat(printed.toString()).contains("there are none");
  }

  @Test
  void a_replay_is_followed_until_it_is_done_and_listed_afterwards() throws Exception {
    signUps(2, "#alerts");
    server.turnUntilClosed();

    int ended = runWhileTimePasses("replay", "--state", "delivered", "--yes");

    assertThat(ended).as(printed.toString()).isEqualTo(OK);
    assertThat(lines().getLast()).startsWith("done: looked at 2 of 2; delivered 2, dead 0");
    assertThat(server.slack.messages()).hasSize(4);
    run("replay", "list");
    assertThat(lines().getLast()).startsWith("rpl_").contains("done");
    String id = lines().getLast().split(" ", -1)[0];
    assertThat(run("replay", "show", id)).isEqualTo(OK);
    assertThat(printed.toString()).contains("done: looked at 2 of 2");
    assertThat(run("replay", "cancel", id)).isEqualTo(CONFLICT);
  }

  @Test
  void stored_events_go_through_a_pipeline_again_paused_resumed_and_canceled() throws Exception {
    signUps(2, "#alerts");
    server.turnUntilClosed();
    run("destinations", "pause", "team-slack");

    assertThat(run("replay", "--pipeline", "sign-ups", "--yes", "--no-wait")).isEqualTo(OK);
    String id = lines().getLast().substring("began ".length());

    assertThat(run("replay", "pause", id)).isEqualTo(OK);
    assertThat(lines().getLast()).startsWith("paused: ");
    assertThat(run("replay", "resume", id)).isEqualTo(OK);
    assertThat(run("replay", "cancel", id)).isEqualTo(OK);
    assertThat(lines().getLast()).startsWith("canceled: ");
  }
}
