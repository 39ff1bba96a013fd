package io.ingestlayer.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Event;
import io.ingestlayer.testkit.clock.TurnableClock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HandOffTest {
  private final List<Event> events =
      new ScriptedLog(0, TurnableClock.start())
          .store("t", IntStream.range(0, 40).mapToObj(it -> "{\"n\":1}").toArray(String[]::new));
  private final HandOff handOff = new HandOff(20, 1_000);

  @Test
  void successive_batches_are_taken_together_up_to_so_many() {
    handOff.appended(events.subList(0, 5));
    handOff.appended(events.subList(5, 10));

    List<Event> first = handOff.take(0, 0, 7);
    List<Event> rest = handOff.take(0, 7, 7);

    assertThat(first).isEqualTo(events.subList(0, 7));
    assertThat(rest).isEqualTo(events.subList(7, 10));
    assertThat(handOff.waitingEvents()).isZero();
    assertThat(handOff.isBehindLog(0)).isFalse();
  }

  @Test
  void what_was_decided_already_is_left_out() {
    handOff.appended(events.subList(0, 5));
    handOff.appended(events.subList(5, 10));

    assertThat(handOff.take(0, 7, 100)).isEqualTo(events.subList(7, 10));
    assertThat(handOff.waitingEvents()).isZero();
  }

  @Test
  void what_comes_later_waits_for_what_is_missing() {
    handOff.appended(events.subList(5, 10));

    List<Event> tooEarly = handOff.take(0, 3, 100);
    boolean behind = handOff.isBehindLog(0);
    List<Event> connected = handOff.take(0, 5, 100);

    assertThat(tooEarly).isEmpty();
    assertThat(behind).isTrue();
    assertThat(connected).isEqualTo(events.subList(5, 10));
  }

  @Test
  void a_gap_is_dropped_and_said_once() {
    handOff.appended(events.subList(0, 5));
    handOff.appended(events.subList(8, 10));

    assertThat(handOff.take(0, 0, 100)).isEqualTo(events.subList(0, 5));
    assertThat(handOff.isBehindLog(0)).isTrue();
    assertThat(handOff.isBehindLog(0)).isFalse();
  }

  @Test
  void it_holds_so_many_events_and_characters_and_no_more() {
    handOff.appended(events.subList(0, 20));
    handOff.appended(events.subList(20, 21));
    HandOff byCharacters = new HandOff(100, 20);
    byCharacters.appended(events.subList(0, 2));
    byCharacters.appended(events.subList(2, 3));

    assertThat(handOff.waitingEvents()).isEqualTo(20);
    assertThat(byCharacters.waitingEvents()).isEqualTo(2);
    assertThat(handOff.take(0, 0, 100)).hasSize(20);
    assertThat(handOff.isBehindLog(0)).isTrue();
  }

  @Test
  void a_partition_that_was_taken_away_leaves_its_room_to_the_others() {
    handOff.appended(events.subList(0, 20));

    handOff.forget(0);
    handOff.appended(events.subList(30, 40));

    assertThat(handOff.take(0, 30, 100)).isEqualTo(events.subList(30, 40));
  }

  @Test
  void a_closed_one_takes_nothing() {
    handOff.appended(new ArrayList<>(events.subList(0, 5)));
    handOff.close();
    handOff.appended(events.subList(5, 10));

    assertThat(handOff.waitingEvents()).isZero();
  }
}
