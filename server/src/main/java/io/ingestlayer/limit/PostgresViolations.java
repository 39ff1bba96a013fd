package io.ingestlayer.limit;

import io.ingestlayer.event.Json;
import io.ingestlayer.platform.db.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/// Writes records into `limit_violation`. Any thread may call it.
final class PostgresViolations {
  private PostgresViolations() {}

  private static final String INSERT =
      """
      insert into limit_violation (
        id, workspace_id, time, recorded_at, window_start, window_end, action, level, late, key, limit_name,
        limit_type, duration_seconds, threshold, unit, event_type, value, context)
      select
        id, ?, at::timestamptz, recorded::timestamptz, nullif(start, '')::timestamptz, nullif("end", '')::timestamptz,
        action, level, late = 1, key::json, name, limit_type, nullif(seconds, 0), threshold, unit, event_type, value,
        nullif(context, '')::jsonb
      from unnest(
        ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::int[], ?::text[], ?::text[],
        ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::bigint[], ?::text[]
      ) as new (
        id, at, recorded, start, "end", action, level, late, key, name, limit_type, seconds, threshold, unit,
        event_type, value, context)
      order by id
      on conflict (id) do nothing
      returning id
      """;

  /// Those that are not there yet, sorted by id so that two writers cannot deadlock.
  ///
  /// @return the ids of those
  static Set<UUID> insert(Connection connection, int workspaceId, List<Violation> violations)
      throws SQLException {
    if (violations.isEmpty()) {
      return Set.of();
    }
    return new HashSet<>(
        Sql.query(
            connection,
            INSERT,
            row -> Sql.uuid(row, "id"),
            workspaceId,
            violations.stream().map(Violation::id).toArray(UUID[]::new),
            texts(violations, it -> it.time().toString()),
            texts(violations, it -> it.recordedAt().toString()),
            texts(violations, it -> it.window() == null ? "" : it.window().start().toString()),
            texts(violations, it -> it.window() == null ? "" : it.window().end().toString()),
            texts(violations, it -> it.action().word()),
            violations.stream().mapToInt(Violation::level).toArray(),
            violations.stream().mapToInt(it -> it.late() ? 1 : 0).toArray(),
            texts(violations, it -> Json.write(it.key())),
            texts(violations, it -> it.record().limitName()),
            texts(violations, it -> it.record().limitType()),
            violations.stream().mapToLong(PostgresViolations::seconds).toArray(),
            violations.stream().mapToLong(it -> it.record().threshold()).toArray(),
            texts(violations, it -> it.record().unit().word()),
            texts(violations, it -> it.record().eventType()),
            violations.stream().mapToLong(it -> it.record().value()).toArray(),
            texts(violations, PostgresViolations::context)));
  }

  private static long seconds(Violation violation) {
    Long seconds = violation.record().periodSeconds();
    return seconds == null ? 0 : seconds;
  }

  private static String context(Violation violation) {
    return violation.record().context() == null ? "" : Json.write(violation.record().context());
  }

  private static String[] texts(List<Violation> of, Function<Violation, String> text) {
    return of.stream().map(text).toArray(String[]::new);
  }
}
