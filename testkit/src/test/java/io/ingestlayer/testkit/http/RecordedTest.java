package io.ingestlayer.testkit.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RecordedTest {
  private final Recorded<String> recorded = new Recorded<>(2);

  @Test
  void forgets_the_oldest_first_and_still_counts_them() {
    recorded.add("a");
    recorded.add("b");
    recorded.add("c");

    assertThat(recorded.all()).containsExactly("b", "c");
    assertThat(recorded.count()).isEqualTo(3);
    assertThat(recorded.await(3, Duration.ZERO, "letters")).containsExactly("b", "c");
  }

  @Test
  void who_waits_is_told_at_once() throws Exception {
    CompletableFuture<List<String>> waiting =
        CompletableFuture.supplyAsync(() -> recorded.await(2, Duration.ofSeconds(20), "letters"));

    recorded.add("a");
    recorded.add("b");

    assertThat(waiting.get(5, TimeUnit.SECONDS)).containsExactly("a", "b");
  }
}
