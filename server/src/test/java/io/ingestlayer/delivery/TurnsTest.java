package io.ingestlayer.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final Turns<String> turns = new Turns<>();

  /// Gives so many times to whose turn it is, and says who that was.
  private List<String> give(int times) {
    List<String> given = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      String next = String.valueOf(turns.next());
      given.add(next);
      turns.given(next, next.equals("big") ? 100 : 1, true);
    }
    return given;
  }

  @Test
  void who_wants_something_is_served_one_after_the_other() {
    turns.want("one");
    turns.want("two");
    turns.want("three");

    assertThat(give(7)).containsExactly("one", "two", "three", "one", "two", "three", "one");
  }

  @Test
  void who_takes_much_at_once_is_served_less_often() {
    turns.want("big");
    turns.want("small");

    List<String> given = give(303);

    assertThat(given).filteredOn("big"::equals).hasSize(3);
  }

  @Test
  void who_comes_later_neither_waits_long_nor_catches_up() {
    turns.want("one");
    give(1_000);

    turns.want("two");

    assertThat(give(6)).containsExactly("two", "one", "two", "one", "two", "one");
  }

  @Test
  void who_may_not_is_passed_over_and_keeps_its_turn() {
    turns.want("one");
    turns.want("two");

    String other = turns.next(it -> !it.equals("one"));
    turns.given("two", 1, true);

    assertThat(other).isEqualTo("two");
    assertThat(give(2)).containsExactly("one", "two");
    assertThat(turns.next(_ -> false)).isNull();
  }

  @Test
  void who_wants_nothing_any_more_is_not_served() {
    turns.want("one");
    turns.want("two");
    turns.want("one");

    turns.leave("one");
    turns.given("two", 1, false);

    assertThat(turns.isEmpty()).isTrue();
    assertThat(turns.next()).isNull();
  }
}
