package io.ingestlayer.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.platform.db.DatabaseException;
import io.ingestlayer.platform.time.TurnedTimer;
import io.ingestlayer.testkit.clock.TurnableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeadLetterQueueTest {
  private final TurnableClock clock = TurnableClock.start();
  private final Table table = new Table();
  private final DeadLetterQueue queue =
      new DeadLetterQueue(
          table,
          new TurnedTimer(clock),
          new DeadLetterQueue.Settings(10, 1_000, 4, Duration.ofMillis(200), Duration.ofSeconds(5)),
          new IngestMetrics(new SimpleMeterRegistry()));

  /// A table that can be out of reach, or refuse one text.
  private static final class Table implements DeadLetters {
    private final List<List<Counted>> batches = new ArrayList<>();
    private @Nullable String sqlState;

    @Override
    public void keep(List<Counted> refused) {
      boolean poisoned = refused.stream().anyMatch(it -> it.input().body().contains("poison"));
      String state = poisoned ? "22021" : sqlState;
      if (state != null) {
        throw new DatabaseException("keeping", state, new SQLException("no", state));
      }
      batches.add(refused);
    }

    @Override
    public List<DeadLetter> list(Filter filter, int limit) {
      return List.of();
    }

    @Override
    public Optional<DeadLetter> find(DeadLetter.Id id) {
      return Optional.empty();
    }

    @Override
    public void remove(DeadLetter.Id id) {
      throw new UnsupportedOperationException();
    }
  }

  private void put(String body) {
    queue.put(RefusedInput.request("s", body.getBytes(UTF_8), Refusal.of("invalid_json", "No.")));
  }

  private List<String> written() {
    return table.batches.stream().flatMap(List::stream).map(it -> it.input().body()).toList();
  }

  @Test
  void writes_a_little_later_in_batches_with_a_pause_between_them() {
    for (int each = 0; each < 6; each++) {
      put("body " + each);
      put("body " + each);
    }
    int atOnce = table.batches.size();
    clock.turn(Duration.ofMillis(200));
    int first = written().size();
    clock.turn(Duration.ofMillis(200));

    assertThat(atOnce).isZero();
    assertThat(first).isEqualTo(4);
    assertThat(written()).hasSize(6);
    assertThat(table.batches.getFirst()).extracting(DeadLetters.Counted::times).containsOnly(2L);
  }

  @Test
  void keeps_what_the_database_does_not_take_now_and_tries_again() {
    table.sqlState = "08006";
    put("body");
    clock.turn(Duration.ofMillis(200));
    put("body");
    table.sqlState = null;
    clock.turn(Duration.ofSeconds(1));
    int tooSoon = table.batches.size();
    clock.turn(Duration.ofSeconds(4));

    assertThat(tooSoon).isZero();
    assertThat(table.batches.getFirst().getFirst().times()).isEqualTo(2);
  }

  @Test
  void one_that_cannot_be_written_does_not_take_its_neighbours_along() {
    put("before");
    put("poison");
    put("after");
    clock.turn(Duration.ofMillis(200));

    assertThat(written()).containsExactly("before", "after");
  }

  @Test
  void writes_the_rest_when_it_is_closed() {
    put("body");
    queue.close();

    assertThat(written()).containsExactly("body");
  }

  @Test
  void drops_what_does_not_fit() {
    for (int each = 0; each < 5; each++) {
      put(each + "x".repeat(299));
    }
    clock.turn(Duration.ofMillis(200));

    assertThat(written()).hasSize(3);
  }
}
