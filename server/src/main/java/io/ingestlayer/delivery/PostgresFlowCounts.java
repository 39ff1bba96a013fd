package io.ingestlayer.delivery;

import io.ingestlayer.delivery.FlowCounts.Account;
import io.ingestlayer.delivery.FlowCounts.Counter;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.Workspace;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Writes entries into `flow_count`. Any thread may call it.
public final class PostgresFlowCounts {
  private static final List<String> COUNTERS =
      Stream.of(Counter.values()).map(it -> it.name().toLowerCase(Locale.ROOT)).toList();

  /// The columns come from the enum, so that a counter and its column cannot be mistaken for another.
  private static final String UPSERT =
      """
      insert into flow_count (
        workspace_id, pipeline_version, route, destination, day, slot, %s)
      select ?, version, route, destination, day, ?, %s
      from unnest(
        ?::int[], ?::int[]::smallint[], ?::text[], ?::text[]::date[], %s
      ) as entry (version, route, destination, day, %s)
      order by version, route, destination, day
      on conflict (workspace_id, pipeline_version, route, destination, day, slot) do update
      set %s
      """
          .formatted(
              columns("%s"),
              columns("entry.%s"),
              columns("?::bigint[]"),
              columns("%s"),
              columns("%1$s = flow_count.%1$s + excluded.%1$s"));

  private PostgresFlowCounts() {}

  private static String columns(String form) {
    return COUNTERS.stream().map(form::formatted).collect(Collectors.joining(", "));
  }

  /// Adds the entries to the books, in one statement.
  ///
  /// @param slot the partition whose decisions these are, or [FlowCounts#ANSWERS_SLOT]; two writers of one slot wait for
  ///     each other
  public static void write(Connection connection, FlowCounts counts, int slot) throws SQLException {
    if (counts.isEmpty()) {
      return;
    }
    List<Account> accounts = List.copyOf(counts.sorted().sequencedKeySet());
    List<@Nullable Object> values = new ArrayList<>();
    values.add(Workspace.DEFAULT_ID);
    values.add((short) slot);
    values.add(accounts.stream().mapToInt(Account::pipelineVersion).toArray());
    values.add(accounts.stream().mapToInt(Account::route).toArray());
    values.add(accounts.stream().map(Account::destination).toArray(String[]::new));
    values.add(accounts.stream().map(it -> it.day().toString()).toArray(String[]::new));
    for (Counter counter : Counter.values()) {
      values.add(
          counts.sorted().values().stream()
              .mapToLong(it -> it.getOrDefault(counter, 0L))
              .toArray());
    }
    Sql.update(connection, UPSERT, values.toArray());
  }
}
