package io.ingestlayer.platform.db;

import java.sql.Connection;
import java.sql.SQLException;

/// The check that a committed transaction is on stable storage, made before the server answers its first request.
public final class Durability {
  private static final int VERSION_MIN = 150_000;

  private final boolean fsyncOffAllowed;

  /// @param fsyncOffAllowed true only in tests, whose databases end with them
  public Durability(boolean fsyncOffAllowed) {
    this.fsyncOffAllowed = fsyncOffAllowed;
  }

  /// What the session and its server are set to.
  private record Settings(
      int version,
      String versionText,
      String fsync,
      String fullPageWrites,
      String synchronousCommit,
      String encoding,
      boolean standby) {}

  /// Returns when this session's server keeps what it commits. Throws `NotDurableException` that says what to do.
  public void verify(Connection connection) throws SQLException {
    String sql =
        """
        select
          current_setting('server_version_num')::integer as version,
          current_setting('server_version') as version_text,
          current_setting('fsync') as fsync,
          current_setting('full_page_writes') as full_page_writes,
          current_setting('synchronous_commit') as synchronous_commit,
          current_setting('server_encoding') as encoding,
          pg_is_in_recovery() as standby
        """;
    verify(
        Sql.queryOne(
                connection,
                sql,
                row ->
                    new Settings(
                        row.getInt("version"),
                        row.getString("version_text"),
                        row.getString("fsync"),
                        row.getString("full_page_writes"),
                        row.getString("synchronous_commit"),
                        row.getString("encoding"),
                        row.getBoolean("standby")))
            .orElseThrow());
  }

  private void verify(Settings settings) {
    require(
        settings.version >= VERSION_MIN,
        "The database is PostgreSQL %s; version 15 or newer is needed. Upgrade it."
            .formatted(settings.versionText));
    require(
        !settings.standby,
        "The database is a standby that only reads. Point the address at the primary.");
    require(
        settings.encoding.equals("UTF8"),
        "The database's encoding is %s; events need UTF8. Create one with: create database ingestlayer encoding 'UTF8' template template0"
            .formatted(settings.encoding));
    require(
        fsyncOffAllowed || settings.fsync.equals("on"),
        "The database runs with fsync=off, so it may lose what it has acknowledged. Set fsync = on in postgresql.conf and restart it.");
    require(
        fsyncOffAllowed || settings.fullPageWrites.equals("on"),
        "The database runs with full_page_writes=off, so a power cut may tear its pages. Set full_page_writes = on in postgresql.conf and reload it.");
    require(
        settings.synchronousCommit.equals("on"),
        "The session runs with synchronous_commit=%s although it asked for on; something between here and the database changed it (a pooler?). Connect directly."
            .formatted(settings.synchronousCommit));
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new NotDurableException(otherwise);
    }
  }
}
