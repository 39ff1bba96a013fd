package io.ingestlayer.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.delivery.AttemptResult.Delivered;
import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.AttemptResult.RateLimited;
import io.ingestlayer.delivery.AttemptResult.Retry;
import io.ingestlayer.delivery.AttemptResult.Unreached;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whom a connection that did not come about in time is charged to.
class OurNetworkTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final OurNetwork network = new OurNetwork();
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");

  private static Retry silent(String host, String... addresses) {
    return Retry.unreached(
        "connect_timeout",
        "no connection in time",
        new Unreached(host, Set.of(addresses), false, true));
  }

  /// An attempt that began one timeout ago.
  private AttemptResult after(String destination, AttemptResult result) {
    return network.judge(destination, result, now.minus(TIMEOUT), now);
  }

  private boolean isCharged(String destination, AttemptResult result) {
    return after(destination, result) instanceof Retry;
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private void allAnswer() {
    after("a", Delivered.OK);
    after("b", Delivered.OK);
    pass(Duration.ofSeconds(30));
  }

  @Test
  void when_all_hosts_fall_silent_none_is_charged_not_even_the_first() {
    allAnswer();

    for (int round = 0; round < 100; round++) {
      assertThat(isCharged("a", silent("a.example"))).isFalse();
      assertThat(isCharged("b", silent("b.example"))).isFalse();
      pass(Duration.ofSeconds(30));
    }

    assertThat(after("a", silent("a.example")))
        .isInstanceOfSatisfying(
            RateLimited.class,
            it -> {
              assertThat(it.code()).isEqualTo("our_network");
              assertThat(it.detail()).startsWith("Our own network or DNS seems down");
            });
  }

  @Test
  void one_host_that_is_silent_while_others_answer_is_charged() {
    allAnswer();

    for (int round = 0; round < 5; round++) {
      network.judge("b", Delivered.OK, now.minusSeconds(5), now.minusSeconds(5));
      assertThat(isCharged("a", silent("a.example"))).isTrue();
      pass(Duration.ofSeconds(30));
    }
  }

  @Test
  void one_host_that_is_silent_while_nobody_else_is_spoken_to_is_let_off_once() {
    allAnswer();

    boolean first = isCharged("a", silent("a.example"));
    // Under way with the first.
    boolean beside = isCharged("a", silent("a.example"));
    pass(Duration.ofSeconds(30));
    boolean second = isCharged("a", silent("a.example"));
    pass(Duration.ofSeconds(30));
    boolean third = isCharged("a", silent("a.example"));

    assertThat(first).isFalse();
    assertThat(beside).isFalse();
    assertThat(second).isTrue();
    assertThat(third).isTrue();
  }

  @Test
  void where_there_is_one_destination_alone_it_is_charged() {
    after("a", Delivered.OK);
    pass(Duration.ofSeconds(30));

    assertThat(isCharged("a", silent("a.example"))).isTrue();
  }

  @Test
  void two_destinations_at_one_host_or_one_address_are_one_witness() {
    assertThat(isCharged("a", silent("same.example", "192.0.2.1"))).isTrue();
    assertThat(isCharged("b", silent("same.example", "192.0.2.2"))).isTrue();
    pass(Duration.ofMinutes(3));
    assertThat(isCharged("a", silent("a.example", "192.0.2.1"))).isTrue();
    assertThat(isCharged("b", silent("b.example", "192.0.2.1", "192.0.2.2"))).isTrue();

    assertThat(isCharged("c", silent("c.example", "192.0.2.9"))).isFalse();
  }

  @Test
  void an_answer_while_the_attempt_was_under_way_shows_that_the_network_works() {
    after("c", Delivered.OK);
    pass(Duration.ofSeconds(5));

    assertThat(isCharged("a", silent("a.example"))).isTrue();
    assertThat(isCharged("b", silent("b.example"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"egress_refused", "connections_busy"})
  void what_is_refused_on_this_side_shows_nothing_of_the_network(String code) {
    AttemptResult refused =
        code.equals("egress_refused")
            ? new Hold(code, "This address is not allowed.", "Allow it.", true)
            : new RateLimited(code, "All connections were in use.", null);
    boolean first = isCharged("a", silent("a.example"));
    after("c", refused);

    assertThat(first).isTrue();
    assertThat(isCharged("b", silent("b.example"))).isFalse();
    assertThat(after("c", refused)).isEqualTo(refused);
    assertThat(isCharged("a", silent("a.example"))).isFalse();
  }

  @Test
  void silences_that_lie_far_apart_are_two_hosts_and_not_our_network() {
    assertThat(isCharged("a", silent("a.example"))).isTrue();
    pass(OurNetwork.SILENCE_REMEMBERED.plusSeconds(1));

    assertThat(isCharged("b", silent("b.example"))).isTrue();
    pass(OurNetwork.SILENCE_REMEMBERED.minusSeconds(1));
    assertThat(isCharged("a", silent("a.example"))).isFalse();
  }

  @Test
  void the_first_answer_ends_it() {
    allAnswer();
    after("a", silent("a.example"));
    boolean before = isCharged("b", silent("b.example"));
    pass(Duration.ofSeconds(30));

    after("a", Delivered.OK);
    pass(Duration.ofSeconds(30));

    assertThat(before).isFalse();
    assertThat(isCharged("b", silent("b.example"))).isFalse();
    pass(Duration.ofSeconds(30));
    assertThat(isCharged("b", silent("b.example"))).isTrue();
  }
}
