package io.ingestlayer.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ingestlayer.platform.db.DatabaseException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseTest {
  private DatabaseSettings settings = Databases.fresh();
  private Database database = Database.open(settings, bound -> 0);

  @BeforeAll
  void tables() {
    database.read(
        "tables",
        connection -> {
          Sql.execute(
              connection,
              """
              create table thing (
                id bigint primary key,
                name text,
                constraint name_once unique (name) deferrable initially deferred
              );
              create function end_this_session() returns trigger language plpgsql as
                'begin perform pg_terminate_backend(pg_backend_pid()); return null; end';
              create table fatal (id bigint);
              create constraint trigger at_commit after insert on fatal
                deferrable initially deferred
                for each row execute function end_this_session();
              """);
          return null;
        });
  }

  @AfterAll
  void close() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database.read("empty", connection -> Sql.update(connection, "delete from thing"));
  }

  private long count() {
    return database.read(
        "count",
        connection ->
            Sql.queryOne(connection, "select count(*) from thing", row -> row.getLong(1))
                .orElseThrow());
  }

  private int insert(String doing, long id, String name) {
    return database.transaction(
        doing,
        connection ->
            Sql.update(connection, "insert into thing (id, name) values (?, ?)", id, name));
  }

  @Test
  void keeps_what_a_transaction_wrote_and_returns_its_answer() {
    int touched = insert("insert a thing", 1, "one");

    assertThat(touched).isEqualTo(1);
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void keeps_nothing_of_work_that_throws_and_lets_its_exception_through() {
    assertThatThrownBy(() ->
            database.transaction(
                "insert and change one's mind",
                connection -> {
                  Sql.update(connection, "insert into thing (id) values (?)", 1L);
                  throw new IllegalStateException("changed my mind");
                }))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("changed my mind");

    assertThat(count()).isZero();
  }

  @Test
  void says_what_it_was_doing_and_what_kind_of_failure_it_was() {
    insert("insert a thing", 1, "one");

    DatabaseException e =
        catchThrowableOfType(
            DatabaseException.class, () -> insert("insert it again", 1, "another"));

    assertThat(e.kind()).isEqualTo(Kind.CONSTRAINT);
    assertThat(e.sqlState()).isEqualTo("23505");
    assertThat(e.doing()).isEqualTo("insert it again");
    assertThat(e).hasMessageStartingWith("insert it again: ");
  }

  @Test
  void knows_a_bad_value_from_a_fault_in_the_statement() {
    assertThat(kindOf("select 'x'::text::bigint")).isEqualTo(Kind.DATA);
    assertThat(kindOf("select 1/0")).isEqualTo(Kind.DATA);
    assertThat(kindOf("select from from")).isEqualTo(Kind.OTHER);
  }

  private Kind kindOf(String sql) {
    return catchThrowableOfType(
            DatabaseException.class,
            () -> database.read("try", connection -> Sql.update(connection, sql)))
        .kind();
  }

  @Test
  void runs_conflicting_work_again_a_bounded_number_of_times() {
    AtomicInteger runs = new AtomicInteger();

    DatabaseException e =
        catchThrowableOfType(
            DatabaseException.class,
            () ->
                database.transaction(
                    "conflict for ever",
                    connection -> {
                      runs.incrementAndGet();
                      Sql.execute(
                          connection, "do 'begin raise exception using errcode = ''40001''; end'");
                      return runs.get();
                    }));

    assertThat(e.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(runs).hasValue(Database.ATTEMPTS_MAX);
  }

  @Test
  void two_transactions_that_deadlock_both_come_through() throws Exception {
    insert("insert", 1, "a");
    insert("insert", 2, "b");
    CountDownLatch bothHoldOne = new CountDownLatch(2);
    List<Future<Integer>> both = new ArrayList<>();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (long first : new long[] {1, 2}) {
        both.add(
            threads.submit(() ->
                database.transaction(
                    "touch both",
                    connection -> {
                      String touch = "update thing set name = name || '+' where id = ?";
                      Sql.update(connection, touch, first);
                      bothHoldOne.countDown();
                      try {
                        bothHoldOne.await();
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                      return Sql.update(connection, touch, 3 - first);
                    })));
      }
    }

    assertThat(both.get(0).get() + both.get(1).get()).isEqualTo(2);
    assertThat(nameOf(1)).contains("a++");
    assertThat(nameOf(2)).contains("b++");
  }

  private Optional<String> nameOf(long id) {
    return database.read(
        "name",
        connection ->
            Sql.queryOne(
                connection,
                "select name from thing where id = ?",
                row -> row.getString("name"),
                id));
  }

  @Test
  void a_commit_that_the_server_refuses_is_known_not_to_have_happened() {
    insert("insert", 1, "same");

    assertThatThrownBy(() -> insert("insert the same name", 2, "same"))
        .isExactlyInstanceOf(DatabaseException.class)
        .extracting(e -> ((DatabaseException) e).kind())
        .isEqualTo(Kind.CONSTRAINT);
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void a_connection_lost_in_the_commit_is_told_apart() {
    assertThatThrownBy(() ->
            database.transaction(
                "commit into the void",
                connection -> Sql.update(connection, "insert into fatal values (1)")))
        .isInstanceOf(CommitUnknownException.class)
        .hasMessageStartingWith("commit into the void: ")
        .extracting(e -> ((DatabaseException) e).kind())
        .isEqualTo(Kind.UNAVAILABLE);
    assertThat(count()).isZero();
  }

  @Test
  void a_connection_lost_in_the_work_is_only_unavailable_and_the_next_one_works() {
    assertThatThrownBy(() ->
            database.transaction(
                "work",
                connection ->
                    Sql.queryOne(
                        connection,
                        "select pg_terminate_backend(pg_backend_pid())",
                        row -> row.getBoolean(1))))
        .isExactlyInstanceOf(DatabaseException.class)
        .extracting(e -> ((DatabaseException) e).kind())
        .isEqualTo(Kind.UNAVAILABLE);
    assertThat(count()).isZero();
  }

  @Test
  void work_that_swallows_a_failure_does_not_pass_for_committed() {
    assertThatThrownBy(() ->
            database.transaction(
                "insert carelessly",
                connection -> {
                  Sql.update(connection, "insert into thing (id) values (7)");
                  try {
                    Sql.update(connection, "insert into thing (id) values (7)");
                  } catch (java.sql.SQLException swallowed) {
                    return swallowed.getSQLState();
                  }
                  return null;
                }))
        .isExactlyInstanceOf(DatabaseException.class)
        .hasMessageContaining("a failed statement was passed over");
    assertThat(count()).isZero();
  }

  @Test
  void every_session_commits_synchronously_in_its_own_schema_whatever_the_server_says() {
    String[] names = {
      "synchronous_commit",
      "search_path",
      "statement_timeout",
      "application_name",
      "transaction_isolation"
    };

    List<String> shown = shown(names, "reset all");

    assertThat(shown).containsExactly("on", "public", "1min", "ingestlayer", "read committed");
  }

  @Test
  void an_interrupted_thread_opens_and_closes_it_and_stays_interrupted() {
    Thread.currentThread().interrupt();

    Database other = Database.open(settings.withAcquireTimeout(Duration.ofMillis(500)));
    other.close();

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void a_session_s_day_is_utc_whatever_the_machine_s_is() {
    TimeZone machine = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Auckland"));
    try {
      List<String> shown = shown(new String[] {"timezone"}, "select 1");

      assertThat(shown).containsExactly("UTC");
    } finally {
      TimeZone.setDefault(machine);
    }
  }

  private List<String> shown(String[] names, String after) {
    try (Database other = Database.open(settings)) {
      return other.read(
          "show",
          connection -> {
            Sql.execute(connection, after);
            return Sql.query(
                connection,
                """
                select current_setting(name)
                from unnest(?) with ordinality as wanted (name, at)
                order by at
                """,
                row -> row.getString(1),
                (Object) names);
          });
    }
  }

  @Test
  void a_statement_that_takes_too_long_is_ended() {
    try (Database hasty = Database.open(settings.withStatementTimeout(Duration.ofMillis(50)))) {
      assertThatThrownBy(() ->
              hasty.read("sleep", connection -> Sql.update(connection, "select pg_sleep(60)")))
          .isInstanceOf(DatabaseException.class)
          .extracting(e -> ((DatabaseException) e).kind())
          .isEqualTo(Kind.UNAVAILABLE);
    }
  }

  @Test
  void a_caller_who_gets_no_connection_in_time_is_told_so() {
    DatabaseSettings narrow =
        settings.withConnectionsMax(1).withAcquireTimeout(Duration.ofMillis(250));
    try (Database one = Database.open(narrow)) {
      Kind kind =
          one.read(
              "hold the only one",
              held ->
                  catchThrowableOfType(
                          DatabaseException.class, () -> one.read("want another", again -> 1))
                      .kind());

      assertThat(kind).isEqualTo(Kind.UNAVAILABLE);
    }
  }

  @Test
  void a_database_that_is_not_there_is_refused_within_the_acquire_timeout() {
    DatabaseSettings nowhere =
        DatabaseSettings.of("jdbc:postgresql://127.0.0.1:1/none", "nobody", "hush")
            .withAcquireTimeout(Duration.ofMillis(250));

    assertThatThrownBy(() -> Database.open(nowhere))
        .isInstanceOf(DatabaseException.class)
        .hasMessageStartingWith(
            "connect to the database jdbc:postgresql://127.0.0.1:1/none as nobody: ")
        .hasMessageNotContaining("hush")
        .extracting(e -> ((DatabaseException) e).kind())
        .isEqualTo(Kind.UNAVAILABLE);
  }
}
