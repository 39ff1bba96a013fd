package io.ingestlayer.workspace.postgres;

import io.ingestlayer.component.Secret;
import io.ingestlayer.component.SecretName;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.KeptSecrets;
import io.ingestlayer.workspace.Secrets;
import io.ingestlayer.workspace.StoredDefinitions;
import io.ingestlayer.workspace.Workspace;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Secrets in the table `secret`: those set by name, and those that stood in plain text in a definition.
public final class PostgresSecrets implements Secrets, KeptSecrets {
  private static final String NAMED = "named";
  private static final String PLAIN = "plain";

  private final Database database;
  private final PostgresMasterKey masterKey;
  private final PostgresSecretRows rows;
  private final Duration leftFor;

  /// @param leftFor how long it is kept what a removed destination has left
  public PostgresSecrets(Database database, PostgresMasterKey masterKey, Duration leftFor) {
    this.database = database;
    this.masterKey = masterKey;
    this.rows = masterKey.rows();
    this.leftFor = leftFor;
  }

  @Override
  public @Nullable String named(String name) {
    return open(NAMED, name);
  }

  @Override
  public String mark(String plain) {
    return masterKey.mark(plain);
  }

  @Override
  public @Nullable String marked(String mark) {
    return open(PLAIN, mark);
  }

  private @Nullable String open(String object, String field) {
    return database
        .read("look-up of a secret", connection -> rows.find(connection, object, field))
        .map(rows::open)
        .orElse(null);
  }

  @Override
  public List<Named> list() {
    return database.read(
        "list of the secrets",
        connection -> Stream.concat(list(connection).stream(), left(connection).stream()).toList());
  }

  private static List<Named> list(Connection connection) throws SQLException {
    String sql =
        """
        select field, version, last_four, created_at
        from secret
        where workspace_id = ?
          and object = ?
        order by field
        limit ?
        """;
    Map<String, List<String>> users = users(connection);
    return Sql.query(
        connection,
        sql,
        row -> {
          String name = row.getString("field");
          return new Named(
              name,
              row.getInt("version"),
              row.getString("last_four"),
              Sql.instant(row, "created_at"),
              users.getOrDefault(name, List.of()),
              null);
        },
        Workspace.DEFAULT_ID,
        NAMED,
        NAMES_MAX);
  }

  private List<Named> left(Connection connection) throws SQLException {
    String sql =
        """
        select s.object, s.field, s.version, s.last_four, s.created_at, r.since
        from destination_removal r
        join secret s on s.workspace_id = r.workspace_id
          and s.object = 'destination ' || r.destination
        where r.workspace_id = ?
        order by s.object, s.field
        limit ?
        """;
    return Sql.query(
        connection,
        sql,
        row -> {
          Instant since = Sql.instant(row, "since");
          return new Named(
              row.getString("object") + " " + row.getString("field"),
              row.getInt("version"),
              row.getString("last_four"),
              Sql.instant(row, "created_at"),
              List.of(),
              new Left(since, since.plus(leftFor)));
        },
        Workspace.DEFAULT_ID,
        NAMES_MAX);
  }

  /// The active definitions that refer to each secret, whether or not they could be read.
  private static Map<String, List<String>> users(Connection connection) throws SQLException {
    Map<String, List<String>> users = new TreeMap<>();
    for (VersionRow.Kept kept : PostgresVersions.active(connection)) {
      for (String name : StoredDefinitions.secretNames(kept.definition())) {
        users
            .computeIfAbsent(name, _ -> new ArrayList<>())
            .add(kept.kind().word() + " " + kept.name());
      }
    }
    return users;
  }

  @Override
  public Named put(String name, Secret value, Instant now) {
    requireUsable(name, value.reveal());
    return database.transaction(
        "keeping of the secret " + name,
        connection -> {
          requireRoom(connection, name);
          rows.put(connection, NAMED, name, value.reveal(), null, now);
          return list(connection).stream()
              .filter(it -> it.name().equals(name))
              .findFirst()
              .orElseThrow();
        });
  }

  private static void requireUsable(String name, String value) {
    if (!SecretName.isOne(name)) {
      throw new IllegalArgumentException("\"" + name + "\" is not " + SecretName.RULE);
    }
    if (value.isBlank() || value.length() > LENGTH_MAX) {
      throw new IllegalArgumentException(
          "the value of a secret has 1 to " + LENGTH_MAX + " characters, not all of them blank");
    }
  }

  private static void requireRoom(Connection connection, String name) throws SQLException {
    List<Named> all = list(connection);
    if (all.size() >= NAMES_MAX && all.stream().noneMatch(it -> it.name().equals(name))) {
      throw new IllegalArgumentException(
          "there are " + NAMES_MAX + " secrets already; delete one that is not used");
    }
  }

  @Override
  public Deletion delete(String name) {
    return database.transaction(
        "deletion of the secret " + name,
        connection -> {
          // No definition that refers to it may become active meanwhile.
          PostgresVersions.lockWorkspace(connection);
          List<String> usedBy = users(connection).getOrDefault(name, List.of());
          if (!usedBy.isEmpty()) {
            return new InUse(usedBy);
          }
          return rows.delete(connection, NAMED, name) ? new Deleted() : new Unknown();
        });
  }

  /// Keeps the secrets that stand in plain text in the definitions that become active in this transaction, and no others.
  void keepPlain(Connection connection, Map<String, Secret> byMark, Instant now)
      throws SQLException {
    String unused =
        """
        delete from secret
        where workspace_id = ?
          and object = ?
          and not field = any (?)
        """;
    Sql.update(
        connection, unused, Workspace.DEFAULT_ID, PLAIN, byMark.keySet().toArray(String[]::new));
    for (Map.Entry<String, Secret> each : new TreeMap<>(byMark).entrySet()) {
      if (rows.find(connection, PLAIN, each.getKey()).isEmpty()) {
        rows.put(connection, PLAIN, each.getKey(), each.getValue().reveal(), null, now);
      }
    }
  }
}
