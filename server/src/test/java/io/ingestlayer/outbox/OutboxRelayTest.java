package io.ingestlayer.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.event.Payload;
import io.ingestlayer.log.postgres.LogSettings;
import io.ingestlayer.log.postgres.PostgresEventLog;
import io.ingestlayer.log.postgres.TestLog;
import io.ingestlayer.testkit.await.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboxRelayTest {
  private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");

  private final TestLog test = new TestLog();
  private final PostgresEventLog log = test.open("here", LogSettings.defaults());
  private final PostgresOutbox outbox = new PostgresOutbox(test.database());
  private final OutboxRelay relay = new OutboxRelay(outbox, log, test.timer());

  @AfterEach
  void close() {
    relay.close();
    test.close();
  }

  @Test
  void what_a_decision_leads_to_comes_into_the_log_and_leaves_the_outbox() throws Exception {
    add(events(0, 1_200));

    int carried = relay.relay();

    assertThat(carried).isEqualTo(1_200);
    assertThat(test.count("select count(*) from outbox")).isZero();
    assertThat(test.count("select count(distinct payload ->> 'n') from event")).isEqualTo(1_200);
    assertThat(
            test.count(
                "select count(*) from event where source_id = 'limits' and type = 'limit.violation'"))
        .isEqualTo(1_200);
  }

  @Test
  void a_crash_between_the_log_and_the_outbox_stores_nothing_twice() throws Exception {
    add(events(0, 3));
    OutboxRelay crashing =
        new OutboxRelay(
            new Outbox() {
              @Override
              public List<OutboxEvent> oldest(int max) {
                return outbox.oldest(max);
              }

              @Override
              public void remove(List<OutboxEvent> events) {
                throw new IllegalStateException("the process ends here");
              }
            },
            log,
            test.timer());
    assertThatThrownBy(crashing::relay).hasMessage("the process ends here");
    assertThat(test.count("select count(*) from event")).isEqualTo(3);
    add(events(3, 5));

    int carried = relay.relay();

    assertThat(carried).isEqualTo(5);
    assertThat(test.count("select count(*) from event")).isEqualTo(5);
    assertThat(test.count("select count(*) from outbox")).isZero();
  }

  @Test
  void a_repeat_of_the_decision_adds_nothing() throws Exception {
    add(events(0, 2));
    add(events(0, 2));
    relay.relay();

    add(events(0, 2));
    relay.relay();

    assertThat(test.count("select count(*) from event")).isEqualTo(2);
  }

  @Test
  void it_works_when_it_is_woken_and_looks_again_by_itself() {
    relay.start();
    add(events(0, 1));
    relay.wake();
    awaitEvents(1);

    add(events(1, 2));
    test.clock().turn(Duration.ofSeconds(5));

    awaitEvents(2);
  }

  private void awaitEvents(long number) {
    Await.until(
        number + " events in the log",
        Duration.ofSeconds(10),
        () -> test.count("select count(*) from event") == number);
  }

  private void add(List<OutboxEvent> events) {
    test.database()
        .transaction(
            "decide",
            connection -> {
              PostgresOutbox.add(connection, 1, events, NOW);
              return true;
            });
  }

  private static List<OutboxEvent> events(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(it ->
            new OutboxEvent(
                new UUID(7, it),
                "limit.violation",
                "limits",
                NOW,
                Payload.ofText("{\"n\":" + it + "}")))
        .toList();
  }
}
