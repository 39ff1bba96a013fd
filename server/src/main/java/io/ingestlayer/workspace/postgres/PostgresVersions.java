package io.ingestlayer.workspace.postgres;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.DefinitionKind;
import io.ingestlayer.workspace.Workspace;
import io.ingestlayer.workspace.postgres.PostgresWorkspace.Change;
import io.ingestlayer.workspace.postgres.VersionRow.Name;
import io.ingestlayer.workspace.postgres.VersionRow.Version;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The statements about definitions, their versions, and which of them is active from where.
final class PostgresVersions {
  private static final int ACTIVE_MAX = 100_000;

  private PostgresVersions() {}

  private record Entry(Name name, Version version) {}

  /// Versions, activation and the places in the log agree: all of it in the caller's transaction.
  static Change activate(Connection connection, List<VersionRow> wanted, Instant now)
      throws SQLException {
    lockWorkspace(connection);
    Map<Name, Version> before = activeVersions(connection);
    Map<Name, Version> after = new LinkedHashMap<>();
    List<String> made = new ArrayList<>();
    for (VersionRow row : wanted) {
      Version current = before.get(row.name());
      if (current != null && current.hash().equals(row.hash())) {
        after.put(row.name(), current);
      } else {
        Version version = versionOf(connection, row, now);
        after.put(row.name(), version);
        setActive(connection, row.name(), version, now);
        PostgresRemovals.end(connection, row.name());
        made.add(row.name().toString());
      }
    }
    List<Name> removed = before.keySet().stream().filter(it -> !after.containsKey(it)).toList();
    for (Name name : removed) {
      setInactive(connection, name);
      PostgresRemovals.begin(connection, name, now);
    }
    PostgresActivations.record(connection, pipelineIds(after), now);
    return new Change(made, removed.stream().map(Name::toString).sorted().toList(), after);
  }

  private static Set<Integer> pipelineIds(Map<Name, Version> versions) {
    Set<Integer> ids = new HashSet<>();
    versions.forEach((name, version) -> {
      if (name.kind() == DefinitionKind.PIPELINE) {
        ids.add(version.id());
      }
    });
    return ids;
  }

  static void lockWorkspace(Connection connection) throws SQLException {
    String sql =
        """
        select id
        from workspace
        where id = ?
        for update
        """;
    Sql.query(connection, sql, row -> row.getInt("id"), Workspace.DEFAULT_ID);
  }

  private static Map<Name, Version> activeVersions(Connection connection) throws SQLException {
    String sql =
        """
        select v.kind, v.name, v.id, v.version, v.hash
        from definition_active a
        join definition_version v on v.id = a.version_id
        where a.workspace_id = ?
        order by v.id
        limit ?
        """;
    Map<Name, Version> active = new HashMap<>();
    Sql.query(connection, sql, PostgresVersions::entry, Workspace.DEFAULT_ID, ACTIVE_MAX)
        .forEach(it -> active.put(it.name(), it.version()));
    return active;
  }

  private static Entry entry(ResultSet row) throws SQLException {
    String hash = HexFormat.of().formatHex(row.getBytes("hash"));
    return new Entry(
        new Name(kind(row), row.getString("name")),
        new Version(row.getInt("id"), row.getInt("version"), hash));
  }

  private static DefinitionKind kind(ResultSet row) throws SQLException {
    String word = row.getString("kind");
    return DefinitionKind.of(word)
        .orElseThrow(() -> new IllegalStateException("a definition of an unknown kind: " + word));
  }

  /// The newest version when it is the same, which is so for a definition that was away; else a new one.
  private static Version versionOf(Connection connection, VersionRow row, Instant now)
      throws SQLException {
    String newest =
        """
        select kind, name, id, version, hash
        from definition_version
        where workspace_id = ?
          and kind = ?
          and name = ?
        order by version desc
        limit 1
        """;
    Name name = row.name();
    Optional<Version> last =
        Sql.queryOne(
                connection,
                newest,
                PostgresVersions::entry,
                Workspace.DEFAULT_ID,
                name.kind().word(),
                name.name())
            .map(Entry::version);
    if (last.isPresent() && last.get().hash().equals(row.hash())) {
      return last.get();
    }
    int version = last.map(Version::version).orElse(0) + 1;
    return new Version(insert(connection, row, version, now), version, row.hash());
  }

  private static int insert(Connection connection, VersionRow row, int version, Instant now)
      throws SQLException {
    String sql =
        """
        insert into definition_version (workspace_id, kind, name, version, hash, body, created_at)
        values (?, ?, ?, ?, ?, ?::json, ?)
        returning id
        """;
    return Sql.queryOne(
            connection,
            sql,
            inserted -> inserted.getInt("id"),
            Workspace.DEFAULT_ID,
            row.name().kind().word(),
            row.name().name(),
            version,
            HexFormat.of().parseHex(row.hash()),
            row.body(),
            now)
        .orElseThrow();
  }

  private static void setActive(Connection connection, Name name, Version version, Instant now)
      throws SQLException {
    String sql =
        """
        insert into definition_active (workspace_id, kind, name, version_id, activated_at)
        values (?, ?, ?, ?, ?)
        on conflict (workspace_id, kind, name)
        do update set version_id = excluded.version_id, activated_at = excluded.activated_at
        """;
    Sql.update(
        connection, sql, Workspace.DEFAULT_ID, name.kind().word(), name.name(), version.id(), now);
  }

  private static void setInactive(Connection connection, Name name) throws SQLException {
    String sql =
        """
        delete from definition_active
        where workspace_id = ?
          and kind = ?
          and name = ?
        """;
    Sql.update(connection, sql, Workspace.DEFAULT_ID, name.kind().word(), name.name());
  }

  static Set<Integer> activePipelines(Connection connection) throws SQLException {
    String sql =
        """
        select version_id
        from definition_active
        where workspace_id = ?
          and kind = ?
        limit ?
        """;
    return new HashSet<>(
        Sql.query(
            connection,
            sql,
            row -> row.getInt("version_id"),
            Workspace.DEFAULT_ID,
            DefinitionKind.PIPELINE.word(),
            ACTIVE_MAX));
  }

  static List<VersionRow.Kept> active(Connection connection) throws SQLException {
    String sql =
        """
        select v.id, v.kind, v.name, v.version, v.body
        from definition_active a
        join definition_version v on v.id = a.version_id
        where a.workspace_id = ?
        order by v.kind, v.name
        limit ?
        """;
    return Sql.query(connection, sql, PostgresVersions::kept, Workspace.DEFAULT_ID, ACTIVE_MAX);
  }

  static Optional<VersionRow.Kept> pipeline(Connection connection, int id) throws SQLException {
    String sql =
        """
        select id, kind, name, version, body
        from definition_version
        where id = ?
          and workspace_id = ?
          and kind = ?
        """;
    return Sql.queryOne(
        connection,
        sql,
        PostgresVersions::kept,
        id,
        Workspace.DEFAULT_ID,
        DefinitionKind.PIPELINE.word());
  }

  /// The newest version of each of these destinations, defined any more or not.
  static Map<String, Value.Obj> latestDestinations(Connection connection, List<String> names)
      throws SQLException {
    String sql =
        """
        select distinct on (name) id, kind, name, version, body
        from definition_version
        where workspace_id = ?
          and kind = ?
          and name = any (?)
        order by name, version desc
        """;
    Map<String, Value.Obj> found = new HashMap<>();
    Sql.query(
            connection,
            sql,
            PostgresVersions::kept,
            Workspace.DEFAULT_ID,
            DefinitionKind.DESTINATION.word(),
            names.toArray(String[]::new))
        .forEach(it -> found.put(it.name(), it.definition()));
    return found;
  }

  private static VersionRow.Kept kept(ResultSet row) throws SQLException {
    return new VersionRow.Kept(
        row.getInt("id"),
        kind(row),
        row.getString("name"),
        row.getInt("version"),
        Json.parseObject(row.getString("body")));
  }
}
