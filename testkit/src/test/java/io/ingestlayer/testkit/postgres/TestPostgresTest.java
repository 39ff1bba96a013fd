package io.ingestlayer.testkit.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.testkit.await.Await;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPostgresTest {
  @Test
  void is_a_postgresql_18_with_room_for_300_connections() throws Exception {
    try (TestPostgres database = TestPostgres.create()) {
      assertThat(one(database, "select current_setting('server_version')")).startsWith("18.");
      assertThat(one(database, "select current_setting('max_connections')")).isEqualTo("300");
      assertThat(one(database, "select current_setting('server_encoding')")).isEqualTo("UTF8");
      assertThat(one(database, "select current_database()")).isEqualTo(database.database());
    }
  }

  @Test
  void each_database_is_empty_and_its_own() throws Exception {
    try (TestPostgres one = TestPostgres.create();
        TestPostgres other = TestPostgres.create()) {
      run(one, "create table thing (id int)");

      assertThat(one(one, "select count(*) from thing")).isEqualTo("0");
      assertThatThrownBy(() -> one(other, "select count(*) from thing"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("does not exist");
      assertThat(other.port()).isEqualTo(one.port());
    }
  }

  @Test
  void addresses_name_the_same_database() {
    TestPostgres database = new TestPostgres("127.0.0.1", 5433, "test_7");

    assertThat(database.uri()).isEqualTo("postgresql://postgres:postgres@127.0.0.1:5433/test_7");
    assertThat(database.uri(9)).isEqualTo("postgresql://postgres:postgres@127.0.0.1:9/test_7");
    assertThat(database.jdbcUrl())
        .isEqualTo("jdbc:postgresql://127.0.0.1:5433/test_7?user=postgres&password=postgres");
  }

  @Test
  void a_dropped_database_is_gone_even_when_someone_is_connected() throws Exception {
    TestPostgres database = TestPostgres.create();

    try (Connection connected = database.dataSource().getConnection()) {
      database.drop();
      database.drop();

      assertThat(connected.isValid(1)).isFalse();
    }

    assertThatThrownBy(() -> one(database, "select 1"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("does not exist");
  }

  @Test
  void disconnecting_ends_every_connection_and_lets_new_ones_in() throws Exception {
    try (TestPostgres database = TestPostgres.create();
        Connection connected = database.dataSource().getConnection()) {
      assertThat(connected.isValid(5)).isTrue();

      database.disconnectAll();

      assertThat(connected.isValid(5)).isFalse();
      assertThat(one(database, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void a_template_is_prepared_once_and_copied_even_when_its_maker_stays_connected()
      throws Exception {
    AtomicInteger preparations = new AtomicInteger();
    TestPostgres.Preparation prepare =
        empty -> {
          preparations.incrementAndGet();
          Connection leftOpen = empty.dataSource().getConnection();
          try (Statement statement = leftOpen.createStatement()) {
            statement.execute("create table thing (id int)");
            statement.execute("insert into thing values (42)");
          }
        };

    try (TestPostgres first = TestPostgres.createFrom("with_thing", prepare);
        TestPostgres second = TestPostgres.createFrom("with_thing", prepare)) {
      run(first, "delete from thing");

      assertThat(one(second, "select id from thing")).isEqualTo("42");
      assertThat(second.database()).isNotEqualTo(first.database());
      assertThat(preparations).hasValue(1);
    }
  }

  @Test
  void a_failed_preparation_names_the_template_and_may_be_tried_again() {
    assertThatThrownBy(() ->
            TestPostgres.createFrom(
                "broken",
                empty -> {
                  throw new SQLException("no such thing");
                }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("broken")
        .hasRootCauseMessage("no such thing");

    TestPostgres.createFrom("broken", empty -> {}).drop();
  }

  @Test
  void ends_with_its_jvm_even_when_that_was_killed_and_makes_a_missing_directory(
      @TempDir Path parent) throws Exception {
    Path temporary = parent.resolve("missing");
    Process jvm = jvmWithServer(temporary);
    try (BufferedReader said = jvm.inputReader()) {
      long server = Long.parseLong(said.readLine());
      assertThat(ProcessHandle.of(server)).isPresent();

      jvm.destroyForcibly().waitFor();

      Await.until(
          "the server " + server + " to end with its JVM",
          Duration.ofSeconds(20),
          () -> ProcessHandle.of(server).isEmpty() && dataDirectories(temporary) == 0);
    } finally {
      jvm.destroyForcibly();
    }
  }

  @Test
  void leaves_no_server_and_no_data_after_an_orderly_end(@TempDir Path temporary) throws Exception {
    Process jvm = jvmWithServer(temporary);
    try (BufferedReader said = jvm.inputReader()) {
      long server = Long.parseLong(said.readLine());

      jvm.outputWriter().close();

      assertThat(jvm.waitFor()).isZero();
      Await.until(
          "the server " + server + " to end with its JVM",
          Duration.ofSeconds(20),
          () -> ProcessHandle.of(server).isEmpty() && dataDirectories(temporary) == 0);
    } finally {
      jvm.destroyForcibly();
    }
  }

  private static Process jvmWithServer(Path temporary) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.io.tmpdir=" + temporary,
            "-cp",
            System.getProperty("java.class.path"),
            WithServer.class.getName())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static long dataDirectories(Path temporary) {
    try (var entries = Files.list(temporary)) {
      return entries.filter(e -> e.getFileName().toString().startsWith("test-postgres-")).count();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void run(TestPostgres database, String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String one(TestPostgres database, String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  /// A JVM that starts the server, says its process id and waits for the end of its input.
  static final class WithServer {
    public static void main(String[] args) throws Exception {
      TestPostgres.create();
      System.out.println(SharedServer.get().pid());
      while (System.in.read() >= 0) {}
    }
  }
}
