package io.ingestlayer.log;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/// How far the decisions have come in each partition. Kept in the database that the decisions are written to, so that
/// both are one transaction.
public interface Cursor {

  /// Where a partition's reader stands.
  ///
  /// @param nextOffset the first position that is not decided yet; 0 when none is
  /// @param epoch the lease it was last moved under; 0 when it never was
  /// @param arrivalClock the latest arrival among what was decided; 1970 when nothing was
  record Place(long nextOffset, long epoch, Instant arrivalClock) {}

  /// Where the partition's reader stands, as this transaction sees it.
  ///
  /// @throws IllegalStateException when there is no such partition
  Place place(Connection connection, int partition) throws SQLException;

  /// The first position of the partition that is not decided yet.
  default long position(Connection connection, int partition) throws SQLException {
    return place(connection, partition).nextOffset();
  }

  /// Moves on, within the transaction that commits what was decided about the events in between. False, and nothing is
  /// moved, when the reader stands elsewhere or a later lease has moved it: the caller rolls back and begins anew from
  /// what is stored.
  ///
  /// Holds the cursor's row until the transaction ends, so of two who try the second waits and is told no.
  ///
  /// @param expectedOffset where the caller believes it stands
  /// @param epoch of the lease the caller holds
  boolean advance(
      Connection connection,
      int partition,
      long expectedOffset,
      long nextOffset,
      long epoch,
      Instant arrivalClock)
      throws SQLException;
}
