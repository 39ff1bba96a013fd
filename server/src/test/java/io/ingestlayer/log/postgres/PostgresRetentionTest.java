package io.ingestlayer.log.postgres;

import static io.ingestlayer.log.SampleEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.Offset;
import io.ingestlayer.log.AppendResult;
import io.ingestlayer.platform.db.Sql;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresRetentionTest {
  private static final LocalDate FIRST_DAY = LocalDate.parse("2026-01-05");

  private final TestLog test = new TestLog();
  private final PostgresEventLog log = test.open("here", LogSettings.defaults().withPartitions(1));
  private final PostgresRetention retention =
      new PostgresRetention(test.database(), test.days(), RetentionSettings.defaults());

  @AfterEach
  void close() {
    test.close();
  }

  private Event append() throws Exception {
    AppendResult result = log.append(List.of(event("{}"))).getFirst();
    return ((AppendResult.Stored) result).event();
  }

  private PostgresRetention.Report run() {
    return retention.run(test.timer().instant());
  }

  private void readTo(long offset) {
    test.execute("update log_cursor set next_offset = " + offset);
  }

  @Test
  void makes_days_before_they_begin() {
    run();

    assertThat(test.days().days("event"))
        .containsExactly(FIRST_DAY, FIRST_DAY.plusDays(1), FIRST_DAY.plusDays(2));
  }

  @Test
  void drops_a_day_when_its_last_event_is_old_enough_and_not_before() throws Exception {
    Event old = append();
    test.clock().turn(Duration.ofDays(1));
    Event younger = append();
    readTo(2);

    test.clock().turnTo(Instant.parse("2026-02-04T23:59:59.999Z"));
    List<LocalDate> before = run().dropped();
    test.clock().turn(Duration.ofMillis(1));
    List<LocalDate> then = run().dropped();

    assertThat(before).isEmpty();
    assertThat(then).containsExactly(FIRST_DAY);
    assertThat(log.find(old.id())).isEmpty();
    assertThat(log.find(younger.id())).contains(younger);
    assertThat(append().offset().position()).isEqualTo(2);
  }

  @Test
  void keeps_a_day_that_a_reader_has_not_come_past() throws Exception {
    append();
    append();
    test.clock().turn(Duration.ofDays(40));

    readTo(1);
    PostgresRetention.Report behind = run();
    readTo(2);
    PostgresRetention.Report past = run();

    assertThat(behind.needed()).containsExactly(FIRST_DAY);
    assertThat(behind.dropped()).isEmpty();
    assertThat(past.dropped()).containsExactly(FIRST_DAY);
  }

  @Test
  void keeps_a_day_of_which_a_delivery_is_open() throws Exception {
    append();
    Event open = append();
    readTo(2);
    test.clock().turn(Duration.ofDays(40));
    insertOpenDelivery(open);

    PostgresRetention.Report whileOpen = run();
    Optional<Event> stillThere = log.find(open.id());
    test.execute("delete from open_delivery");
    PostgresRetention.Report after = run();

    assertThat(whileOpen.needed()).containsExactly(FIRST_DAY);
    assertThat(stillThere).contains(open);
    assertThat(after.dropped()).containsExactly(FIRST_DAY);
  }

  private void insertOpenDelivery(Event event) {
    UUID id = event.id().value();
    String sql =
        """
        insert into open_delivery (
          id, root, workspace_id, lane_id, lane, destination, pipeline_version, route, partition, offs,
          created_at, due, attempts, state)
        values (?, ?, 1, 1, 'l', 'd', 1, 0, ?, ?, ?, ?, 0, 'retrying')
        """;
    Instant now = test.timer().instant();
    long[] offs = {77, event.offset().position()};
    test.database()
        .transaction(
            "open delivery",
            c -> Sql.update(c, sql, id, id, event.offset().partition(), offs, now, now));
  }

  @Test
  void a_day_that_is_being_read_waits_for_the_next_run() throws Exception {
    append();
    readTo(1);
    test.clock().turn(Duration.ofDays(40));

    PostgresRetention.Report whileRead =
        test.database()
            .transaction(
                "read for long",
                connection -> {
                  Sql.query(connection, "select id from event", row -> row.getString(1));
                  return run();
                });

    assertThat(whileRead.needed()).containsExactly(FIRST_DAY);
    assertThat(run().dropped()).containsExactly(FIRST_DAY);
  }

  @Test
  void a_turned_clock_finds_its_day() throws Exception {
    append();
    test.clock().turn(Duration.ofDays(400));
    Event later = append();

    assertThat(log.find(later.id())).contains(later);
    assertThat(log.read(new Offset(0, 0), 10)).hasSize(2).contains(later);
  }

  @Test
  void a_day_that_somebody_dropped_behind_our_back_is_made_again() throws Exception {
    append();
    test.execute("drop table event_20260105");

    Event again = append();

    assertThat(log.find(again.id())).contains(again);
  }
}
