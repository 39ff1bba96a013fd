package io.ingestlayer.e2e;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.testkit.await.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The server, and the database under it, are killed again and again while events come in and go out.
@Timeout(300)
class KillStory {
  private static final int CYCLES = 30;
  private static final int SENDERS = 6;

  /// So many events at most are acknowledged between two kills.
  private static final int ACKNOWLEDGED_MAX = 400;

  private static final int DURING_START_MILLIS_MAX = 2_500;

  private static final String DEFINITIONS =
      """
      event: kill.counted
      schema: { k: string }
      idempotency: { window: 35d }
      ---
      destination: warehouse
      type: postgres
      config: { url: { env: WAREHOUSE_URL } }
      ---
      pipeline: counted
      match: kill.counted
      steps:
        - filter.match: { field: $event.k, op: exists, value: true }
      destinations:
        - { to: warehouse, table: counted }
      """;

  /// How the server dies.
  private enum Kill {
    ALONE,
    AFTER_THE_POSTMASTER,
    BEFORE_THE_POSTMASTER
  }

  @Test
  void what_was_acknowledged_is_stored_once_and_delivered_once_whatever_dies_when(
      @TempDir Path folder) throws Exception {
    long seed = Long.getLong("e2e.seed", System.nanoTime());
    System.out.println("KillStory: -De2e.seed=" + seed + " repeats its choices");
    Random random = new Random(seed);
    try (Warehouse warehouse =
            Warehouse.with(
                "create table counted (event_id text primary key, k text, payload jsonb)");
        ServerProcess server =
            new ServerProcess(folder)
                .with("WAREHOUSE_URL", warehouse.uri())
                .define("counted.yaml", DEFINITIONS)
                .start();
        Senders senders = new Senders(server.api(), "kill.counted", seed).start(SENDERS)) {

      for (int cycle = 1; cycle <= CYCLES; cycle++) {
        System.out.println("cycle %2d: %s".formatted(cycle, cycle(server, senders, random)));
      }
      senders.finish();

      assertThat(senders.faults()).isEmpty();
      Map<String, String> acknowledged = senders.acknowledged();
      JsonNode books = server.api().settledBooks(Duration.ofSeconds(60));
      assertThat(books.path("balanced").asBoolean()).as(books.toString()).isTrue();
      assertThat(books.path("accepted").asInt()).isEqualTo(acknowledged.size());
      assertThat(stored(server.api())).isEqualTo(acknowledged);
      assertThat(delivered(warehouse)).isEqualTo(acknowledged);
      assertThat(warehouse.count("counted")).isEqualTo(acknowledged.size());
      assertThat(server.stop()).isZero();
      ServerProcess.Result fsck = server.run("fsck", "--json");
      assertThat(fsck.exitCode()).as(fsck.output()).isZero();
      assertThat(fsck.json().path("balanced").asBoolean()).isTrue();
      assertThat(fsck.json().path("difference").asLong()).isZero();
      assertThat(fsck.json().path("accepted").asInt()).isEqualTo(acknowledged.size());
      System.out.println("KillStory: %d events, each once".formatted(acknowledged.size()));
    }
  }

  private static String cycle(ServerProcess server, Senders senders, Random random)
      throws IOException, InterruptedException {
    int wanted = senders.count() + random.nextInt(ACKNOWLEDGED_MAX);
    awaitFlow(senders, wanted);
    String postmaster = random.nextInt(5) == 0 ? withoutPostmaster(server, senders) : "";
    Kill kill =
        random.nextBoolean()
            ? Kill.ALONE
            : random.nextBoolean() ? Kill.AFTER_THE_POSTMASTER : Kill.BEFORE_THE_POSTMASTER;
    kill(server, kill);
    boolean again = random.nextInt(5) == 0;
    if (again) {
      server.launch();
      server.awaitEnd(Duration.ofMillis(random.nextInt(DURING_START_MILLIS_MAX)));
      server.kill();
    }
    int before = senders.count();
    long start = System.nanoTime();
    server.start();
    awaitFlow(senders, before);
    return "%skilled %s%s at %d acknowledged, they flow again after %d ms"
        .formatted(
            postmaster,
            kill.name().toLowerCase(Locale.ROOT).replace('_', ' '),
            again ? ", again while it started," : "",
            before,
            Duration.ofNanos(System.nanoTime() - start).toMillis());
  }

  /// The postmaster alone is killed; the server has to bring it back by itself.
  private static String withoutPostmaster(ServerProcess server, Senders senders) {
    int before = senders.count();
    server.killPostmaster();
    awaitFlow(senders, before + ACKNOWLEDGED_MAX / 2);
    return "the postmaster was killed and brought back; ";
  }

  private static void awaitFlow(Senders senders, int more) {
    Await.until("events to flow again", Duration.ofSeconds(30), () -> senders.count() > more);
  }

  private static void kill(ServerProcess server, Kill kill) throws InterruptedException {
    switch (kill) {
      case ALONE -> server.kill();
      case AFTER_THE_POSTMASTER -> {
        server.killPostmaster();
        server.kill();
      }
      case BEFORE_THE_POSTMASTER -> {
        server.kill();
        server.killPostmaster();
      }
    }
  }

  /// The ids of all stored events by their keys.
  private static Map<String, String> stored(Api api) {
    return api.all("/v1/events?type=kill.counted").stream()
        .collect(
            toMap(it -> it.path("payload").path("k").asString(), it -> it.path("id").asString()));
  }

  private static Map<String, String> delivered(Warehouse warehouse) {
    Map<String, String> delivered = new HashMap<>();
    List<String> rows = warehouse.rows("select k, event_id from counted");
    rows.forEach(it -> delivered.put(it.split("\\|")[0], it.split("\\|")[1]));
    return delivered;
  }
}
