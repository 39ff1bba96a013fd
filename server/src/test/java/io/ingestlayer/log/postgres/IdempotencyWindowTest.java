package io.ingestlayer.log.postgres;

import static io.ingestlayer.log.SampleEvents.keyed;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.EventId;
import io.ingestlayer.log.AppendResult;
import io.ingestlayer.platform.db.Sql;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdempotencyWindowTest {
  private final TestLog test = new TestLog();
  private PostgresEventLog log = test.open("here", LogSettings.defaults());
  private final PostgresRetention retention =
      new PostgresRetention(test.database(), test.days(), RetentionSettings.defaults());

  @AfterEach
  void close() {
    test.close();
  }

  private AppendResult append(String key, Duration window) throws Exception {
    return log.append(List.of(keyed(key, "{\"n\":1}", window))).getFirst();
  }

  /// As far as the pipeline goes, everything is decided.
  private void decideEverything() {
    test.execute(
        """
        update log_cursor
        set next_offset = head
        from log_partition
        where log_partition.partition = log_cursor.partition
        """);
  }

  private static EventId storedId(AppendResult result) {
    return ((AppendResult.Stored) result).event().id();
  }

  @Test
  void resent_every_hour_for_31_days_it_is_stored_once() throws Exception {
    Duration window = Duration.ofDays(35);
    LocalDate firstDay = LocalDate.parse("2026-01-05");
    EventId first = storedId(append("k", window));

    List<LocalDate> dropped = new ArrayList<>();
    for (int hour = 1; hour <= 31 * 24; hour++) {
      test.clock().turn(Duration.ofHours(1));
      if (hour % 24 == 0) {
        decideEverything();
        dropped.addAll(retention.run(test.timer().instant()).dropped());
        log.close();
        log = test.open("here", LogSettings.defaults());
      }
      assertThat(append("k", window)).isEqualTo(new AppendResult.Duplicate(first));
    }

    assertThat(dropped).contains(firstDay);
    assertThat(log.find(first)).isEmpty();
    assertThat(test.count("select sum(head) from log_partition")).isEqualTo(1);
  }

  @Test
  void a_key_is_free_again_when_its_window_has_ended_and_not_before() throws Exception {
    Duration window = Duration.ofHours(24);
    EventId first = storedId(append("k", window));

    test.clock().turn(window.minusMillis(1));
    AppendResult within = append("k", window);
    test.clock().turn(Duration.ofMillis(1));
    AppendResult after = append("k", window);

    assertThat(within).isEqualTo(new AppendResult.Duplicate(first));
    assertThat(storedId(after)).isNotEqualTo(first);
    assertThat(append("k", window)).isEqualTo(new AppendResult.Duplicate(storedId(after)));
  }

  @Test
  void an_expired_key_that_many_want_is_taken_over_by_one_of_them() throws Exception {
    Duration window = Duration.ofHours(1);
    PostgresEventLog other = log;
    storedId(append("k", window));
    test.clock().turn(Duration.ofHours(2));

    List<Future<AppendResult>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 500; i++) {
        answers.add(
            threads.submit(() -> other.append(List.of(keyed("k", "{}", window))).getFirst()));
      }
    }

    List<AppendResult.Stored> stored = new ArrayList<>();
    List<EventId> duplicates = new ArrayList<>();
    for (Future<AppendResult> answer : answers) {
      switch (answer.get()) {
        case AppendResult.Stored it -> stored.add(it);
        case AppendResult.Duplicate it -> duplicates.add(it.first());
        case AppendResult.Conflict it -> throw new AssertionError("conflict with " + it.first());
      }
    }
    assertThat(stored).hasSize(1);
    assertThat(duplicates).hasSize(499).containsOnly(storedId(stored.getFirst()));
  }

  @Test
  void two_transactions_that_take_over_the_same_key_have_one_winner() throws Exception {
    Duration window = Duration.ofHours(1);
    EventId first = storedId(append("k", window));
    test.clock().turn(Duration.ofHours(2));
    test.execute(
        """
        create function wait_for_us() returns trigger language plpgsql as
          'begin perform pg_advisory_xact_lock(7); return new; end';
        create trigger wait_for_us before insert on event
          for each row execute function wait_for_us();
        """);

    List<Future<AppendResult>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      test.database()
          .transaction(
              "hold both appenders before they commit",
              connection -> {
                Sql.execute(connection, "do 'begin perform pg_advisory_xact_lock(7); end'");
                answers.add(threads.submit(() -> append("k", window)));
                test.awaitSessionsThatWait(1);
                answers.add(threads.submit(() -> append("k", window)));
                test.awaitSessionsThatWait(2);
                return true;
              });
    }

    AppendResult one = answers.get(0).get();
    assertThat(answers.get(1).get()).isEqualTo(new AppendResult.Duplicate(storedId(one)));
    assertThat(storedId(one)).isNotEqualTo(first);
  }

  @Test
  void expired_keys_are_deleted_in_small_steps_and_others_stay() throws Exception {
    PostgresRetention small =
        new PostgresRetention(
            test.database(), test.days(), new RetentionSettings(Duration.ofDays(30), 2, 3, 7));
    for (int i = 0; i < 10; i++) {
      append("short" + i, Duration.ofHours(1));
    }
    EventId kept = storedId(append("long", Duration.ofHours(3)));
    test.clock().turn(Duration.ofHours(2));

    long firstRun = small.run(test.timer().instant()).keysDeleted();
    long secondRun = small.run(test.timer().instant()).keysDeleted();

    assertThat(firstRun).isEqualTo(9);
    assertThat(secondRun).isEqualTo(1);
    assertThat(append("long", Duration.ofHours(3))).isEqualTo(new AppendResult.Duplicate(kept));
    assertThat(append("short0", Duration.ofHours(3))).isInstanceOf(AppendResult.Stored.class);
  }
}
