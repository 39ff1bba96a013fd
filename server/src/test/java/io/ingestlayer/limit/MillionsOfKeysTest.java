package io.ingestlayer.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A limit whose key is something it should never have been.
class MillionsOfKeysTest {
  private static final int KEYS = 2_000_000;
  private static final int KEYS_MAX = 1_000_000;
  private static final int BATCH = 4_000;
  private static final long GROWTH_MAX = 150L << 20;

  private final LimitTables tables = new LimitTables();

  @AfterEach
  void close() {
    tables.close();
  }

  @Test
  void two_million_keys_of_which_one_million_are_counted_apart_are_one_record_and_little_memory() {
    LimitRule rule = TestLimit.of(1).key("customer", "$event.c").keysMax(KEYS_MAX).rule();
    LimitRules rules = new LimitRules(List.of(rule));
    TestEvents events = new TestEvents();
    List<Violation> found = new ArrayList<>();
    long before = heapAfterCollection();

    for (int from = 0; from < KEYS; from += BATCH) {
      List<Occurrence> batch = new ArrayList<>(BATCH);
      for (int key = from; key < from + BATCH; key++) {
        batch.add(Occurrence.of(events.at(TestEvents.T0, "{\"c\":\"customer-" + key + "\"}")));
      }
      Measured measured = rules.measure(batch, Traits.NONE);
      found.addAll(
          tables.in(store -> LimitEvaluation.count(measured, store, LimitTables.NOW)).violations());
    }

    long growth = heapAfterCollection() - before;
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().record().limitType()).isEqualTo("cardinality_limit");
    assertThat(found.getFirst().record().threshold()).isEqualTo(KEYS_MAX);
    assertThat(tables.test.count("select count(*) from limit_counter")).isEqualTo(KEYS_MAX + 1L);
    assertThat(tables.value(LimitKey.OTHER)).isEqualTo((long) KEYS - KEYS_MAX);
    assertThat(growth).as("bytes more on the heap").isLessThan(GROWTH_MAX);
  }

  @SuppressWarnings("SystemGc")
  private static long heapAfterCollection() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
