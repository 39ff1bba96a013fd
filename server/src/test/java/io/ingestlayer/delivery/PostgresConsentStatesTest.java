package io.ingestlayer.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.delivery.ConsentStates.Begun;
import io.ingestlayer.delivery.ConsentStates.Started;
import io.ingestlayer.entity.CoreDatabase;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.testkit.clock.TurnableClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresConsentStatesTest {
  private static final Begun TEAM = new Begun("slack", "team");

  private final CoreDatabase core = CoreDatabase.create();
  private final TurnableClock clock = new TurnableClock(Instant.parse("2026-11-22T10:00:00Z"));
  private final ConsentStates states =
      new PostgresConsentStates(core.database(), new SecureRandom(), clock);

  @AfterEach
  void close() {
    core.close();
  }

  private List<String> rows() {
    return core.database()
        .read(
            "rows",
            connection ->
                Sql.query(
                    connection, "select c::text from consent_state c", row -> row.getString(1)));
  }

  @Test
  void a_state_is_taken_once_however_many_come_with_it() throws Exception {
    Started started = states.begin(TEAM, false);
    List<Future<Optional<Begun>>> all = new ArrayList<>();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        all.add(threads.submit(() -> states.take(started.state(), "whatever")));
      }
    }

    List<Begun> taken = new ArrayList<>();
    for (Future<Optional<Begun>> each : all) {
      each.get().ifPresent(taken::add);
    }
    assertThat(taken).containsExactly(TEAM);
    assertThat(rows()).isEmpty();
  }

  @Test
  void a_state_ends_after_ten_minutes() {
    Started in = states.begin(TEAM, false);
    Started late = states.begin(TEAM, false);

    clock.turn(ConsentStates.LIFE.minusMillis(1));
    Optional<Begun> inTime = states.take(in.state(), "");
    clock.turn(Duration.ofMillis(1));
    Optional<Begun> tooLate = states.take(late.state(), "");

    assertThat(inTime).contains(TEAM);
    assertThat(tooLate).isEmpty();
  }

  @Test
  void a_state_of_one_browser_is_used_up_by_another() {
    Started mine = states.begin(TEAM, true);
    Started other = states.begin(TEAM, true);

    Optional<Begun> without = states.take(mine.state(), "");
    Optional<Begun> afterwards = states.take(mine.state(), mine.browser());
    Optional<Begun> right = states.take(other.state(), other.browser());

    assertThat(without).isEmpty();
    assertThat(afterwards).isEmpty();
    assertThat(right).contains(TEAM);
  }

  @Test
  void neither_table_nor_log_shows_a_state() {
    Started started = states.begin(TEAM, true);

    assertThat(rows()).hasSize(1).noneMatch(it -> it.contains(started.state()));
    assertThat(started.toString()).doesNotContain(started.state(), started.browser());
    assertThat(started.state()).hasSize(43).isNotEqualTo(started.browser());
  }

  @Test
  void of_one_destination_the_newest_are_kept_and_ended_ones_go() {
    Started other = states.begin(new Begun("slack", "other"), false);
    Started first = states.begin(TEAM, false);
    for (int i = 0; i < ConsentStates.EACH_MAX; i++) {
      clock.turn(Duration.ofMillis(1));
      states.begin(TEAM, false);
    }

    List<String> kept = rows();
    Optional<Begun> oldest = states.take(first.state(), "");
    Optional<Begun> others = states.take(other.state(), "");
    clock.turn(ConsentStates.LIFE);
    states.begin(TEAM, false);

    assertThat(kept).hasSize(ConsentStates.EACH_MAX + 1);
    assertThat(oldest).isEmpty();
    assertThat(others).isPresent();
    assertThat(rows()).hasSize(1);
  }
}
