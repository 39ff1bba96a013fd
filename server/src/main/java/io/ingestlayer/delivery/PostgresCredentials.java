package io.ingestlayer.delivery;

import io.ingestlayer.component.Secret;
import io.ingestlayer.delivery.CredentialTurns.Turn;
import io.ingestlayer.delivery.CredentialTurns.Unsaved;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseException;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.platform.secret.SecretException;
import io.ingestlayer.workspace.postgres.PostgresMasterKey;
import io.ingestlayer.workspace.postgres.PostgresSecretRows;
import io.ingestlayer.workspace.postgres.PostgresSecretRows.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The credentials of one destination in the table `secret`.
///
/// A renewal locks the credential's row for as long as it takes, so that of all processes one asks the vendor. Before the
/// call a mark is committed beside it; it goes with the new value, in one transaction. A mark that is still there when the
/// row is free again says that somebody used the credential and died, or its answer was lost.
public final class PostgresCredentials implements Credentials {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresCredentials.class);
  private static final int SAVES_MAX = 5;

  private final String destination;
  private final String object;
  private final Database database;
  private final PostgresMasterKey masterKey;
  private final PostgresSecretRows rows;
  private final PostgresRenewalMarks marks;
  private final CredentialTurns turns;
  private final InstantSource clock;

  /// @param turns one for the whole process
  public PostgresCredentials(
      String destination,
      Database database,
      PostgresMasterKey masterKey,
      CredentialTurns turns,
      InstantSource clock) {
    this.destination = destination;
    this.object = object(destination);
    this.database = database;
    this.masterKey = masterKey;
    this.rows = masterKey.rows();
    this.marks = new PostgresRenewalMarks(object);
    this.turns = turns;
    this.clock = clock;
  }

  /// Whose they are, as the table says it.
  static String object(String destination) {
    return "destination " + destination;
  }

  @Override
  public Optional<Secret> find(String field) {
    saveLeft(key(field));
    return row(field).map(it -> new Secret(rows.open(it)));
  }

  private Optional<Row> row(String field) {
    return database.read(
        "look-up of a credential", connection -> rows.find(connection, object, field));
  }

  @Override
  public Secret current(String field, Secret configured) {
    saveLeft(key(field));
    String origin = masterKey.mark(configured.reveal());
    Row row = row(field).orElse(null);
    if (row == null) {
      return configured;
    }
    if (origin.equals(row.origin())) {
      return new Secret(rows.open(row));
    }
    // What a person's consent brought stands until the configuration is changed after it.
    Secret now = row.origin() == null ? new Secret(rows.open(row)) : configured;
    write(field, now, origin);
    return now;
  }

  @Override
  public void put(String field, Secret value) {
    turns.saved(key(field));
    write(field, value, row(field).map(Row::origin).orElse(null));
  }

  @Override
  public void remove(String field) {
    turns.saved(key(field));
    database.transaction(
        "removal of a credential",
        connection -> {
          rows.delete(connection, object, field);
          return marks.remove(connection, field);
        });
  }

  private void write(String field, Secret value, @Nullable String origin) {
    database.transaction(
        "keeping of a credential",
        connection -> {
          rows.put(connection, object, field, value.reveal(), origin, clock.instant());
          return marks.remove(connection, field);
        });
  }

  @Override
  public Renewed renew(String field, Secret seen, Renewal renewal) throws InterruptedException {
    Turn turn = turns.take(key(field), WAIT_MAX).orElse(null);
    if (turn == null) {
      return busy();
    }
    try {
      saveLeft(key(field));
      if (row(field).isEmpty()) {
        write(field, seen, masterKey.mark(seen.reveal()));
      }
      return renew(field, new OneCall(renewal, seen));
    } catch (SecretException e) {
      return new Lost(
          new AttemptResult.Retry("credential_not_readable", e.getMessage() + "", false));
    } finally {
      turn.end();
    }
  }

  private Renewed renew(String field, OneCall call) throws InterruptedException {
    try {
      return call.rethrown(
          database.transaction(
              "renewal of a credential", connection -> renew(connection, field, call)));
    } catch (DatabaseException e) {
      call.rethrow();
      CredentialTurns.Key key = key(field);
      if (call.answer() instanceof Given given) {
        LOG.warn("the new credential of {} is not kept yet: {}", destination, e.getMessage());
        turns.keep(key, new Unsaved(call.version(), given.value()));
        return saveLeft(key) ? new Valid(given.value()) : unsaved();
      }
      return busy();
    }
  }

  private Renewed renew(Connection connection, String field, OneCall call) throws SQLException {
    Sql.execute(connection, "set local lock_timeout = " + WAIT_MAX.toMillis());
    Row row =
        rows.lock(connection, object, field)
            .orElseThrow(() -> new SQLException("the credential was deleted", "40001"));
    String now = rows.open(row);
    if (!now.equals(call.seen().reveal())) {
      return new Valid(new Secret(now));
    }
    PostgresRenewalMarks.Begun begun =
        database.transaction(
            "beginning of a renewal",
            other -> marks.begin(other, field, row.version(), clock.instant()));
    return switch (call.answerTo(row.version())) {
      case Given given -> {
        rows.put(connection, object, field, given.value().reveal(), row.origin(), clock.instant());
        marks.remove(connection, field);
        yield new Valid(given.value());
      }
      case Refused refused when !begun.first() -> RenewalText.lost(field, begun.at(), refused);
      case Refused refused -> {
        marks.remove(connection, field);
        yield RenewalText.refused(field, refused);
      }
      case NoAnswer none -> {
        if (begun.first() && !none.maybeArrived()) {
          marks.remove(connection, field);
        }
        yield new Lost(new AttemptResult.Retry(none.code(), none.detail(), false));
      }
      case null -> new Lost(new AttemptResult.Retry("interrupted", "The renewal was cut.", false));
    };
  }

  /// Writes what a vendor gave when the database did not take it; false when it still does not.
  private boolean saveLeft(CredentialTurns.Key key) {
    Unsaved left = turns.unsaved(key).orElse(null);
    for (int i = 0; left != null && i < SAVES_MAX; i++) {
      try {
        save(key, left);
        turns.saved(key);
        return true;
      } catch (DatabaseException | SecretException e) {
        LOG.warn("the new credential of {} is not kept yet: {}", destination, e.getMessage());
      }
    }
    return left == null;
  }

  /// Unless another one is kept by now, or this one was after all.
  private void save(CredentialTurns.Key key, Unsaved left) {
    database.transaction(
        "keeping of a renewed credential",
        connection -> {
          Row row = rows.lock(connection, object, key.field()).orElse(null);
          if (row == null || row.version() != left.version()) {
            return 0;
          }
          String value = left.value().reveal();
          rows.put(connection, object, key.field(), value, row.origin(), clock.instant());
          return marks.remove(connection, key.field());
        });
  }

  private CredentialTurns.Key key(String field) {
    return new CredentialTurns.Key(destination, field);
  }

  private static Lost busy() {
    return new Lost(
        new AttemptResult.Retry(
            "credential_busy", "Another one renews the credential and is not done yet.", false));
  }

  private static Lost unsaved() {
    return new Lost(
        new AttemptResult.Retry(
            "credential_not_kept_yet",
            "The vendor gave a new credential, which the database does not take now; it is kept in memory until it does.",
            false));
  }
}
