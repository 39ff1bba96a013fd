package io.ingestlayer.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.testkit.await.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LaneReadsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MANY = 10_000;

  private final LaneReads reads = new LaneReads(4);
  private final List<String> begun = Collections.synchronizedList(new ArrayList<>());
  private final Semaphore mayEnd = new Semaphore(0);

  @AfterEach
  void endAll() {
    mayEnd.release(MANY);
  }

  private void submit(String destination, int times) {
    for (int i = 0; i < times; i++) {
      reads.submit(
          destination,
          () -> {
            begun.add(destination);
            mayEnd.acquireUninterruptibly();
          });
    }
  }

  private void awaitBegun(int count) {
    Await.until(count + " reads", PATIENCE, () -> begun.size() >= count);
  }

  @Test
  void slow_reads_of_one_destination_leave_room_for_another() {
    submit("one", 100);
    awaitBegun(2);

    submit("two", 100);
    submit("three", 100);
    awaitBegun(4);
    DeliveryWorld.settle(Duration.ofMillis(100));

    assertThat(begun).containsExactlyInAnyOrder("one", "one", "two", "three");
  }

  @Test
  void destinations_take_turns_however_many_lanes_they_have() {
    submit("one", 100);
    awaitBegun(2);
    submit("two", 2);
    awaitBegun(3);

    mayEnd.release(3);
    awaitBegun(6);

    assertThat(begun.subList(0, 6)).filteredOn("two"::equals).hasSize(2);
  }

  @Test
  void all_of_them_are_run() {
    mayEnd.release(MANY);

    submit("one", 500);
    submit("two", 500);

    awaitBegun(1_000);
    assertThat(begun).hasSize(1_000);
  }
}
