package io.ingestlayer.log;

import static io.ingestlayer.log.SampleEvents.event;
import static io.ingestlayer.log.SampleEvents.events;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.event.Offset;
import io.ingestlayer.event.Payload;
import io.ingestlayer.testkit.await.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// What every event log does: it keeps what it said it stored, in order, with offsets that increase.
public abstract class EventLogContract {

  /// The log under test; the same one within a test until `reopen`.
  protected abstract EventLog log();

  /// Ends the log and opens it again on what it stored.
  protected abstract EventLog reopen();

  protected static Event stored(AppendResult result) {
    return switch (result) {
      case AppendResult.Stored it -> it.event();
      case AppendResult.Duplicate it -> throw new AssertionError("duplicate of " + it.first());
      case AppendResult.Conflict it -> throw new AssertionError("conflict with " + it.first());
    };
  }

  private static List<Event> stored(List<AppendResult> results) {
    return results.stream().map(EventLogContract::stored).toList();
  }

  @Test
  void keeps_an_event_as_it_was_sent() throws Exception {
    String text = "{ \"n\": 1.10, \"big\": 12345678901234567890, \"s\":\"\\u0000 ü 😀\" }";
    Instant occurredAt = Instant.parse("2020-02-29T23:59:59.123Z");
    NewEvent sent = new NewEvent("a/b.c:d", "app", occurredAt, Payload.ofText(text), null);

    Event event = stored(log().append(List.of(sent)).getFirst());

    assertThat(log().read(event.offset(), 10)).containsExactly(event);
    assertThat(log().find(event.id())).contains(event);
    assertThat(event.payload().text()).isEqualTo(text);
    assertThat(event.occurredAt()).isEqualTo(occurredAt);
    assertThat(event.receivedAt()).isEqualTo(event.id().receivedAt());
  }

  @Test
  void takes_the_arrival_for_the_time_when_the_sender_gives_none() throws Exception {
    Event event = stored(log().append(List.of(event("{}"))).getFirst());

    assertThat(event.occurredAt()).isEqualTo(event.receivedAt());
  }

  @Test
  void offsets_of_one_call_increase_in_its_order() throws Exception {
    List<Event> events = stored(log().append(events(500)));

    assertThat(events)
        .extracting(event -> event.offset().partition())
        .containsOnly(events.getFirst().offset().partition());
    assertThat(events).isSortedAccordingTo((a, b) -> a.offset().compareTo(b.offset()));
    assertThat(events).extracting(event -> event.payload().text()).startsWith("{\"n\":0}");
    assertThat(log().read(events.getFirst().offset(), 1_000)).isEqualTo(events);
  }

  @Test
  void reads_no_more_than_asked_and_nothing_at_the_head() throws Exception {
    List<Event> events = stored(log().append(events(10)));
    Offset last = events.getLast().offset();

    assertThat(log().read(events.get(2).offset(), 3)).isEqualTo(events.subList(2, 5));
    assertThat(log().read(new Offset(last.partition(), last.position() + 1), 10)).isEmpty();
  }

  @Test
  void reads_single_positions_in_their_order_and_leaves_out_what_is_not_there() throws Exception {
    List<Event> events = stored(log().append(events(10)));
    Offset first = events.getFirst().offset();

    List<Event> read =
        log()
            .readAt(
                first.partition(),
                new long[] {first.position() + 7, 999_999, first.position(), first.position() + 3});

    assertThat(read).containsExactly(events.get(7), events.get(0), events.get(3));
  }

  @Test
  void finds_nothing_for_an_id_it_never_gave() {
    assertThat(log().find(EventId.parse("evt_01jgfjjx7nf0qtcpzz1s8cw0yd"))).isEmpty();
  }

  @Test
  void parallel_callers_each_get_their_own_events_at_offsets_of_their_own() throws Exception {
    int callers = 200;
    List<Future<List<Event>>> answers = new ArrayList<>();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < callers; caller++) {
        List<NewEvent> mine =
            List.of(event("{\"a\":" + caller + "}"), event("{\"b\":" + caller + "}"));
        answers.add(threads.submit(() -> stored(log().append(mine))));
      }
    }

    Set<Offset> offsets = new HashSet<>();
    Set<EventId> ids = new HashSet<>();
    for (int caller = 0; caller < callers; caller++) {
      List<Event> mine = answers.get(caller).get();
      assertThat(mine)
          .extracting(event -> event.payload().text())
          .containsExactly("{\"a\":" + caller + "}", "{\"b\":" + caller + "}");
      mine.forEach(event -> {
        offsets.add(event.offset());
        ids.add(event.id());
      });
    }
    assertThat(offsets).hasSize(2 * callers);
    assertThat(ids).hasSize(2 * callers);
  }

  @Test
  void goes_on_where_it_was_after_it_was_opened_again() throws Exception {
    List<Event> before = stored(log().append(events(3)));
    Event last = before.getLast();

    EventLog again = reopen();
    Map<Integer, Event> after = new HashMap<>();
    while (!after.containsKey(last.offset().partition())) {
      Event event = stored(again.append(List.of(event("{}"))).getFirst());
      after.put(event.offset().partition(), event);
    }

    Event next = after.get(last.offset().partition());
    assertThat(next.offset().position()).isGreaterThan(last.offset().position());
    assertThat(next.receivedAt()).isAfterOrEqualTo(last.receivedAt());
    assertThat(again.read(before.getFirst().offset(), 4)).startsWith(before.toArray(Event[]::new));
  }

  @Test
  void hands_every_batch_over_in_order() throws Exception {
    Queue<Event> followed = new ConcurrentLinkedQueue<>();
    log().follow(followed::addAll);
    List<Future<List<AppendResult>>> answers = new ArrayList<>();
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int call = 0; call < 300; call++) {
        int size = 1 + random.nextInt(20);
        answers.add(threads.submit(() -> log().append(events(size))));
      }
    }
    for (Future<List<AppendResult>> answer : answers) {
      stored(answer.get());
    }

    List<Event> all = new ArrayList<>();
    for (PartitionLease held : log().partitions()) {
      all.addAll(log().read(new Offset(held.partition(), 0), 10_000));
    }
    Await.until("all batches", Duration.ofSeconds(10), () -> followed.size() == all.size());
    assertThat(all).hasSizeGreaterThanOrEqualTo(300);
    for (PartitionLease held : log().partitions()) {
      assertThat(of(held, followed)).isEqualTo(of(held, all));
    }
  }

  private static List<Event> of(PartitionLease held, Iterable<Event> events) {
    List<Event> mine = new ArrayList<>();
    for (Event event : events) {
      if (event.offset().partition() == held.partition()) {
        mine.add(event);
      }
    }
    return mine;
  }

  @Test
  void refuses_calls_of_no_events_and_of_too_many() {
    assertThatThrownBy(() -> log().append(List.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> log().append(events(501)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_event_that_cannot_be_kept_fails_only_its_own_call() throws Exception {
    NewEvent broken = event("{\"not\": json");
    List<Future<List<AppendResult>>> neighbours = new ArrayList<>();
    Future<List<AppendResult>> bad;

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int call = 0; call < 40; call++) {
        neighbours.add(threads.submit(() -> log().append(events(3))));
      }
      bad = threads.submit(() -> log().append(List.of(event("{}"), broken)));
      for (int call = 0; call < 40; call++) {
        neighbours.add(threads.submit(() -> log().append(events(3))));
      }
    }

    for (Future<List<AppendResult>> neighbour : neighbours) {
      assertThat(stored(neighbour.get())).hasSize(3);
    }
    assertThatThrownBy(bad::get).hasCauseInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> log().append(List.of(event("{\"half\": \"\ud800\"}"))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
