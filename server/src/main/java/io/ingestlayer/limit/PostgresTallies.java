package io.ingestlayer.limit;

import io.ingestlayer.limit.Tally.Count;
import io.ingestlayer.platform.db.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Writes tallies into `limit_tally`. Any thread may call it.
final class PostgresTallies {
  private static final List<String> COUNTS =
      Stream.of(Count.values()).map(it -> it.name().toLowerCase(Locale.ROOT)).toList();

  /// The columns come from the enum, so that a count and its column cannot be mistaken for another.
  private static final String UPSERT =
      """
      insert into limit_tally (workspace_id, name, day, slot, %s)
      select ?, name, ?::date, ?, %s
      from unnest(?::text[], %s) as entry (name, %s)
      order by name
      on conflict (workspace_id, name, day, slot) do update
      set %s
      """
          .formatted(
              columns("%s"),
              columns("entry.%s"),
              columns("?::bigint[]"),
              columns("%s"),
              columns("%1$s = limit_tally.%1$s + excluded.%1$s"));

  private PostgresTallies() {}

  private static String columns(String form) {
    return COUNTS.stream().map(form::formatted).collect(Collectors.joining(", "));
  }

  /// Adds to the tallies of that day in UTC, in one statement.
  ///
  /// @param slot two writers of one slot wait for each other
  static void write(Connection connection, int workspaceId, int slot, Tally tally, Instant now)
      throws SQLException {
    if (tally.isEmpty()) {
      return;
    }
    List<@Nullable Object> values = new ArrayList<>();
    values.add(workspaceId);
    values.add(LocalDate.ofInstant(now, ZoneOffset.UTC).toString());
    values.add((short) slot);
    values.add(tally.sorted().sequencedKeySet().toArray(String[]::new));
    for (Count count : Count.values()) {
      values.add(
          tally.sorted().values().stream().mapToLong(it -> it.getOrDefault(count, 0L)).toArray());
    }
    Sql.update(connection, UPSERT, values.toArray());
  }
}
