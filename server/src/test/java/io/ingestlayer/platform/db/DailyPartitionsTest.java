package io.ingestlayer.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.testkit.postgres.TestPostgres;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DailyPartitionsTest {
  private static final LocalDate DAY = LocalDate.parse("2026-01-05");

  private final TestPostgres postgres = TestPostgres.create();
  private final Database database = Database.open(DatabaseSettings.parse(postgres.uri()));
  private final DailyPartitions days = new DailyPartitions(database);

  @BeforeEach
  void table() {
    execute(
        """
        create table reading (
          at timestamptz not null,
          value bigint not null default 7
        ) partition by range (at);
        create index on reading (value);
        """);
  }

  @AfterEach
  void close() {
    database.close();
    postgres.close();
  }

  private void execute(String sql) {
    database.transaction(
        "execute",
        connection -> {
          Sql.execute(connection, sql);
          return true;
        });
  }

  private int insert(String at) {
    return database.transaction(
        "insert",
        connection ->
            Sql.update(connection, "insert into reading (at) values (?::timestamptz)", at));
  }

  @Test
  void a_day_takes_its_first_and_its_last_moment_and_nothing_else() {
    days.ensure("reading", DAY);

    assertThat(insert("2026-01-05T00:00:00Z")).isEqualTo(1);
    assertThat(insert("2026-01-05T23:59:59.999999Z")).isEqualTo(1);
    assertThatThrownBy(() -> insert("2026-01-06T00:00:00Z")).isInstanceOf(DatabaseException.class);
    assertThatThrownBy(() -> insert("2026-01-04T23:59:59.999999Z"))
        .isInstanceOf(DatabaseException.class);
  }

  @Test
  void many_who_want_a_day_at_once_make_it_once() throws Exception {
    List<Future<?>> made = new ArrayList<>();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        DailyPartitions node = new DailyPartitions(database);
        made.add(threads.submit(() -> node.ensure("reading", DAY)));
      }
    }

    for (Future<?> one : made) {
      one.get();
    }
    assertThat(days.days("reading")).containsExactly(DAY);
  }

  @Test
  void a_day_is_made_while_others_read_and_write_the_table() {
    days.ensure("reading", DAY);

    database.transaction(
        "read and write for long",
        connection -> {
          Sql.update(connection, "insert into reading (at) values ('2026-01-05T12:00:00Z')");
          Sql.query(connection, "select value from reading", row -> row.getLong(1));
          new DailyPartitions(database).ensure("reading", DAY.plusDays(1));
          return true;
        });

    assertThat(insert("2026-01-06T00:00:00Z")).isEqualTo(1);
  }

  @Test
  void a_day_is_dropped_when_it_may_go_and_can_be_made_again() {
    days.ensure("reading", DAY);
    days.ensure("reading", DAY.plusDays(1));
    insert("2026-01-05T12:00:00Z");

    assertThat(days.drop("reading", DAY, connection -> false)).isFalse();
    assertThat(days.days("reading")).containsExactly(DAY, DAY.plusDays(1));
    assertThat(days.drop("reading", DAY, connection -> true)).isTrue();
    assertThat(days.days("reading")).containsExactly(DAY.plusDays(1));
    days.ensure("reading", DAY);

    assertThat(insert("2026-01-05T12:00:00Z")).isEqualTo(1);
  }

  @Test
  void what_is_no_name_of_a_table_is_refused() {
    assertThatThrownBy(() -> days.ensure("reading; drop table reading", DAY))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
