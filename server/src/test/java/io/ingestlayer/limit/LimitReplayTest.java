package io.ingestlayer.limit;

import static io.ingestlayer.limit.TestEvents.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Event;
import io.ingestlayer.testkit.seed.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Events in another order, once more, and under another threshold.
class LimitReplayTest {
  private final TestEvents events = new TestEvents();

  private List<Event> several(int times) {
    List<Event> several = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      several.add(events.at(T0.plusMillis(i), "{}"));
    }
    return several;
  }

  @Test
  void the_order_within_the_lateness_does_not_change_what_is_violated() {
    Seeds.forAll(
        30,
        Random::nextLong,
        seed -> {
          Random random = new Random(seed);
          TestEvents own = new TestEvents();
          List<Event> all = new ArrayList<>();
          for (int i = 0; i < 400; i++) {
            Instant at = T0.plusMillis(random.nextInt(180_000));
            all.add(own.late(at, T0.plusSeconds(200), "{\"k\":%d}".formatted(random.nextInt(8))));
          }
          TestLimit limit = TestLimit.of(15).key("k", "$event.k").lateness(Duration.ofMinutes(10));
          LimitRun inOrder = new LimitRun(limit);
          LimitRun shuffled = new LimitRun(limit);

          inOrder.count(all);
          Collections.shuffle(all, random);
          all.forEach(shuffled::count);

          assertThat(shuffled.ids()).containsExactlyInAnyOrderElementsOf(inOrder.ids());
          assertThat(inOrder.values()).isNotEmpty().containsOnly(16L);
        });
  }

  @Test
  void a_replay_finds_the_same_records_and_writes_none_of_them_again() {
    TestLimit limit = TestLimit.of(3).key("k", "$event.k").againAt(100).warnAt(50);
    TestLimit each = TestLimit.of("each", 5).perEvent().weight("$event.n");
    List<Event> all = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      all.add(events.at(T0.plusSeconds(i * 3L), "{\"k\":%d,\"n\":%d}".formatted(i % 2, i % 7)));
    }
    LimitRun first = new LimitRun(limit, each);
    LimitRun again = new LimitRun(limit, each);

    first.count(all);
    all.forEach(again::count);

    assertThat(again.ids()).isNotEmpty().containsExactlyInAnyOrderElementsOf(first.ids());
    assertThat(ids(again)).isEqualTo(ids(first));
    assertThat(first.store().record(again.violations)).isEmpty();
  }

  private static Set<UUID> ids(LimitRun run) {
    Set<UUID> ids = new HashSet<>();
    run.events.forEach(it -> ids.add(it.id()));
    return ids;
  }

  @Test
  void a_lower_threshold_holds_for_the_open_window() {
    LimitRun run = new LimitRun(TestLimit.of(100));
    run.count(several(80));

    run.change(TestLimit.of(50));
    assertThat(run.violations).isEmpty();

    run.count(several(2));
    assertThat(run.values()).containsExactly(81L);
    assertThat(run.violations.getFirst().record().threshold()).isEqualTo(50);
  }

  @Test
  void a_higher_threshold_takes_nothing_back_and_is_violated_by_itself() {
    LimitRun run = new LimitRun(TestLimit.of(10));
    run.count(several(11));

    run.change(TestLimit.of(20));
    run.count(several(9));
    assertThat(run.values()).containsExactly(11L);

    run.count(several(1));
    assertThat(run.values()).containsExactly(11L, 21L);
    assertThat(new HashSet<>(run.ids())).hasSize(2);
  }

  @Test
  void a_threshold_that_comes_back_does_not_repeat_its_record() {
    LimitRun run = new LimitRun(TestLimit.of(10).warnAt(80));
    run.count(several(11));
    run.change(TestLimit.of(15).warnAt(80));
    run.count(several(1));

    run.change(TestLimit.of(10).warnAt(80));
    run.count(several(1));

    assertThat(run.values()).containsExactly(11L);
  }
}
