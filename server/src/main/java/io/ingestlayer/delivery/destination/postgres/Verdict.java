package io.ingestlayer.delivery.destination.postgres;

import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.AttemptResult.Unreached;
import io.ingestlayer.platform.net.EgressRefusedException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// What an error of the database means for the rows that were on their way.
///
/// By SQLSTATE: <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
sealed interface Verdict {

  /// One of the rows is at fault, and it is not said which.
  record Row(AttemptResult.Reject rejected) implements Verdict {}

  /// No row of this statement can be written.
  sealed interface Halt extends Verdict {}

  /// The table is not as it was read; look again, and hold when that changes nothing.
  record Table(AttemptResult.Hold held) implements Halt {}

  /// Nothing can be written now.
  record Stop(AttemptResult result) implements Halt {}

  /// @param committing whether COMMIT was on its way, so that nobody knows what became of the rows
  static Verdict of(SQLException error, boolean committing) {
    String state = String.valueOf(error.getSQLState());
    String said = said(error);
    return switch (state) {
      case "42501" ->
          new Stop(
              new AttemptResult.Hold(
                  "permission_denied",
                  said,
                  "Grant the role insert and select on the table, update too for an upsert, and usage on its schema.",
                  false));
      case "53100" ->
          new Stop(
              new AttemptResult.Hold("disk_full", said, "Make room on the database's disk.", true));
      case "25006" ->
          new Stop(
              new AttemptResult.Hold(
                  "read_only",
                  said,
                  "Give an address that leads to the primary, not to a standby.",
                  true));
      // Two keys that the type took for different and the index takes for the same: one statement
      // for each will do.
      case "21000" -> row("key_twice", error, said);
      case "23505" -> row("unique_violation", error, said);
      case "55000", "0A000" ->
          new Stop(
              new AttemptResult.Hold(
                  "not_insertable", said, "Name a table that rows can be inserted into.", false));
      case "57014" -> retry("statement_timeout", said, false);
      default -> ofClass(state, error, said, committing);
    };
  }

  private static Verdict ofClass(
      String state, SQLException error, String said, boolean committing) {
    return switch (state.length() == 5 ? state.substring(0, 2) : "") {
      case "22" -> row("value_refused", error, said);
      case "23", "44" -> row("constraint_violated", error, said);
      case "54" -> row("value_too_large", error, said);
      case "P0" -> row("refused_by_trigger", error, said);
      case "28" -> new Stop(loginRefused(said));
      case "3D" ->
          new Stop(
              new AttemptResult.Hold(
                  "missing_database", said, "Look at the database's name in the url.", true));
      case "42", "3F" ->
          new Table(
              new AttemptResult.Hold(
                  "table_differs",
                  said,
                  "Look at the table, its triggers and what the route says of its columns.",
                  false));
      case "08", "57", "" -> lost(said, committing);
      case "40" -> retry("conflict", said, state.equals("40003"));
      case "53" -> retry("database_busy", said, false);
      case "55" -> retry("locked", said, false);
      default -> retry("database_error", said, committing);
    };
  }

  private static AttemptResult.Hold loginRefused(String said) {
    String suggestion =
        HostRule.missing(said)
            .map(it ->
                "Add this line to the database's pg_hba.conf, above any that rejects, and have it read again (select pg_reload_conf();):\n%s\nIt wants TLS, so the url must not say sslmode=disable."
                    .formatted(it.line(true)))
            .orElse("Look at the user and the password in the url.");
    return new AttemptResult.Hold("login_refused", said, suggestion, true);
  }

  private static Verdict lost(String said, boolean committing) {
    if (!committing) {
      return retry("connection_lost", said, false);
    }
    return retry(
        "commit_unknown",
        said + " The connection was lost after COMMIT was sent, so the rows may be there.",
        true);
  }

  private static Verdict retry(String code, String detail, boolean ambiguous) {
    return new Stop(new AttemptResult.Retry(code, detail, ambiguous));
  }

  private static Verdict row(String code, SQLException error, String said) {
    ServerErrorMessage message = message(error);
    String column = message == null ? null : message.getColumn();
    return new Row(
        new AttemptResult.Reject(
            code,
            column == null ? said : "column " + column + ": " + said,
            "Change what the pipeline makes of such events, or the table, and replay."));
  }

  /// What an error means that came while connecting to that host.
  static AttemptResult whileConnecting(SQLException error, String host) {
    EgressRefusedException refused = cause(error, EgressRefusedException.class);
    if (refused != null) {
      return refused(refused, host);
    }
    NoRouteToHostException noRoute = cause(error, NoRouteToHostException.class);
    if (noRoute != null) {
      String told = String.valueOf(noRoute.getMessage());
      return unreached(
          "no_route", said(error), new Unreached(host, told.contains("Network is unreachable")));
    }
    boolean isDriversOwn = message(error) == null && cause(error, IOException.class) == null;
    boolean isCertificate =
        cause(error, CertificateException.class) != null
            || cause(error, SSLPeerUnverifiedException.class) != null
            // A handshake that failed, or a file for it that is not there: to try again would not
            // help.
            || cause(error, SSLHandshakeException.class) != null
            || cause(error, FileNotFoundException.class) != null;
    if (isCertificate || (isDriversOwn && String.valueOf(error.getSQLState()).startsWith("08"))) {
      return new AttemptResult.Hold(
          "handshake_refused",
          said(error),
          "Look at the password, sslmode, sslrootcert, sslcert and sslkey in the url, and at the server's certificate.",
          true);
    }
    return isDriversOwn || !String.valueOf(error.getSQLState()).startsWith("08")
        ? outsideOfRows(error)
        : unreached(
            "unreachable", said(error), new Unreached(host, Set.of(), false, isSilent(error)));
  }

  /// What an error means that came while no row was on its way.
  static AttemptResult outsideOfRows(SQLException error) {
    return switch (of(error, false)) {
      case Row(AttemptResult.Reject rejected) ->
          new AttemptResult.Retry(rejected.code(), rejected.detail(), false);
      case Table(AttemptResult.Hold held) -> held;
      case Stop(AttemptResult result) -> result;
    };
  }

  private static AttemptResult refused(EgressRefusedException refused, String host) {
    String said = String.valueOf(refused.getMessage());
    return switch (refused.reason()) {
      case NOT_ALLOWED ->
          new AttemptResult.Hold(
              refused.code(),
              said,
              "Set the variable and start the server again, or use an address that is public.",
              true);
      case UNRESOLVED ->
          refused.isAnswered()
              ? new AttemptResult.Retry(refused.code(), said, false)
              : unreached(refused.code(), said, new Unreached(host, refused.isOurs()));
    };
  }

  private static AttemptResult unreached(String code, String said, Unreached unreached) {
    return AttemptResult.Retry.unreached(code, said, unreached);
  }

  /// Not a server that was connected to and then said nothing.
  private static boolean isSilent(SQLException error) {
    SocketTimeoutException timeout = cause(error, SocketTimeoutException.class);
    return timeout != null && !String.valueOf(timeout.getMessage()).startsWith("Read");
  }

  /// The server's own words, or the driver's; neither knows the password.
  private static String said(SQLException error) {
    ServerErrorMessage message = message(error);
    String said = message == null ? error.getMessage() : message.getMessage();
    return String.valueOf(said);
  }

  private static @Nullable ServerErrorMessage message(SQLException error) {
    return error instanceof PSQLException own ? own.getServerErrorMessage() : null;
  }

  private static <T extends Throwable> @Nullable T cause(Throwable error, Class<T> kind) {
    Throwable at = error;
    for (int depth = 0; at != null && depth < 16; depth++) {
      if (kind.isInstance(at)) {
        return kind.cast(at);
      }
      at = at.getCause();
    }
    return null;
  }
}
