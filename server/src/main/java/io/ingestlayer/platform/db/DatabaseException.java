package io.ingestlayer.platform.db;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/// The database could not do something that we cannot go on without. Says what we were doing.
public sealed class DatabaseException extends RuntimeException permits CommitUnknownException {
  private final String doing;
  private final @Nullable String sqlState;
  private final Kind kind;

  public DatabaseException(String doing, @Nullable String sqlState, SQLException cause) {
    super(doing + ": " + cause.getMessage(), cause);
    this.doing = doing;
    this.sqlState = sqlState;
    this.kind = kind(sqlState, cause);
  }

  /// What kind of failure it is, so that a caller can act on it.
  public enum Kind {
    /// Not now: no connection, shutting down, too many clients, a timeout, a standby. The same may succeed later.
    UNAVAILABLE,
    /// The server's disk is full. The same may succeed when somebody has made room.
    FULL,
    /// Serialization failure or deadlock, and the retries are used up.
    CONFLICT,
    /// A constraint said no; the same will fail again.
    CONSTRAINT,
    /// A value that the database cannot take; the same will fail again.
    DATA,
    /// Anything else; most likely a fault in our own SQL.
    OTHER
  }

  public Kind kind() {
    return kind;
  }

  /// What was being done, without the database's own words.
  public String doing() {
    return doing;
  }

  /// The five characters of the SQL standard; null when the failure was not the server's.
  public @Nullable String sqlState() {
    return sqlState;
  }

  /// Whether a partitioned table has no partition for a row: the same may succeed when somebody has made it.
  ///
  /// PostgreSQL says it with the code of a check that failed, but names no constraint; its words depend on the language it
  /// speaks.
  public boolean isMissingPartition() {
    if (!"23514".equals(sqlState)) {
      return false;
    }
    for (Throwable at = getCause(); at != null; at = at.getCause()) {
      if (at instanceof PSQLException own && own.getServerErrorMessage() != null) {
        return own.getServerErrorMessage().getConstraint() == null;
      }
    }
    return false;
  }

  /// The SQL state of the failure or of the nearest cause that has one: a pool wraps what the driver said.
  static @Nullable String stateOf(SQLException failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return null;
  }

  private static Kind kind(@Nullable String state, SQLException cause) {
    if (state == null || state.length() != 5) {
      boolean network =
          cause instanceof SQLTransientConnectionException
              || cause.getCause() instanceof IOException;
      return network ? Kind.UNAVAILABLE : Kind.OTHER;
    }
    return switch (state) {
      case "53100" -> Kind.FULL;
      case "40001", "40P01" -> Kind.CONFLICT;
      // Cancelled by a timeout, a lock not available in time, a server that only reads.
      case "57014", "55P03", "25006" -> Kind.UNAVAILABLE;
      default ->
          switch (state.substring(0, 2)) {
            case "08", "53", "57", "58" -> Kind.UNAVAILABLE;
            case "23" -> Kind.CONSTRAINT;
            case "22" -> Kind.DATA;
            default -> Kind.OTHER;
          };
    };
  }
}
