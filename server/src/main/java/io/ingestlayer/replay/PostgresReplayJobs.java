package io.ingestlayer.replay;

import io.ingestlayer.event.Json;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.Workspace;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rows of `replay`: which there are, and in which state. Any thread of any node may call it.
final class PostgresReplayJobs {
  private static final String COLUMNS =
      """
      select id, number, selection::text as selection, per_second, state, created_at, ended_at, expected, place, complete,
             looked_at, promised, left_out, delivered, dead, canceled
      from replay
      where workspace_id = ?
      """;

  private static final String CHANGE =
      """
      update replay
      set state = ?,
          ended_at = ?
      where workspace_id = ?
        and id = ?
        and state = any(?)
      """;

  private final Database database;

  PostgresReplayJobs(Database database) {
    this.database = database;
  }

  /// Stores a new one; empty when too many are not over yet.
  Optional<Replay> begin(
      ReplayId id, Selection selection, int perSecond, long expected, Instant now, int openMax) {
    int added =
        database.transaction(
            "begin a replay",
            connection -> {
              Sql.execute(connection, "lock table replay in share row exclusive mode");
              return Sql.update(
                  connection,
                  """
                  insert into replay (workspace_id, id, selection, per_second, state, created_at, expected)
                  select ?, ?, ?::json, ?, 'running', ?, ?
                  where (select count(*) from replay where state in ('running', 'paused')) < ?
                  """,
                  Workspace.DEFAULT_ID,
                  id.value(),
                  Json.write(SelectionJson.write(selection)),
                  perSecond,
                  now,
                  expected,
                  openMax);
            });
    return added == 0 ? Optional.empty() : find(id);
  }

  Optional<Replay> find(ReplayId id) {
    return database.read(
        "look up a replay",
        connection ->
            Sql.queryOne(
                connection,
                COLUMNS + "and id = ?",
                PostgresReplayJobs::replay,
                Workspace.DEFAULT_ID,
                id.value()));
  }

  List<Replay> latest(int limit) {
    return database.read(
        "list replays",
        connection ->
            Sql.query(
                connection,
                COLUMNS + "order by id desc limit ?",
                PostgresReplayJobs::replay,
                Workspace.DEFAULT_ID,
                limit));
  }

  /// Those that are not over, or have promised what they have not heard of.
  List<Replay> open() {
    return database.read(
        "look for replays",
        connection ->
            Sql.query(
                connection,
                COLUMNS
                    + """
                    and (state in ('running', 'paused')
                      or number in (select number from replay_delivery))
                    order by id
                    limit 100
                    """,
                PostgresReplayJobs::replay,
                Workspace.DEFAULT_ID));
  }

  private static Replay replay(ResultSet row) throws SQLException {
    return new Replay(
        new ReplayId(Sql.uuid(row, "id")),
        row.getInt("number"),
        SelectionJson.read(Json.parseObject(row.getString("selection"))),
        row.getInt("per_second"),
        Replay.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        Sql.instant(row, "created_at"),
        Sql.instantOrNull(row, "ended_at"),
        row.getLong("expected"),
        row.getString("place"),
        row.getBoolean("complete"),
        new Replay.Progress(
            row.getLong("looked_at"),
            row.getLong("promised"),
            row.getLong("left_out"),
            row.getLong("delivered"),
            row.getLong("dead"),
            row.getLong("canceled")));
  }

  /// @return whether it was in one of these states
  boolean change(ReplayId id, Set<Replay.State> from, Replay.State to, @Nullable Instant endedAt) {
    return database.transaction(
            "change of a replay",
            connection ->
                Sql.update(
                    connection,
                    CHANGE,
                    word(to),
                    endedAt,
                    Workspace.DEFAULT_ID,
                    id.value(),
                    from.stream().map(PostgresReplayJobs::word).toArray(String[]::new)))
        > 0;
  }

  private static String word(Replay.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
