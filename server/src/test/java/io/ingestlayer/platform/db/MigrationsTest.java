package io.ingestlayer.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MigrationsTest {
  private final DatabaseSettings settings = Databases.fresh();

  private Migrations.Result run(String location) {
    return Migrations.run(settings, "classpath:db/" + location);
  }

  @Test
  void brings_an_empty_database_to_the_newest_schema_and_then_leaves_it_alone() {
    Migrations.Result first = run("sample");
    Migrations.Result second = run("sample");

    assertThat(first).isEqualTo(new Migrations.Result(2, "2"));
    assertThat(second).isEqualTo(new Migrations.Result(0, "2"));
  }

  @Test
  void the_product_s_own_migrations_run_and_leave_nothing_to_do() {
    Migrations.Result first = Migrations.run(settings);
    Migrations.Result second = Migrations.run(settings);

    assertThat(first.applied()).isPositive();
    assertThat(second).isEqualTo(new Migrations.Result(0, first.version()));
  }

  @Test
  void goes_on_from_an_older_schema() {
    run("sample-older");

    Migrations.Result upgraded = run("sample");

    assertThat(upgraded).isEqualTo(new Migrations.Result(1, "2"));
  }

  @Test
  void refuses_a_schema_newer_than_it_knows_in_plain_words() {
    run("sample");

    assertThatThrownBy(() -> run("sample-older"))
        .isInstanceOf(SchemaException.class)
        .hasMessage(
            "The database was written by a newer version of ingestlayer: its schema is at 2, this version knows up to 1. Start the newer version, or restore a backup from before the upgrade.");
  }

  @Test
  void a_migration_that_fails_leaves_no_trace_and_can_be_run_again_when_it_is_mended() {
    assertThatThrownBy(() -> run("sample-broken"))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("no_such_function");

    assertThat(run("sample")).isEqualTo(new Migrations.Result(1, "2"));
  }

  @Test
  void keeps_to_the_schema_it_is_given() {
    DatabaseSettings apart = settings.withSchema("apart");

    Migrations.run(apart, "classpath:db/sample");

    try (Database database = Database.open(apart)) {
      List<String> where =
          database.read(
              "look",
              connection ->
                  Sql.query(
                      connection,
                      "select schemaname from pg_tables where tablename in ('sample', 'schema_history')",
                      row -> row.getString(1)));
      assertThat(where).containsExactly("apart", "apart");
    }
  }
}
