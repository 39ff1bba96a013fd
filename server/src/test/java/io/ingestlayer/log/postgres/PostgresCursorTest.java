package io.ingestlayer.log.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.log.Cursor;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresCursorTest {
  private static final Instant ARRIVED = Instant.parse("2026-01-05T09:00:00Z");

  private final TestLog test = new TestLog();
  private final PostgresEventLog log = test.open("here", LogSettings.defaults());
  private final Cursor cursor = new PostgresCursor();

  @AfterEach
  void close() {
    test.close();
  }

  private boolean advance(long expected, long next, long epoch) {
    return test.database()
        .transaction("advance", c -> cursor.advance(c, 1, expected, next, epoch, ARRIVED));
  }

  private Cursor.Place place() {
    return test.database().transaction("place", c -> cursor.place(c, 1));
  }

  @Test
  void begins_before_the_first_event() {
    assertThat(place()).isEqualTo(new Cursor.Place(0, 0, Instant.EPOCH));
  }

  @Test
  void moves_from_where_it_stands_and_from_nowhere_else() {
    assertThat(advance(0, 7, 1)).isTrue();
    assertThat(advance(0, 9, 1)).isFalse();
    assertThat(advance(6, 9, 1)).isFalse();

    assertThat(place()).isEqualTo(new Cursor.Place(7, 1, ARRIVED));
  }

  @Test
  void does_not_move_for_a_holder_that_was_overtaken() {
    log.close();
    try (PostgresEventLog _ = test.open("there", LogSettings.defaults())) {
      assertThat(advance(0, 7, 1)).isFalse();
      assertThat(advance(0, 7, 2)).isTrue();
    }
  }

  @Test
  void of_two_who_move_it_at_once_the_second_is_told_no() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicReference<Future<Boolean>> second = new AtomicReference<>();

      boolean first =
          test.database()
              .transaction(
                  "first",
                  connection -> {
                    boolean moved = cursor.advance(connection, 1, 0, 5, 1, ARRIVED);
                    second.set(threads.submit(() -> advance(0, 6, 1)));
                    test.awaitSessionsThatWait(1);
                    return moved;
                  });

      assertThat(first).isTrue();
      assertThat(second.get().get()).isFalse();
    }
    assertThat(place().nextOffset()).isEqualTo(5);
  }
}
