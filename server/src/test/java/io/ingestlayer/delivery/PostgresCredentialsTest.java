package io.ingestlayer.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.component.Secret;
import io.ingestlayer.delivery.Credentials.Given;
import io.ingestlayer.delivery.Credentials.Lost;
import io.ingestlayer.delivery.Credentials.NoAnswer;
import io.ingestlayer.delivery.Credentials.Refused;
import io.ingestlayer.delivery.Credentials.Renewed;
import io.ingestlayer.delivery.Credentials.Valid;
import io.ingestlayer.entity.CoreDatabase;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseSettings;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.testkit.await.Await;
import io.ingestlayer.testkit.clock.TurnableClock;
import io.ingestlayer.workspace.postgres.SecretStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresCredentialsTest {
  private static final Secret OLD = new Secret("refresh-1");
  private static final Secret NEW = new Secret("refresh-2");
  private static final Refused SPENT = new Refused("invalid_refresh_token", "used already");

  private final CoreDatabase core = CoreDatabase.create();
  private final TurnableClock clock = new TurnableClock(SecretStore.NOW);
  private final List<Database> databases = new ArrayList<>();
  private final Credentials here = process();

  @AfterEach
  void close() {
    databases.forEach(Database::close);
    core.close();
  }

  /// What another process has: connections, a keyring and turns of its own.
  private Credentials process() {
    Database database =
        Database.open(DatabaseSettings.parse(core.postgres().uri()).withConnectionsMax(12));
    databases.add(database);
    return new PostgresCredentials(
        "slack", database, SecretStore.open(database).masterKey(), new CredentialTurns(), clock);
  }

  private List<String> rows(String sql) {
    return databases
        .getLast()
        .read("rows", connection -> Sql.query(connection, sql, row -> row.getString(1)));
  }

  private static AttemptResult result(Renewed renewed) {
    return ((Lost) renewed).result();
  }

  @Test
  void what_a_consent_brought_is_kept_encrypted_and_found_by_other_processes() {
    here.put("tokens", OLD);

    assertThat(process().find("tokens")).contains(OLD);
    assertThat(process().find("other")).isEmpty();
    assertThat(rows("select secret::text from secret")).noneMatch(it -> it.contains("refresh"));
  }

  @Test
  void many_workers_of_two_processes_make_one_refresh_and_all_get_what_came() throws Exception {
    here.put("tokens", OLD);
    List<Credentials> processes = List.of(here, process());
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    List<Future<Renewed>> all = new ArrayList<>();

    try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        Credentials mine = processes.get(i % 2);
        all.add(
            workers.submit(() ->
                mine.renew(
                    "tokens",
                    OLD,
                    old -> {
                      asked.countDown();
                      answer.await();
                      return new Given(new Secret("refresh-" + (1 + calls.incrementAndGet())));
                    })));
      }
      asked.await();
      Await.until(
          "a worker of the other process waits for the row",
          Duration.ofSeconds(10),
          () ->
              !rows("select pid::text from pg_stat_activity where wait_event_type = 'Lock'")
                  .isEmpty());
      answer.countDown();
    }

    assertThat(calls).hasValue(1);
    for (Future<Renewed> each : all) {
      assertThat(each.get()).isEqualTo(new Valid(NEW));
    }
    assertThat(process().find("tokens")).contains(NEW);
    assertThat(rows("select field from credential_renewal")).isEmpty();
  }

  @Test
  void who_holds_an_old_one_gets_the_new_one_without_a_call() throws Exception {
    here.put("tokens", NEW);

    Renewed renewed =
        here.renew(
            "tokens",
            OLD,
            _ -> {
              throw new AssertionError("the vendor was called");
            });

    assertThat(renewed).isEqualTo(new Valid(NEW));
  }

  @Test
  void a_renewal_that_began_is_marked_before_the_vendor_is_called() throws Exception {
    here.put("tokens", OLD);
    List<String> seen = new ArrayList<>();

    here.renew(
        "tokens",
        OLD,
        _ -> {
          seen.addAll(
              rows("select object || ' ' || field || ' ' || version from credential_renewal"));
          return new Given(NEW);
        });

    assertThat(seen).containsExactly("destination slack tokens 1");
    assertThat(rows("select field from credential_renewal")).isEmpty();
  }

  @Test
  void a_crash_between_answer_and_save_is_told_when_the_vendor_refuses() throws Exception {
    here.put("tokens", OLD);
    Credentials dying = process();
    assertThatThrownBy(() ->
            dying.renew(
                "tokens",
                OLD,
                _ -> {
                  throw new IllegalStateException("killed");
                }))
        .hasMessage("killed");
    clock.turn(Duration.ofMinutes(7));

    AttemptResult result = result(process().renew("tokens", OLD, _ -> SPENT));
    AttemptResult again = result(process().renew("tokens", OLD, _ -> SPENT));

    assertThat(result)
        .isEqualTo(
            new AttemptResult.Hold(
                "credential_lost",
                "The refresh token of \"tokens\" was used at 2026-11-22T10:00:00.000Z and the answer was lost; now the vendor does not take it any more (invalid_refresh_token: used already).",
                "Connect the destination again, or give it a new credential.",
                true));
    assertThat(again).isEqualTo(result);

    here.put("tokens", NEW);
    assertThat(rows("select field from credential_renewal")).isEmpty();
    assertThat(result(here.renew("tokens", NEW, _ -> SPENT)))
        .isInstanceOfSatisfying(
            AttemptResult.Hold.class, it -> assertThat(it.code()).isEqualTo("credential_refused"));
  }

  @Test
  void a_crash_before_the_call_costs_nothing() throws Exception {
    here.put("tokens", OLD);
    assertThatThrownBy(() ->
            process()
                .renew(
                    "tokens",
                    OLD,
                    _ -> {
                      throw new IllegalStateException("killed");
                    }))
        .hasMessage("killed");

    assertThat(process().renew("tokens", OLD, _ -> new Given(NEW))).isEqualTo(new Valid(NEW));
    assertThat(rows("select field from credential_renewal")).isEmpty();
  }

  @Test
  void an_answer_that_never_came_leaves_the_mark_unless_nothing_arrived() throws Exception {
    here.put("tokens", OLD);

    Renewed unsent =
        here.renew("tokens", OLD, _ -> new NoAnswer("connect_failed", "no way", false));
    List<String> afterUnsent = rows("select field from credential_renewal");
    Renewed cut = here.renew("tokens", OLD, _ -> new NoAnswer("timeout", "cut", true));
    List<String> afterCut = rows("select field from credential_renewal");

    assertThat(result(unsent))
        .isEqualTo(new AttemptResult.Retry("connect_failed", "no way", false));
    assertThat(afterUnsent).isEmpty();
    assertThat(result(cut)).isEqualTo(new AttemptResult.Retry("timeout", "cut", false));
    assertThat(afterCut).containsExactly("tokens");
  }

  @Test
  void an_answer_is_kept_when_the_database_goes_away_before_it_is_saved() throws Exception {
    here.put("tokens", OLD);
    AtomicInteger calls = new AtomicInteger();

    Renewed renewed =
        here.renew(
            "tokens",
            OLD,
            _ -> {
              calls.incrementAndGet();
              core.postgres().disconnectAll();
              return new Given(NEW);
            });

    assertThat(renewed).isEqualTo(new Valid(NEW));
    assertThat(calls).hasValue(1);
    assertThat(process().find("tokens")).contains(NEW);
    assertThat(rows("select field from credential_renewal")).isEmpty();
  }

  @Test
  void a_configured_credential_is_itself_until_it_is_renewed_and_begins_anew_when_changed()
      throws Exception {
    Secret other = new Secret("configured-anew");

    Secret first = here.current("token", OLD);
    here.renew("token", first, _ -> new Given(NEW));

    assertThat(first).isEqualTo(OLD);
    assertThat(process().current("token", OLD)).isEqualTo(NEW);
    assertThat(process().current("token", other)).isEqualTo(other);
    assertThat(process().current("token", other)).isEqualTo(other);
    assertThat(result(here.renew("token", other, _ -> SPENT)))
        .isInstanceOf(AttemptResult.Hold.class);
  }
}
