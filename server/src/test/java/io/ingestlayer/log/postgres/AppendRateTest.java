package io.ingestlayer.log.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Payload;
import io.ingestlayer.log.IdempotencyKey;
import io.ingestlayer.log.NewEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Prints how fast a raw append is here: two partitions, calls of 500 events of some 390 bytes, on the tests' server, which
/// does not sync. A number to look at after a change, not a promise.
class AppendRateTest {
  private static final int CALLERS = 8;
  private static final int CALLS = 6;

  private final TestLog test = new TestLog();
  private final PostgresEventLog log = test.open("here", LogSettings.defaults());

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void stores_calls_of_500_events_without_keys() throws Exception {
    print("without keys", false);
  }

  @Test
  void stores_calls_of_500_events_with_keys() throws Exception {
    print("with keys", true);
  }

  private void print(String what, boolean keyed) throws Exception {
    run("warm", 1, keyed);
    long start = System.nanoTime();

    run("rate", CALLS, keyed);

    int events = CALLERS * CALLS * 500;
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("append %s: %,.0f events/s%n", what, events / seconds);
    assertThat(test.count("select sum(head) from log_partition"))
        .isEqualTo(events + CALLERS * 500L);
  }

  private void run(String name, int calls, boolean keyed) throws Exception {
    List<Future<Integer>> callers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < CALLERS; caller++) {
        String prefix = name + caller + "-";
        callers.add(
            threads.submit(() -> {
              int stored = 0;
              for (int call = 0; call < calls; call++) {
                stored += log.append(events(prefix + call, keyed)).size();
              }
              return stored;
            }));
      }
    }
    for (Future<Integer> caller : callers) {
      assertThat(caller.get()).isEqualTo(calls * 500);
    }
  }

  private static List<NewEvent> events(String prefix, boolean keyed) {
    List<NewEvent> events = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      String key = prefix + "-" + i;
      String text = "{\"user_id\":\"%s\",\"text\":\"%s\"}".formatted(key, "x".repeat(350));
      events.add(
          new NewEvent(
              "user.signed_up",
              "app",
              null,
              Payload.ofText(text),
              keyed
                  ? IdempotencyKey.of("app", key, "user.signed_up", text, Duration.ofDays(1))
                  : null));
    }
    return events;
  }
}
