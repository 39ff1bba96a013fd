package io.ingestlayer.delivery;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

/// The lease of the lanes as a row.
///
/// The database's clock decides, here and in no other SQL of this package, so that nodes need not agree on the time.
final class PostgresLaneLease implements LaneLease {
  private static final String NAME = "lanes";

  private static final String ACQUIRE =
      """
      insert into lease as held (name, owner, epoch, lease_until)
      values (?, ?, 1, clock_timestamp() + ? * interval '1 millisecond')
      on conflict (name) do update
      set owner = excluded.owner, epoch = held.epoch + 1, lease_until = excluded.lease_until
      where held.owner is null
      or held.lease_until < clock_timestamp()
      or (? and held.owner = excluded.owner)
      returning epoch
      """;

  private static final String RENEW =
      """
      update lease
      set lease_until = clock_timestamp() + ? * interval '1 millisecond'
      where name = ?
      and owner = ?
      and epoch = ?
      """;

  private static final String RELEASE =
      """
      update lease
      set owner = null
      where name = ?
      and owner = ?
      and epoch = ?
      """;

  /// Waits for a takeover under way, and keeps one from happening until this transaction ends.
  private static final String FENCE =
      """
      select epoch
      from lease
      where name = ?
      and owner = ?
      and epoch = ?
      for share
      """;

  private final Database database;
  private final String nodeId;

  PostgresLaneLease(Database database, String nodeId) {
    this.database = database;
    this.nodeId = nodeId;
  }

  @Override
  public OptionalLong acquire(boolean evenOwn) {
    Optional<Long> epoch =
        database.transaction(
            "acquire the lease of the lanes",
            connection ->
                Sql.queryOne(
                    connection,
                    ACQUIRE,
                    row -> row.getLong("epoch"),
                    NAME,
                    nodeId,
                    TTL.toMillis(),
                    evenOwn));
    return epoch.map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }

  @Override
  public boolean renew(long epoch) {
    return database.transaction(
            "renew the lease of the lanes",
            connection -> Sql.update(connection, RENEW, TTL.toMillis(), NAME, nodeId, epoch))
        == 1;
  }

  @Override
  public void release(long epoch) {
    database.transaction(
        "release the lease of the lanes",
        connection -> Sql.update(connection, RELEASE, NAME, nodeId, epoch));
  }

  /// Makes the transaction one of the lease's holder.
  void fence(Connection connection, long epoch) throws SQLException {
    if (Sql.queryOne(connection, FENCE, row -> row.getLong("epoch"), NAME, nodeId, epoch)
        .isEmpty()) {
      throw new LeaseLostException("finish of deliveries");
    }
  }
}
