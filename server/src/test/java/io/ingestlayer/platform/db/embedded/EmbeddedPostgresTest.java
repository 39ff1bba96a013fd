package io.ingestlayer.platform.db.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseSettings;
import io.ingestlayer.platform.db.Durability;
import io.ingestlayer.platform.db.NotDurableException;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.platform.file.DataFolder;
import io.ingestlayer.testkit.await.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Real processes, really killed. The programs are unpacked once and linked into each test's folder.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class EmbeddedPostgresTest {
  private final Path root = temporary();
  private final BlockingQueue<PostgresEvent> events = new ArrayBlockingQueue<>(100);
  private final EmbeddedOptions options = EmbeddedOptions.defaults().withListener(events::add);
  private Path home = root;
  private Path data = root;
  private int made;

  private static Path temporary() {
    try {
      Path below = Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir")));
      Path root = Files.createTempDirectory(below, "embedded-postgres-");
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
      return root;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeAll
  void prepare() throws IOException {
    home = PostgresBinaries.unpacked(root.resolve("postgres-bin"), line -> {}).home();
    try (DataFolder folder = DataFolder.open(root)) {
      EmbeddedPostgres.start(folder, options).close();
    }
  }

  @AfterAll
  void remove() throws IOException {
    PostgresBinaries.delete(root);
  }

  @BeforeEach
  void folder() throws IOException {
    data = Files.createDirectory(root.resolve("data" + ++made));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
    events.clear();
  }

  /// Programs that are there already, so that only one test pays for unpacking them.
  private void bringPrograms(Path into) throws IOException {
    Path programs = Files.createDirectory(into.resolve("postgres-bin"));
    Files.setPosixFilePermissions(programs, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createSymbolicLink(programs.resolve(home.getFileName()), home);
  }

  /// The same with an empty database.
  private void bringAll(Path into) throws IOException {
    bringPrograms(into);
    bringData(into);
  }

  private void bringData(Path into) {
    copy("-a", root.resolve("postgres"), into);
    copy("-a", root.resolve("postgres.password"), into);
  }

  private static void copy(String how, Path from, Path to) {
    ShortProcess copy =
        ShortProcess.run(
            Duration.ofSeconds(60), List.of("cp", how, from.toString(), to.toString()));
    assertThat(copy.output()).isEmpty();
  }

  private static void table(Database database) {
    database.transaction(
        "table",
        connection -> Sql.update(connection, "create table if not exists kept (n bigint)"));
  }

  private static void insert(Database database, long n) {
    database.transaction(
        "insert", connection -> Sql.update(connection, "insert into kept values (?)", n));
  }

  private static List<Long> kept(Database database) {
    return database.read(
        "read",
        connection ->
            Sql.query(connection, "select n from kept order by n", row -> row.getLong("n")));
  }

  private static List<Long> kept(EmbeddedPostgres postgres) {
    try (Database database = Database.open(postgres.settings())) {
      return kept(database);
    }
  }

  @Test
  void starts_in_an_empty_folder_with_settings_that_keep_what_is_committed() throws Exception {
    try (DataFolder folder = DataFolder.open(data);
        EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, options);
        Database database = Database.open(postgres.settings())) {
      assertThatCode(() -> verify(postgres, false)).doesNotThrowAnyException();
      assertThat(setting(database, "data_checksums")).isEqualTo("on");
      assertThat(setting(database, "max_wal_size")).isEqualTo("4GB");
      assertThat(setting(database, "checkpoint_timeout")).isEqualTo("15min");
      assertThat(setting(database, "wal_compression")).isEqualTo("pglz");
      assertThat(setting(database, "listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(
              one(
                  database,
                  "select datlocprovider::text || ' ' || datlocale from pg_database where datname = current_database()"))
          .isEqualTo("b C.UTF-8");
      assertThat(one(database, "select left(rolpassword, 14) from pg_authid where rolcanlogin"))
          .isEqualTo("SCRAM-SHA-256$");
      assertThat(Files.getPosixFilePermissions(data.resolve("postgres.password")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(RunAs.owner(Path.of("/proc", Long.toString(postgres.pid())))).isNotZero();
      assertThat(sessionOf(postgres.pid())).isNotEqualTo(sessionOf(ProcessHandle.current().pid()));
    }
  }

  private static String setting(Database database, String name) {
    return one(database, "show " + name);
  }

  private static String one(Database database, String sql) {
    return database
        .read("show", connection -> Sql.queryOne(connection, sql, row -> row.getString(1)))
        .orElseThrow();
  }

  /// The terminal session of a process: Ctrl-C goes to all processes of one.
  private static String sessionOf(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3];
  }

  @Test
  void refuses_a_wrong_password() throws IOException {
    bringAll(data);
    try (DataFolder folder = DataFolder.open(data);
        EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, options)) {
      var wrong =
          DatabaseSettings.of(postgres.jdbcUrl(), postgres.user(), "guessed")
              .withAcquireTimeout(Duration.ofMillis(500));

      assertThatThrownBy(() -> Database.open(wrong))
          .hasMessageContaining("password authentication");
    }
  }

  @Test
  void a_restart_keeps_the_rows_the_address_and_the_password() throws IOException {
    bringAll(data);
    try (DataFolder folder = DataFolder.open(data)) {
      String address;
      String password;
      long pid;
      try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, options);
          Database database = Database.open(postgres.settings())) {
        table(database);
        insert(database, 1);
        address = postgres.jdbcUrl();
        password = postgres.password();
        pid = postgres.pid();
      }
      assertThat(ProcessHandle.of(pid)).isEmpty();

      try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, options)) {
        assertThat(kept(postgres)).containsExactly(1L);
        assertThat(postgres.jdbcUrl()).isEqualTo(address);
        assertThat(postgres.password()).isEqualTo(password);
      }
    }
    assertThat(events).isEmpty();
  }

  @Test
  void a_killed_postgres_comes_back_at_the_same_address_with_everything_committed()
      throws Exception {
    bringAll(data);
    try (DataFolder folder = DataFolder.open(data);
        EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, options)) {
      for (long round = 1; round <= 3; round++) {
        try (Database database = Database.open(postgres.settings())) {
          table(database);
          insert(database, round);
        }

        ProcessHandle.of(postgres.pid()).orElseThrow().destroyForcibly();

        assertThat(events.poll(20, TimeUnit.SECONDS)).isInstanceOf(PostgresEvent.Died.class);
        assertThat(events.poll(60, TimeUnit.SECONDS)).isInstanceOf(PostgresEvent.Restarted.class);
        assertThat(kept(postgres)).hasSize((int) round);
      }
    }
    assertThat(events).isEmpty();
    assertThat(new Leftovers(data.resolve("postgres")).all()).isEmpty();
  }

  @Test
  void a_killed_server_leaves_all_that_it_confirmed_and_never_two_postmasters() throws Exception {
    bringAll(data);
    ServerProcess server = ServerProcess.start(data, "insert");

    killAndStartAgain(server);
  }

  @Test
  void an_ordinary_user_s_killed_server_does_so_too() throws Exception {
    bringAll(data);
    own(data);
    ServerProcess server = ServerProcess.startUnprivileged(data, "insert", scratch(), Map.of());

    killAndStartAgain(server);
  }

  @Test
  void an_orphan_that_the_kernel_did_not_stop_is_stopped_at_the_next_start() throws Exception {
    bringAll(data);
    own(data);
    // Without a path neither setpriv nor setsid is found, so nothing stops PostgreSQL with the
    // server.
    ServerProcess server =
        ServerProcess.startUnprivileged(data, "insert", scratch(), Map.of("PATH", "/none"));
    long orphan = Long.parseLong(server.next("ready"));
    server.next("kept");

    long last = server.kill();

    assertThat(ProcessHandle.of(orphan)).isPresent();
    startAndFind(last);
    assertThat(ProcessHandle.of(orphan)).isEmpty();
  }

  private void killAndStartAgain(ServerProcess server) throws Exception {
    server.next("kept");
    for (int i = 0; i < 50; i++) {
      server.next("kept");
    }

    long last = server.kill();

    startAndFind(last);
  }

  private void startAndFind(long last) {
    try (DataFolder folder = DataFolder.open(data);
        EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, options)) {
      List<Long> kept = kept(postgres);

      assertThat(kept.size()).isGreaterThanOrEqualTo((int) last);
      assertThat(kept).first().isEqualTo(1L);
      assertThat(kept).last().isEqualTo((long) kept.size());
      assertThat(postmasters()).containsExactly(postgres.pid());
    }
  }

  /// Those of its processes that are not the child of another of them.
  private List<Long> postmasters() {
    List<Long> all = new Leftovers(data.resolve("postgres")).all();
    return all.stream()
        .filter(pid ->
            ProcessHandle.of(pid)
                .flatMap(ProcessHandle::parent)
                .filter(parent -> all.contains(parent.pid()))
                .isEmpty())
        .toList();
  }

  /// Gives it to the user of `ServerProcess.startUnprivileged`.
  private static void own(Path path) throws IOException {
    if (RunAs.self() == 0) {
      new RunAs(List.of(), 65534).own(path);
    }
  }

  private Path scratch() throws IOException {
    return Files.createDirectories(root.resolve("classpath"));
  }

  @Test
  void the_programs_do_not_outlive_a_server_that_ends_in_order() throws Exception {
    bringAll(data);
    long postgres;
    try (ServerProcess server = ServerProcess.start(data, "idle")) {
      postgres = Long.parseLong(server.next("ready"));
    }

    assertThat(ProcessHandle.of(postgres)).isEmpty();
    assertThat(data.resolve("postgres/postmaster.pid")).doesNotExist();
  }

  @Test
  void a_second_server_on_the_folder_is_refused_in_words() throws Exception {
    bringAll(data);
    try (ServerProcess server = ServerProcess.start(data, "idle")) {
      server.next("ready");

      assertThatThrownBy(() -> DataFolder.open(data))
          .hasMessageContaining("is in use by another server (process " + server.pid() + ")");
    }
  }

  @Test
  void a_folder_that_cannot_be_written_is_refused_in_words() throws Exception {
    bringAll(data);
    own(data);
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("r-xr-xr-x"));

    try (ServerProcess server =
        ServerProcess.startUnprivileged(data, "idle", scratch(), Map.of())) {
      assertThatThrownBy(() -> server.next("ready"))
          .hasMessageContaining("The data folder " + data.toRealPath() + " cannot be written: ")
          .hasMessageContaining("INGESTLAYER_DATA_DIR");
    } finally {
      Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void a_first_start_that_was_cut_short_is_begun_anew() throws IOException {
    bringPrograms(data);
    Path half = Files.createDirectory(data.resolve("postgres.new"));
    Files.writeString(half.resolve("PG_VERSION"), "18\n");

    try (DataFolder folder = DataFolder.open(data);
        EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, options);
        Database database = Database.open(postgres.settings())) {
      table(database);
      assertThat(kept(database)).isEmpty();
    }
    assertThat(half).doesNotExist();
  }

  @Test
  void a_start_that_is_interrupted_while_postgres_recovers_stops_it_and_can_be_repeated()
      throws IOException {
    bringAll(data);
    Path endless = Files.createFile(data.resolve("postgres/recovery.signal"));
    own(endless);
    EmbeddedOptions recovering = options.withSetting("restore_command", "sleep 5; false");
    Path pid = data.resolve("postgres/postmaster.pid");
    Thread starter = Thread.currentThread();
    Thread.ofVirtual()
        .start(() -> {
          Await.until("the postmaster", Duration.ofSeconds(60), () -> Files.exists(pid));
          starter.interrupt();
        });

    try (DataFolder folder = DataFolder.open(data)) {
      assertThatThrownBy(() -> EmbeddedPostgres.start(folder, recovering))
          .isInstanceOf(EmbeddedPostgresException.class)
          .hasMessageContaining("was broken off");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(new Leftovers(data.resolve("postgres")).all()).isEmpty();

      Files.delete(endless);
      EmbeddedPostgres.start(folder, options).close();
    }
  }

  @Test
  void a_first_start_that_is_interrupted_ends_soon_leaves_no_process_and_can_be_repeated()
      throws IOException {
    bringPrograms(data);
    EmbeddedOptions interrupting =
        options.withProgress(line -> {
          if (line.equals("making an empty database")) {
            Thread.currentThread().interrupt();
          }
        });
    try (DataFolder folder = DataFolder.open(data)) {
      assertThatThrownBy(() -> EmbeddedPostgres.start(folder, interrupting))
          .isInstanceOf(EmbeddedPostgresException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(data.resolve("postgres")).doesNotExist();
      assertThat(new Leftovers(data.resolve("postgres.new")).all()).isEmpty();

      try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, options);
          Database database = Database.open(postgres.settings())) {
        table(database);
      }
    }
  }

  @Test
  void data_of_another_major_version_is_refused_in_words() throws IOException {
    bringPrograms(data);
    Files.createDirectory(data.resolve("postgres"));
    Files.writeString(data.resolve("postgres/PG_VERSION"), "17\n");

    try (DataFolder folder = DataFolder.open(data)) {
      assertThatThrownBy(() -> EmbeddedPostgres.start(folder, options))
          .isInstanceOf(EmbeddedPostgresException.class)
          .hasMessageContaining(
              "was written by PostgreSQL 17, and this version of ingestlayer brings PostgreSQL 18.");
    }
  }

  @Test
  void what_postgres_says_when_it_refuses_to_start_reaches_the_operator() throws IOException {
    bringAll(data);
    try (DataFolder folder = DataFolder.open(data)) {
      assertThatThrownBy(
              () -> EmbeddedPostgres.start(folder, options.withSetting("shared_buffers", "much")))
          .isInstanceOf(EmbeddedPostgresException.class)
          .hasMessageContaining("invalid value for parameter \"shared_buffers\": \"much\"");
    }
  }

  @Test
  void a_folder_that_other_users_cannot_reach_works_or_is_refused_in_words() throws IOException {
    Path closed = Files.createDirectory(data.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    Path inside = Files.createDirectory(closed.resolve("data"));
    copy("-al", root.resolve("postgres-bin"), inside);
    bringData(inside);

    try (DataFolder folder = DataFolder.open(inside);
        EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, options);
        Database database = Database.open(postgres.settings())) {
      table(database);
      insert(database, 1);
      assertThat(kept(database)).containsExactly(1L);
    } catch (EmbeddedPostgresException e) {
      assertThat(e).hasMessageContaining("put the data folder where every user may pass through");
    }
  }

  @Test
  void the_kernel_stops_it_when_its_server_is_killed() throws Exception {
    bringAll(data);
    ServerProcess server = ServerProcess.start(data, "idle");
    ProcessHandle postgres = ProcessHandle.of(Long.parseLong(server.next("ready"))).orElseThrow();

    server.kill();

    assertThat(postgres.onExit()).succeedsWithin(Duration.ofSeconds(20));
    assertThat(data.resolve("postgres/postmaster.pid")).doesNotExist();
  }

  @Test
  void one_that_cannot_be_started_again_is_given_up_after_a_time() throws Exception {
    bringAll(data);
    try (DataFolder folder = DataFolder.open(data);
        EmbeddedPostgres postgres =
            EmbeddedPostgres.start(folder, options, Duration.ofMillis(500))) {
      Files.delete(data.resolve("postgres/global/pg_control"));

      ProcessHandle.of(postgres.pid()).orElseThrow().destroyForcibly();

      assertThat(events.poll(20, TimeUnit.SECONDS)).isInstanceOf(PostgresEvent.Died.class);
      assertThat(events.poll(20, TimeUnit.SECONDS))
          .isInstanceOfSatisfying(
              PostgresEvent.GivenUp.class, end -> assertThat(end.why()).contains("pg_control"));
    }
  }

  @Test
  void no_value_that_a_statement_carried_gets_into_the_log() throws IOException {
    bringAll(data);
    try (DataFolder folder = DataFolder.open(data);
        EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, options);
        Database database = Database.open(postgres.settings())) {
      String wrong = "select 'hush'::text::bigint";
      String twice =
          "create table once (t text unique); insert into once values ('hush'), ('hush')";
      for (String sql : List.of(wrong, twice)) {
        assertThatThrownBy(() ->
                database.read(
                    "fail",
                    connection -> {
                      Sql.execute(connection, sql);
                      return true;
                    }))
            .hasMessageContaining("hush");
      }
    }

    assertThat(data.resolve("postgres.log"))
        .content()
        .contains("database system is ready")
        .doesNotContain("hush");
  }

  @Test
  void another_user_s_database_is_refused_in_words() throws Exception {
    bringPrograms(data);
    own(data);
    Path others = Files.createDirectory(data.resolve("postgres"));
    Files.writeString(others.resolve("PG_VERSION"), "18\n");
    Files.setPosixFilePermissions(others, PosixFilePermissions.fromString("rwx------"));
    boolean root = RunAs.self() == 0;

    try (ServerProcess server =
        ServerProcess.startUnprivileged(data, "idle", scratch(), Map.of())) {
      assertThatThrownBy(() -> server.next("ready"))
          .hasMessageContaining(
              root ? "belongs to user 0, and this server runs as user 65534." : "does not start: ");
    }
  }

  @Test
  void a_server_made_fast_by_forgetting_is_refused_unless_a_test_allows_it() throws IOException {
    bringAll(data);
    try (DataFolder folder = DataFolder.open(data)) {
      try (EmbeddedPostgres fast =
          EmbeddedPostgres.start(folder, options.withSetting("fsync", "off"))) {
        assertThatThrownBy(() -> verify(fast, false))
            .isInstanceOf(NotDurableException.class)
            .hasMessageContaining("runs with fsync=off")
            .hasMessageContaining("Set fsync = on");
        assertThatCode(() -> verify(fast, true)).doesNotThrowAnyException();
      }
      try (EmbeddedPostgres torn =
          EmbeddedPostgres.start(folder, options.withSetting("full_page_writes", "off"))) {
        assertThatThrownBy(() -> verify(torn, false))
            .isInstanceOf(NotDurableException.class)
            .hasMessageContaining("runs with full_page_writes=off");
      }
    }
  }

  private static void verify(EmbeddedPostgres postgres, boolean fsyncOffAllowed) {
    try (Database database = Database.open(postgres.settings())) {
      database.read(
          "verify",
          connection -> {
            new Durability(fsyncOffAllowed).verify(connection);
            return true;
          });
    }
  }
}
