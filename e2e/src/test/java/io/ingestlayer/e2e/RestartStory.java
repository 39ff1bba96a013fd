package io.ingestlayer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.testkit.await.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/// Stopped, changed, started again. All on one data folder; each fact leaves the server running.
@Timeout(180)
@Execution(ExecutionMode.SAME_THREAD)
class RestartStory {
  private static final String SOON_AGAIN =
      "retry: { schedule: [1s, 1s, 1s, 1s, 1s, 2s, 2s, 2s, 2s, 2s, 5s, 5s, 5s, 5s, 5s] }\n";

  private static final String PIPELINE =
      """
      pipeline: news
      match: news
      destinations:
        - { to: team-slack, channel: "#news", message: "%s {{ $event.n }}" }
      """;

  private static SlackTeam team;
  private static ServerProcess server;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    team = SlackTeam.with("#news");
    server =
        new ServerProcess(folder)
            .with("SLACK_BOT_TOKEN", SlackTeam.TOKEN)
            .define("slack.yaml", team.definition() + SOON_AGAIN)
            .define("news.yaml", PIPELINE.formatted("first:"));
    timed("first start");
  }

  @AfterAll
  static void stop() {
    server.close();
    team.close();
  }

  @Test
  void
      what_is_under_way_finishes_as_it_was_decided_and_what_comes_after_follows_the_new_definitions()
          throws Exception {
    define("before:");
    restart();
    team.slack().down(true);
    String old = server.api().send("news", "{\"n\":1}");
    Await.until("an attempt in vain", Duration.ofSeconds(15), () -> attempts(old) > 0);

    assertThat(server.stop()).isZero();
    define("after:");
    timed("later start");
    String recent = server.api().send("news", "{\"n\":2}");
    team.slack().down(false);

    team.awaitMessage("#news", "before: 1");
    team.awaitMessage("#news", "after: 2");
    assertThat(team.messages("#news", "before:")).hasSize(1);
    assertThat(team.messages("#news", "after:")).hasSize(1);
    int version = pipeline(server.api().settled(old)).path("version").asInt();
    assertThat(pipeline(server.api().settled(recent)).path("version").asInt())
        .isEqualTo(version + 1);
  }

  @Test
  void a_stop_under_load_loses_nothing_and_takes_less_than_half_a_minute() throws Exception {
    try (Senders senders = new Senders(server.api(), "loaded", 7).start(6)) {
      Await.until("load", Duration.ofSeconds(20), () -> senders.count() > 300);

      long begin = System.nanoTime();
      int exitCode = server.stop();
      Duration took = Duration.ofNanos(System.nanoTime() - begin);

      assertThat(exitCode).isZero();
      assertThat(took).isLessThan(Duration.ofSeconds(30));
      System.out.println("RestartStory: stopped under load in " + took.toMillis() + " ms");
      Map<String, String> acknowledged = senders.acknowledged();
      server.start();
      senders.finish();
      assertThat(senders.faults()).isEmpty();
      assertThat(senders.acknowledged()).containsAllEntriesOf(acknowledged);
      List<String> stored =
          server.api().all("/v1/events?type=loaded").stream()
              .map(it -> it.path("id").asString())
              .toList();
      assertThat(stored).containsExactlyInAnyOrderElementsOf(senders.acknowledged().values());
    }
  }

  @Test
  void a_second_server_on_the_same_folder_is_refused_in_plain_words() throws Exception {
    ServerProcess.Result second = server.run("serve");

    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.output())
        .contains(server.dataDir().toString())
        .doesNotContain("Exception", "\tat ");
    assertThat(server.api().get("/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void wrong_definitions_are_refused_with_file_line_and_a_suggestion_and_change_nothing()
      throws Exception {
    assertThat(server.stop()).isZero();
    server.define(
        "news.yaml",
        """
        pipeline: news
        match: news
        destinations:
          - { to: team-slak, channel: "#news" }
        ---
        pipeline: more
        match: more
        destnations: []
        """);

    server.launch();

    assertThat(server.awaitEnd(Duration.ofSeconds(30))).hasValue(1);
    assertThat(server.log())
        .contains("news.yaml:4:", "team-slack", "news.yaml:8:", "destinations")
        .doesNotContain("Exception", "\tat ");
    define("mended:");
    server.start();
    server.api().send("news", "{\"n\":9}");
    team.awaitMessage("#news", "mended: 9");
  }

  private static void define(String word) throws IOException {
    server.define("news.yaml", PIPELINE.formatted(word));
  }

  private static void restart() throws Exception {
    assertThat(server.stop()).isZero();
    server.start();
  }

  private static void timed(String what) throws IOException {
    long begin = System.nanoTime();
    server.start();
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    System.out.println("RestartStory: " + what + " in " + took.toMillis() + " ms");
  }

  private static int attempts(String id) {
    return pipeline(server.api().timeline(id))
        .path("destinations")
        .path(0)
        .path("attempts_made")
        .size();
  }

  private static JsonNode pipeline(JsonNode timeline) {
    return timeline.path("pipelines").path(0);
  }
}
