package io.ingestlayer.delivery;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.PurgeSteps;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.Workspace;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// The counts of `delivery_minute`: written with the rows they count, kept as long. Any thread may call it.
public final class PostgresDeliveryMinutes {
  static final int CODE_MAX = 80;

  /// In an order that is everywhere the same, so that two who count cannot wait for each other.
  private static final String ADD =
      """
      insert into delivery_minute (workspace_id, minute, pipeline_version, destination, state, code, deliveries)
      select ?, minute, version, destination, state, code, deliveries
      from unnest(
        ?::text[]::timestamptz[], ?::int[], ?::text[], ?::text[], ?::text[], ?::bigint[]
      ) as entry (minute, version, destination, state, code, deliveries)
      order by minute, version, destination, state, code
      on conflict (workspace_id, minute, pipeline_version, destination, state, code) do update
      set deliveries = delivery_minute.deliveries + excluded.deliveries
      """;

  private static final String PURGE =
      """
      delete from delivery_minute
      where ctid = any(array(
        select ctid from delivery_minute
        where workspace_id = ?
        and minute < ?
        order by workspace_id, minute
        limit ?))
      """;

  private final Database database;

  public PostgresDeliveryMinutes(Database database) {
    this.database = database;
  }

  /// What is counted together.
  private record Account(
      Instant minute, int pipelineVersion, String destination, String state, String code) {
    static final Comparator<Account> ORDER =
        Comparator.comparing(Account::minute)
            .thenComparingInt(Account::pipelineVersion)
            .thenComparing(Account::destination)
            .thenComparing(Account::state)
            .thenComparing(Account::code);

    static Account of(FinishedDelivery row) {
      String destination = row.destination();
      String code = StorableText.orNull(row.code(), CODE_MAX);
      return new Account(
          row.finishedAt().truncatedTo(ChronoUnit.MINUTES),
          row.pipelineVersion(),
          destination == null ? "" : destination,
          PostgresDeliveryRows.word(row.state()),
          code == null ? "" : code);
    }
  }

  /// Counts the rows, in the transaction that writes them.
  static void add(Connection connection, List<FinishedDelivery> rows) throws SQLException {
    Map<Account, Long> counts = new TreeMap<>(Account.ORDER);
    rows.forEach(it -> counts.merge(Account.of(it), 1L, Long::sum));
    Collection<Account> accounts = counts.keySet();
    Sql.update(
        connection,
        ADD,
        Workspace.DEFAULT_ID,
        texts(accounts, it -> it.minute().toString()),
        accounts.stream().mapToInt(Account::pipelineVersion).toArray(),
        texts(accounts, Account::destination),
        texts(accounts, Account::state),
        texts(accounts, Account::code),
        counts.values().stream().mapToLong(it -> it).toArray());
  }

  private static String[] texts(Collection<Account> accounts, Function<Account, String> text) {
    return accounts.stream().map(text).toArray(String[]::new);
  }

  /// Takes out the minutes before that time.
  ///
  /// @return how many rows are gone
  public long purge(Instant before, PurgeSteps steps) {
    return steps.run(most ->
        database.transaction(
            "retention of counts per minute",
            connection -> Sql.update(connection, PURGE, Workspace.DEFAULT_ID, before, most)));
  }
}
