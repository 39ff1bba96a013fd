package io.ingestlayer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A thousand senders with one key at one moment.
@Timeout(120)
class OneKeyStory {
  private static final int REQUESTS = 1_000;

  private static final String DEFINITIONS =
      """
      destination: warehouse
      type: postgres
      config: { url: { env: WAREHOUSE_URL } }
      ---
      pipeline: hits
      match: hit
      destinations:
        - { to: warehouse, table: hits }
        - { to: team-slack, channel: "#hits", message: "hit {{ $event.n }}" }
      """;

  @Test
  void a_thousand_requests_with_one_key_are_one_event_one_message_one_row_and_one_answer(
      @TempDir Path folder) throws Exception {
    try (Warehouse warehouse = Warehouse.with("create table hits (n int, payload jsonb)");
        SlackTeam team = SlackTeam.with("#hits");
        ServerProcess server =
            new ServerProcess(folder)
                .with("SLACK_BOT_TOKEN", SlackTeam.TOKEN)
                .with("WAREHOUSE_URL", warehouse.uri())
                .define("slack.yaml", team.definition())
                .define("hits.yaml", DEFINITIONS)
                .start()) {

      List<JsonNode> answers = together(server.api());

      assertThat(answers).hasSize(REQUESTS);
      assertThat(answers.stream().map(it -> it.path("id").asString()).distinct()).hasSize(1);
      assertThat(answers.stream().filter(it -> it.path("status").asString().equals("accepted")))
          .hasSize(1);
      assertThat(answers.stream().filter(it -> it.path("status").asString().equals("duplicate")))
          .hasSize(REQUESTS - 1);
      // Without an id column nothing but us keeps a second row away, so this says more than it
      // would with one.
      assertThat(settledWithASecondEvent(server.api())).isEqualTo(2);
      assertThat(warehouse.rows("select n from hits order by n")).containsExactly("1", "2");
      assertThat(team.messages("#hits", "hit 1")).hasSize(1);
      assertThat(team.messages("#hits", "hit 2")).hasSize(1);
    }
  }

  private static List<JsonNode> together(Api api) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    List<Future<JsonNode>> answers = new ArrayList<>();
    try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < REQUESTS; i++) {
        answers.add(
            senders.submit(() -> {
              go.await();
              return api.send("hit", "{\"n\":1}", "the-one-key");
            }));
      }
      go.countDown();
    }
    List<JsonNode> results = new ArrayList<>();
    for (Future<JsonNode> answer : answers) {
      results.add(answer.get());
    }
    return results;
  }

  /// The number of events there are when all is delivered, one more after the thousand included.
  private static long settledWithASecondEvent(Api api) throws IOException {
    api.settled(api.send("hit", "{\"n\":2}"));
    return api.settledBooks(Duration.ofSeconds(30)).path("accepted").asLong();
  }
}
