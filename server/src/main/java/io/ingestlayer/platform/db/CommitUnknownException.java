package io.ingestlayer.platform.db;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The connection broke after COMMIT was sent and before its answer came: the work is done, or it is not.
///
/// Never retried here. The caller looks at what it would have changed, after taking a lock that waits for the old
/// session to end.
public final class CommitUnknownException extends DatabaseException {
  public CommitUnknownException(String doing, @Nullable String sqlState, SQLException cause) {
    super(doing, sqlState, cause);
  }
}
