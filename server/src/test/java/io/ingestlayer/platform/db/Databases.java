package io.ingestlayer.platform.db;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/// Fresh databases on one server that syncs as the real one does.
final class Databases {
  private static final AtomicInteger MADE = new AtomicInteger();
  private static final EmbeddedPostgres SERVER = start();

  private Databases() {}

  private static EmbeddedPostgres start() {
    try {
      Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir")));
      return EmbeddedPostgres.builder()
          .setServerConfig("fsync", "on")
          .setServerConfig("full_page_writes", "on")
          .setServerConfig("synchronous_commit", "off")
          .setServerConfig("deadlock_timeout", "100ms")
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static DatabaseSettings fresh() {
    String name = "fresh" + MADE.incrementAndGet();
    try (Connection connection = SERVER.getPostgresDatabase().getConnection()) {
      Sql.execute(connection, "create database " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return DatabaseSettings.of(SERVER.getJdbcUrl("postgres", name), "postgres", "postgres")
        .withConnectionsMax(4);
  }
}
