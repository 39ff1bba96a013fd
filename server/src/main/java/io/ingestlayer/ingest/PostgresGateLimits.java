package io.ingestlayer.ingest;

import io.ingestlayer.limit.LimitLedger;
import io.ingestlayer.limit.Measured;
import io.ingestlayer.limit.Outcome;
import io.ingestlayer.outbox.PostgresOutbox;
import io.ingestlayer.platform.db.CommitUnknownException;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.Workspace;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The gate's counts in PostgreSQL, with the events they lead to.
public final class PostgresGateLimits implements GateLimits.Store {
  private static final int SLOT = -2;

  private static final String THIS_TRANSACTION = "select pg_current_xact_id()::text as id";

  /// <https://www.postgresql.org/docs/18/functions-info.html>
  private static final String WHAT_BECAME_OF =
      """
      select coalesce(pg_xact_status(?::xid8), 'aborted') as status
      """;

  private final Database database;
  private final LimitLedger ledger;
  private final Runnable wakeOutbox;
  private @Nullable String inDoubt;

  /// @param wakeOutbox called when there is something new in the outbox
  public PostgresGateLimits(Database database, LimitLedger ledger, Runnable wakeOutbox) {
    this.database = database;
    this.ledger = ledger;
    this.wakeOutbox = wakeOutbox;
  }

  @Override
  public boolean count(Measured measured, Instant now) {
    if (inDoubt != null) {
      String status = statusOf(inDoubt);
      if (status.equals("in progress")) {
        return false;
      }
      inDoubt = null;
      if (status.equals("committed")) {
        wakeOutbox.run();
        return true;
      }
    }
    write(measured, now);
    return true;
  }

  private String statusOf(String transaction) {
    return database
        .read(
            "look what became of a commit",
            connection ->
                Sql.query(connection, WHAT_BECAME_OF, row -> row.getString("status"), transaction))
        .getFirst();
  }

  private void write(Measured measured, Instant now) {
    String[] transaction = new String[1];
    try {
      Outcome outcome =
          database.transaction(
              "count what limits look at in the gate",
              connection -> {
                Outcome counted = ledger.within(connection, SLOT, now).count(measured);
                PostgresOutbox.add(connection, Workspace.DEFAULT_ID, counted.events(), now);
                transaction[0] =
                    Sql.query(connection, THIS_TRANSACTION, row -> row.getString("id")).getFirst();
                return counted;
              });
      if (!outcome.events().isEmpty()) {
        wakeOutbox.run();
      }
    } catch (CommitUnknownException e) {
      inDoubt = transaction[0];
      throw e;
    }
  }
}
