package io.ingestlayer.limit;

import io.ingestlayer.limit.ReadBoundException.Bound;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseException;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.platform.db.Work;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Reads that may look at much: few at once and each for a few seconds, so that those who count are not held up. Any
/// thread may call.
public final class PostgresBoundedReads {
  private static final int AT_ONCE_MAX = 2;
  private static final Duration STATEMENT_MAX = Duration.ofSeconds(5);
  private static final Duration WAIT_MAX = Duration.ofSeconds(10);
  private static final String CANCELED = "57014";

  private final Database database;
  private final Semaphore turns;
  private final Duration statementMax;
  private final Duration waitMax;

  public PostgresBoundedReads(Database database) {
    this(database, AT_ONCE_MAX, STATEMENT_MAX, WAIT_MAX);
  }

  PostgresBoundedReads(Database database, int atOnce, Duration statementMax, Duration waitMax) {
    this.database = database;
    this.turns = new Semaphore(atOnce, true);
    this.statementMax = statementMax;
    this.waitMax = waitMax;
  }

  /// @throws ReadBoundException when it took too long, or none had ended for a while
  <T> T read(String doing, Work<T> work) {
    await();
    try {
      return database.transaction(
          doing,
          connection -> {
            Sql.query(
                connection,
                """
                select set_config('statement_timeout', ?, true)
                """,
                row -> row.getString(1),
                Long.toString(statementMax.toMillis()));
            return work.run(connection);
          });
    } catch (DatabaseException e) {
      if (CANCELED.equals(e.sqlState())) {
        throw new ReadBoundException(Bound.TOO_WIDE);
      }
      throw e;
    } finally {
      turns.release();
    }
  }

  private void await() {
    try {
      if (!turns.tryAcquire(waitMax.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new ReadBoundException(Bound.BUSY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ReadBoundException(Bound.BUSY);
    }
  }
}
