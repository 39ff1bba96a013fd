package io.ingestlayer.delivery;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.Workspace;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The states in the table `consent_state`, hashed: who reads the table cannot go on with one.
public final class PostgresConsentStates implements ConsentStates {
  private static final int CHANCE_BYTES = 32;

  private final Database database;
  private final RandomGenerator random;
  private final InstantSource clock;

  /// @param random one that nobody can foresee
  public PostgresConsentStates(Database database, RandomGenerator random, InstantSource clock) {
    this.database = database;
    this.random = random;
    this.clock = clock;
  }

  private record Row(Begun begun, boolean sameBrowser, Instant end) {}

  @Override
  public Started begin(Begun begun, boolean oneBrowser) {
    Started started = new Started(chance(), oneBrowser ? chance() : "");
    String old =
        """
        delete from consent_state
        where workspace_id = ?
          and (ends_at <= ?
            or state_hash in (
              select state_hash
              from consent_state
              where workspace_id = ?
                and destination = ?
              order by ends_at desc
              offset ?))
        """;
    String made =
        """
        insert into consent_state (state_hash, workspace_id, type, destination, browser_hash, ends_at)
        values (?, ?, ?, ?, ?, ?)
        """;
    int workspace = Workspace.DEFAULT_ID;
    Instant now = clock.instant();
    return database.transaction(
        "beginning of a consent",
        connection -> {
          Sql.update(connection, old, workspace, now, workspace, begun.destination(), EACH_MAX - 1);
          Sql.update(
              connection,
              made,
              hash(started.state()),
              workspace,
              begun.type(),
              begun.destination(),
              oneBrowser ? hash(started.browser()) : null,
              now.plus(LIFE));
          return started;
        });
  }

  private String chance() {
    byte[] bytes = new byte[CHANCE_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public Optional<Begun> take(String state, String browser) {
    String sql =
        """
        delete from consent_state
        where state_hash = ?
          and workspace_id = ?
        returning type, destination, coalesce(browser_hash = ?, true) as same_browser, ends_at
        """;
    return database
        .transaction(
            "end of a consent",
            connection ->
                Sql.queryOne(
                    connection,
                    sql,
                    row ->
                        new Row(
                            new Begun(row.getString("type"), row.getString("destination")),
                            row.getBoolean("same_browser"),
                            Sql.instant(row, "ends_at")),
                    hash(state),
                    Workspace.DEFAULT_ID,
                    hash(browser)))
        .filter(it -> clock.instant().isBefore(it.end()))
        .filter(Row::sameBrowser)
        .map(Row::begun);
  }

  private static byte[] hash(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
