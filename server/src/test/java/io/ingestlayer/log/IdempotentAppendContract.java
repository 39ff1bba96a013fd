package io.ingestlayer.log;

import static io.ingestlayer.log.SampleEvents.event;
import static io.ingestlayer.log.SampleEvents.keyed;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// What a log does that claims the idempotency key in the transaction that stores the event.
public abstract class IdempotentAppendContract extends EventLogContract {

  private Event storedOne(NewEvent event) throws Exception {
    return stored(log().append(List.of(event)).getFirst());
  }

  @Test
  void a_repeat_is_answered_with_the_first_event() throws Exception {
    Event first = storedOne(keyed("k", "{\"n\":1}"));

    assertThat(log().append(List.of(keyed("k", "{\"n\":1}"))))
        .containsExactly(new AppendResult.Duplicate(first.id()));
    assertThat(reopen().append(List.of(keyed("k", "{\"n\":1}"))))
        .containsExactly(new AppendResult.Duplicate(first.id()));
  }

  @Test
  void a_key_with_another_payload_is_a_conflict_and_stores_nothing() throws Exception {
    Event first = storedOne(keyed("k", "{\"n\":1}"));

    List<AppendResult> second = log().append(List.of(keyed("k", "{\"n\":2}")));

    assertThat(second).containsExactly(new AppendResult.Conflict(first.id()));
    assertThat(log().read(first.offset(), 10)).containsExactly(first);
  }

  @Test
  void repeats_within_one_call_stand_for_its_first() throws Exception {
    List<AppendResult> results =
        log()
            .append(
                List.of(
                    event("{}"),
                    keyed("k", "{\"n\":1}"),
                    keyed("k", "{\"n\":1}"),
                    keyed("k", "{\"n\":2}"),
                    keyed("other", "{\"n\":1}")));

    EventId first = stored(results.get(1)).id();
    assertThat(results.get(2)).isEqualTo(new AppendResult.Duplicate(first));
    assertThat(results.get(3)).isEqualTo(new AppendResult.Conflict(first));
    assertThat(stored(results.get(4)).offset().position())
        .isEqualTo(stored(results.get(0)).offset().position() + 2);
  }

  @Test
  void of_a_thousand_parallel_repeats_one_is_stored() throws Exception {
    List<Future<List<AppendResult>>> answers = new ArrayList<>();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 1_000; i++) {
        answers.add(threads.submit(() -> log().append(List.of(keyed("k", "{\"n\":1}")))));
      }
    }

    List<Event> stored = new ArrayList<>();
    List<EventId> duplicates = new ArrayList<>();
    for (Future<List<AppendResult>> answer : answers) {
      switch (answer.get().getFirst()) {
        case AppendResult.Stored it -> stored.add(it.event());
        case AppendResult.Duplicate it -> duplicates.add(it.first());
        case AppendResult.Conflict it -> throw new AssertionError("conflict with " + it.first());
      }
    }
    assertThat(stored).hasSize(1);
    assertThat(duplicates).hasSize(999).containsOnly(stored.getFirst().id());
  }

  @Test
  void appenders_whose_keys_cross_do_not_stand_in_each_others_way() throws Exception {
    List<NewEvent> keys = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      keys.add(keyed("k" + i, "{\"n\":" + i + "}"));
    }
    List<Future<List<AppendResult>>> answers = new ArrayList<>();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int call = 0; call < 30; call++) {
        List<NewEvent> shuffled = new ArrayList<>(keys);
        Collections.shuffle(shuffled, new Random(call));
        answers.add(threads.submit(() -> log().append(shuffled)));
      }
    }

    long stored = 0;
    for (Future<List<AppendResult>> answer : answers) {
      stored += answer.get().stream().filter(it -> it instanceof AppendResult.Stored).count();
    }
    assertThat(stored).isEqualTo(keys.size());
  }
}
