package io.ingestlayer.log.postgres;

import static io.ingestlayer.log.SampleEvents.event;
import static io.ingestlayer.log.SampleEvents.keyed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.Offset;
import io.ingestlayer.log.AppendResult;
import io.ingestlayer.log.LogUnavailableException;
import io.ingestlayer.log.PartitionLease;
import io.ingestlayer.platform.time.TurnedTimer;
import io.ingestlayer.testkit.clock.TurnableClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PartitionLeasesTest {
  private static final LogSettings ONE = LogSettings.defaults().withPartitions(1);

  private final TestLog test = new TestLog();

  @AfterEach
  void close() {
    test.close();
  }

  /// A node whose time nobody turns: it never renews and never notices.
  private PostgresEventLog openFrozen(String node) {
    TurnedTimer frozen = new TurnedTimer(TurnableClock.start());
    return test.open(test.database(), node, ONE, frozen);
  }

  private void endAllLeases() {
    test.execute("update log_partition set lease_until = now() - interval '1 second'");
  }

  private void turnToNextRenewal() {
    test.clock().turn(ONE.leaseDuration().dividedBy(3));
  }

  private static Event append(PostgresEventLog log) throws Exception {
    AppendResult result = log.append(List.of(event("{}"))).getFirst();
    return ((AppendResult.Stored) result).event();
  }

  @Test
  void the_same_node_takes_its_own_again_at_once_under_a_higher_epoch() {
    PostgresEventLog before = openFrozen("here");
    PostgresEventLog after = openFrozen("here");

    assertThat(before.partitions()).containsExactly(new PartitionLease(0, 1));
    assertThat(after.partitions()).containsExactly(new PartitionLease(0, 2));
  }

  @Test
  void another_node_gets_what_is_held_only_when_the_lease_has_ended() throws Exception {
    openFrozen("here");
    PostgresEventLog there = test.open("there", ONE);
    turnToNextRenewal();
    List<PartitionLease> whileHeld = there.partitions();
    assertThatThrownBy(() -> append(there)).isInstanceOf(LogUnavailableException.class);

    endAllLeases();
    turnToNextRenewal();

    assertThat(whileHeld).isEmpty();
    assertThat(there.partitions()).containsExactly(new PartitionLease(0, 2));
    assertThat(append(there).offset()).isEqualTo(new Offset(0, 0));
  }

  @Test
  void a_lease_that_is_renewed_does_not_end() {
    test.open("here", ONE);
    PostgresEventLog there = test.open("there", ONE);
    endAllLeases();

    turnToNextRenewal();

    assertThat(there.partitions()).isEmpty();
    assertThat(
            test.count(
                "select count(*) from log_partition where lease_until > now() + interval '5 s'"))
        .isEqualTo(1);
  }

  @Test
  void a_node_that_closes_gives_back_what_it_holds() throws Exception {
    PostgresEventLog here = openFrozen("here");
    Event first = append(here);
    here.close();

    PostgresEventLog there = openFrozen("there");

    assertThat(append(there).offset().position()).isEqualTo(first.offset().position() + 1);
  }

  @Test
  void what_an_overtaken_holder_appends_is_not_written() throws Exception {
    PostgresEventLog stale = openFrozen("here");
    append(stale);
    endAllLeases();
    PostgresEventLog holder = openFrozen("there");

    assertThatThrownBy(() -> stale.append(List.of(keyed("k", "{}"), event("{}"))))
        .isInstanceOf(LogUnavailableException.class);

    assertThat(test.count("select count(*) from event")).isEqualTo(1);
    assertThat(test.count("select count(*) from event_key")).isZero();
    assertThat(stale.partitions()).isEmpty();
    assertThatThrownBy(() -> append(stale)).isInstanceOf(LogUnavailableException.class);
    assertThat(append(holder).offset()).isEqualTo(new Offset(0, 1));
  }

  @Test
  void an_overtaken_holder_writes_again_when_it_gets_the_partition_back() throws Exception {
    PostgresEventLog here = test.open("here", ONE);
    append(here);
    endAllLeases();
    PostgresEventLog there = openFrozen("there");
    Event theirs = append(there);
    assertThatThrownBy(() -> append(here)).isInstanceOf(LogUnavailableException.class);

    there.close();
    turnToNextRenewal();

    assertThat(here.partitions()).containsExactly(new PartitionLease(0, 3));
    Event ours = append(here);
    assertThat(ours.offset()).isEqualTo(new Offset(0, 2));
    assertThat(here.read(new Offset(0, 1), 10)).containsExactly(theirs, ours);
  }

  @Test
  void arrivals_never_go_back_when_the_next_holders_clock_is_slow() throws Exception {
    test.clock().turn(Duration.ofHours(1));
    Event first;
    try (PostgresEventLog fast = test.open("fast", ONE)) {
      first = append(fast);
    }
    PostgresEventLog slow = openFrozen("slow");

    Event second = append(slow);

    assertThat(second.receivedAt()).isEqualTo(first.receivedAt());
    assertThat(slow.find(second.id())).contains(second);
  }
}
