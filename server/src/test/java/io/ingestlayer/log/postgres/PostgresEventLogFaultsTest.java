package io.ingestlayer.log.postgres;

import static io.ingestlayer.log.SampleEvents.event;
import static io.ingestlayer.log.SampleEvents.events;
import static io.ingestlayer.log.SampleEvents.keyed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.log.AppendResult;
import io.ingestlayer.log.LogUnavailableException;
import io.ingestlayer.log.NewEvent;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseSettings;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.testkit.await.Await;
import io.ingestlayer.testkit.net.CuttingProxy;
import io.ingestlayer.testkit.net.PlannedCut;
import io.ingestlayer.testkit.postgres.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresEventLogFaultsTest {
  private static final LogSettings SMALL =
      LogSettings.defaults()
          .withPartitions(1)
          .withQueueMax(500)
          .withAppendTimeout(Duration.ofSeconds(20));

  private final TestLog test = new TestLog();

  @AfterEach
  void close() {
    test.close();
  }

  private static EventId storedId(List<AppendResult> results) {
    return ((AppendResult.Stored) results.getFirst()).event().id();
  }

  private long storedEvents() {
    return test.count("select count(*) from event");
  }

  /// The next insert into the log ends its own session: the process dies between claiming the key and storing the event.
  private void dieWhenAnEventIsStored() {
    test.execute(
        """
        create function die() returns trigger language plpgsql as
          'begin perform pg_terminate_backend(pg_backend_pid()); return new; end';
        create trigger die before insert on event for each row execute function die();
        """);
  }

  /// The commit of the next insert into the log ends its own session before anything is committed.
  private void dieInTheCommit() {
    test.execute(
        """
        create function die() returns trigger language plpgsql as
          'begin perform pg_terminate_backend(pg_backend_pid()); return null; end';
        create constraint trigger die after insert on event_key
          deferrable initially deferred for each row execute function die();
        """);
  }

  private void liveAgain() {
    test.execute("drop function die cascade");
  }

  @Test
  void a_key_whose_event_was_not_stored_is_not_claimed() throws Exception {
    PostgresEventLog log = test.open("here", SMALL);
    log.append(List.of(event("{}")));
    dieWhenAnEventIsStored();
    List<NewEvent> sent = List.of(keyed("k", "{\"n\":1}"));

    assertThatThrownBy(() -> log.append(sent)).isInstanceOf(LogUnavailableException.class);
    long keysAfterTheCrash = test.count("select count(*) from event_key");
    liveAgain();
    List<AppendResult> retried = log.append(sent);

    assertThat(keysAfterTheCrash).isZero();
    assertThat(log.find(storedId(retried))).isPresent();
    assertThat(log.append(sent)).containsExactly(new AppendResult.Duplicate(storedId(retried)));
    assertThat(storedEvents()).isEqualTo(2);
  }

  @Test
  void a_session_that_dies_in_the_commit_has_stored_nothing_and_nothing_is_said_to_be_stored()
      throws Exception {
    PostgresEventLog log = test.open("here", SMALL);
    log.append(List.of(event("{}")));
    dieInTheCommit();
    List<NewEvent> sent = List.of(keyed("k", "{\"n\":1}"));

    assertThatThrownBy(() -> log.append(sent))
        .isInstanceOf(LogUnavailableException.class)
        .hasMessageContaining("not stored");
    liveAgain();

    assertThat(storedEvents()).isEqualTo(1);
    assertThat(log.append(sent).getFirst()).isInstanceOf(AppendResult.Stored.class);
    assertThat(storedEvents()).isEqualTo(2);
  }

  /// What the driver sends for a commit from a session's second transaction on: the name under which it has prepared
  /// the statement, with the empty name of the portal before it.
  private static String commitOf(Database through) {
    return through.read(
        "what a commit is called",
        connection ->
            Sql.queryOne(
                    connection,
                    "select name from pg_prepared_statements where statement = 'COMMIT'",
                    row -> "\0" + row.getString("name") + "\0")
                .orElseThrow());
  }

  private static Database oneConnectionThrough(CuttingProxy proxy, TestPostgres postgres) {
    return Database.open(DatabaseSettings.parse(postgres.uri(proxy.port())).withConnectionsMax(1));
  }

  @Test
  void a_commit_whose_answer_was_lost_is_found_out_and_answered_as_stored() throws Exception {
    try (CuttingProxy proxy = CuttingProxy.to(test.postgres().host(), test.postgres().port());
        Database through = oneConnectionThrough(proxy, test.postgres());
        PostgresEventLog log = test.open(through, "here", SMALL)) {
      List<Event> followed = new CopyOnWriteArrayList<>();
      log.follow(followed::addAll);
      log.append(List.of(event("{}")));
      List<NewEvent> sent = List.of(keyed("k", "{\"n\":1}"), event("{}"));

      PlannedCut lost = proxy.loseAnswerTo(commitOf(through));
      List<AppendResult> results = log.append(sent);

      assertThat(lost.happened()).isTrue();
      assertThat(results).allSatisfy(it -> assertThat(it).isInstanceOf(AppendResult.Stored.class));
      assertThat(storedEvents()).isEqualTo(3);
      assertThat(log.find(storedId(results))).isPresent();
      assertThat(log.append(sent).getFirst())
          .isEqualTo(new AppendResult.Duplicate(storedId(results)));
      Await.until("all batches", Duration.ofSeconds(10), () -> followed.size() == 4);
      assertThat(followed).extracting(it -> it.offset().position()).containsExactly(0L, 1L, 2L, 3L);
    }
  }

  @Test
  void a_commit_that_never_arrived_is_found_out_and_answered_as_not_stored() throws Exception {
    try (CuttingProxy proxy = CuttingProxy.to(test.postgres().host(), test.postgres().port());
        Database through = oneConnectionThrough(proxy, test.postgres());
        PostgresEventLog log = test.open(through, "here", SMALL)) {
      log.append(List.of(event("{}")));
      List<NewEvent> sent = List.of(keyed("k", "{\"n\":1}"), event("{}"));

      PlannedCut lost = proxy.loseRequest(commitOf(through));
      assertThatThrownBy(() -> log.append(sent))
          .isInstanceOf(LogUnavailableException.class)
          .hasMessageContaining("not stored");

      assertThat(lost.happened()).isTrue();
      assertThat(storedEvents()).isEqualTo(1);
      List<AppendResult> again = log.append(sent);
      assertThat(log.find(storedId(again))).isPresent();
      assertThat(storedEvents()).isEqualTo(3);
    }
  }

  @Test
  void a_database_that_is_away_is_waited_for_until_it_is_known_what_it_stored() throws Exception {
    LogSettings hasty = SMALL.withAppendTimeout(Duration.ofSeconds(1));
    try (CuttingProxy proxy = CuttingProxy.to(test.postgres().host(), test.postgres().port());
        Database through = oneConnectionThrough(proxy, test.postgres());
        PostgresEventLog log = test.open(through, "here", hasty)) {
      List<Event> followed = new CopyOnWriteArrayList<>();
      log.follow(followed::addAll);
      log.append(List.of(event("{}")));

      PlannedCut lost = proxy.loseAnswerTo(commitOf(through));
      proxy.refuse(true);
      assertThatThrownBy(() -> log.append(List.of(keyed("k", "{}"))))
          .isInstanceOf(LogUnavailableException.class);
      assertThat(lost.happened()).isTrue();
      proxy.refuse(false);
      Await.until("the batch that was stored", Duration.ofSeconds(30), () -> followed.size() == 2);
      AppendResult retried = log.append(List.of(keyed("k", "{}"))).getFirst();

      assertThat(retried).isEqualTo(new AppendResult.Duplicate(followed.getLast().id()));
      assertThat(storedEvents()).isEqualTo(2);
    }
  }

  @Test
  void every_key_is_stored_once_however_often_the_connections_are_cut() throws Exception {
    PostgresEventLog log = test.open("here", LogSettings.defaults());
    AtomicInteger answered = new AtomicInteger();
    CountDownLatch cuts = new CountDownLatch(6);
    List<Future<List<EventId>>> answers = new ArrayList<>();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < 16; caller++) {
        String name = "caller" + caller + "-";
        answers.add(
            threads.submit(() -> {
              List<EventId> ids = new ArrayList<>();
              while (cuts.getCount() > 0) {
                ids.add(appendUntilAnswered(log, keyed(name + ids.size(), "{}")));
                answered.incrementAndGet();
              }
              return ids;
            }));
      }
      while (cuts.getCount() > 0) {
        int before = answered.get();
        Await.until("answers", Duration.ofSeconds(20), () -> answered.get() > before + 50);
        test.postgres().disconnectAll();
        cuts.countDown();
      }
    }

    List<EventId> ids = new ArrayList<>();
    for (Future<List<EventId>> answer : answers) {
      ids.addAll(answer.get());
    }
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(ids).hasSize((int) storedEvents());
    assertThat(test.count("select sum(head) from log_partition")).isEqualTo(ids.size());
    UUID[] all = ids.stream().map(EventId::value).toArray(UUID[]::new);
    assertThat(
            test.count(
                "select count(distinct (partition, off)) from event where id = any(?)",
                (Object) all))
        .isEqualTo(ids.size());
  }

  private static EventId appendUntilAnswered(PostgresEventLog log, NewEvent event)
      throws InterruptedException {
    @Nullable LogUnavailableException lastRefusal = null;
    for (int attempt = 0; attempt < 1_000; attempt++) {
      try {
        return switch (log.append(List.of(event)).getFirst()) {
          case AppendResult.Stored it -> it.event().id();
          case AppendResult.Duplicate it -> it.first();
          case AppendResult.Conflict it -> throw new AssertionError("conflict " + it.first());
        };
      } catch (LogUnavailableException e) {
        lastRefusal = e;
      }
    }
    throw new AssertionError("never answered", lastRefusal);
  }

  /// Runs `work` while no event can be stored; what was asked of the log meanwhile goes on afterwards.
  private void whileNothingIsStored(Runnable work) {
    test.database()
        .transaction(
            "hold the log",
            connection -> {
              Sql.execute(connection, "lock table log_partition in access exclusive mode");
              work.run();
              return true;
            });
  }

  @Test
  void a_call_that_finds_the_queue_full_is_turned_away_at_once() throws Exception {
    PostgresEventLog log = test.open("here", SMALL);
    List<Future<List<AppendResult>>> answers = new ArrayList<>();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      whileNothingIsStored(() -> {
        answers.add(threads.submit(() -> log.append(events(500))));
        test.awaitSessionsThatWait(1);
        answers.add(threads.submit(() -> log.append(events(500))));
        Await.until("a full queue", Duration.ofSeconds(10), () -> log.eventsWaiting() == 500);
        assertThatThrownBy(() -> log.append(events(1)))
            .isInstanceOf(LogUnavailableException.class)
            .hasMessageContaining("500 events wait already");
      });
    }

    for (Future<List<AppendResult>> answer : answers) {
      assertThat(answer.get()).hasSize(500);
    }
    assertThat(storedEvents()).isEqualTo(1_000);
  }

  @Test
  void a_call_of_large_payloads_is_turned_away_before_the_memory_is_full() throws Exception {
    PostgresEventLog log = test.open("here", SMALL.withQueueCharactersMax(1_000));
    NewEvent large = event("{\"text\":\"" + "x".repeat(5_000) + "\"}");
    List<Future<List<AppendResult>>> answers = new ArrayList<>();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      whileNothingIsStored(() -> {
        answers.add(threads.submit(() -> log.append(List.of(large))));
        test.awaitSessionsThatWait(1);
        answers.add(threads.submit(() -> log.append(List.of(large))));
        Await.until("one that waits", Duration.ofSeconds(10), () -> log.eventsWaiting() == 1);
        assertThatThrownBy(() -> log.append(List.of(event("{}"))))
            .isInstanceOf(LogUnavailableException.class)
            .hasMessageContaining("characters wait already");
      });
    }

    for (Future<List<AppendResult>> answer : answers) {
      assertThat(answer.get()).hasSize(1);
    }
  }

  @Test
  void a_caller_that_gave_up_before_its_turn_is_not_stored() throws Exception {
    LogSettings hasty = SMALL.withAppendTimeout(Duration.ofSeconds(1));
    PostgresEventLog log = test.open("here", hasty);
    List<Event> followed = new CopyOnWriteArrayList<>();
    log.follow(followed::addAll);

    whileNothingIsStored(() -> {
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<?> first = threads.submit(() -> log.append(events(2)));
        test.awaitSessionsThatWait(1);
        Future<?> second = threads.submit(() -> log.append(events(7)));
        assertThatThrownBy(first::get).hasCauseInstanceOf(LogUnavailableException.class);
        assertThatThrownBy(second::get).hasCauseInstanceOf(LogUnavailableException.class);
      }
    });
    log.append(events(1));

    assertThat(storedEvents()).isEqualTo(3);
    Await.until("all that is stored", Duration.ofSeconds(10), () -> followed.size() == 3);
  }

  @Test
  void what_waits_when_the_log_closes_is_still_stored_and_nothing_is_taken_after()
      throws Exception {
    PostgresEventLog log = test.open("here", LogSettings.defaults());
    List<Future<List<AppendResult>>> answers = new ArrayList<>();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      whileNothingIsStored(() -> {
        answers.add(threads.submit(() -> log.append(events(10))));
        test.awaitSessionsThatWait(1);
        answers.add(threads.submit(() -> log.append(events(20))));
        Await.until("a call that waits", Duration.ofSeconds(10), () -> log.eventsWaiting() == 20);
        Thread closing = Thread.ofPlatform().start(log::close);
        Await.until(
            "a log that waits for its appenders",
            Duration.ofSeconds(10),
            () -> closing.getState() == Thread.State.TIMED_WAITING);
      });
    }

    assertThat(answers.get(0).get()).hasSize(10);
    assertThat(answers.get(1).get()).hasSize(20);
    assertThat(storedEvents()).isEqualTo(30);
    assertThatThrownBy(() -> log.append(events(1))).isInstanceOf(LogUnavailableException.class);
    Await.until(
        "partitions given back",
        Duration.ofSeconds(10),
        () -> test.count("select count(*) from log_partition where owner is not null") == 0);
  }
}
