package io.ingestlayer.entity;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Entities in the table `entity`, one row each.
public final class PostgresEntities implements Entities {
  /// Rounds of a write whose entities somebody else deletes at the same time.
  private static final int ROUNDS_MAX = 8;

  private final Database database;
  private final int workspaceId;

  public PostgresEntities(Database database, int workspaceId) {
    this.database = database;
    this.workspaceId = workspaceId;
  }

  @Override
  public EntityResult upsert(EntityUpdate update, Instant now) {
    return batch(List.of(update), now).getFirst();
  }

  @Override
  public List<EntityResult> batch(List<EntityUpdate> updates, Instant now) {
    if (updates.isEmpty() || updates.size() > BATCH_MAX) {
      throw new IllegalArgumentException("a batch is 1 to 500 entities, not " + updates.size());
    }
    SortedMap<EntityKey, List<Value.Obj>> possible = new TreeMap<>();
    for (EntityUpdate update : updates) {
      if (EntityLimits.isPossible(update.key())) {
        possible.computeIfAbsent(update.key(), _ -> new ArrayList<>()).add(update.traits());
      }
    }
    Map<EntityKey, PendingWrite> written =
        possible.isEmpty()
            ? Map.of()
            : database.transaction(
                "upsert of " + updates.size() + " entities",
                connection -> write(connection, possible, now));
    return inOrder(updates, written);
  }

  private static List<EntityResult> inOrder(
      List<EntityUpdate> updates, Map<EntityKey, PendingWrite> written) {
    Map<EntityKey, Integer> next = new HashMap<>();
    List<EntityResult> results = new ArrayList<>(updates.size());
    for (EntityUpdate update : updates) {
      EntityResult.Refused refused = EntityLimits.refusal(update.key());
      PendingWrite write = written.get(update.key());
      if (refused != null) {
        results.add(refused);
      } else if (write != null) {
        int turn = next.merge(update.key(), 1, Integer::sum) - 1;
        results.add(write.results().get(turn));
      } else {
        throw new AssertionError("no answer for an entity of the batch");
      }
    }
    return results;
  }

  /// Inserts what is new, then locks and merges what was there. A row that is deleted in between is new in the next round.
  private Map<EntityKey, PendingWrite> write(
      Connection connection, SortedMap<EntityKey, List<Value.Obj>> updates, Instant now)
      throws SQLException {
    Map<EntityKey, PendingWrite> done = new HashMap<>();
    SortedMap<EntityKey, List<Value.Obj>> left = new TreeMap<>(updates);
    for (int round = 0; round < ROUNDS_MAX; round++) {
      insert(connection, left, now, done);
      left.keySet().removeAll(done.keySet());
      merge(connection, left, now, done);
      left.keySet().removeAll(done.keySet());
      if (left.isEmpty()) {
        return done;
      }
    }
    throw new SQLException("entities were deleted as often as they were written", "40001");
  }

  private static final String INSERT =
      """
      insert into entity (workspace_id, kind, external_id, traits, first_seen, last_seen, revision)
      select ?, kind, external_id, traits::json, ?, ?, revision
      from unnest(?::text[], ?::text[], ?::text[], ?::bigint[])
        as new (kind, external_id, traits, revision)
      on conflict (workspace_id, kind, external_id) do nothing
      returning kind, external_id
      """;

  private void insert(
      Connection connection,
      SortedMap<EntityKey, List<Value.Obj>> updates,
      Instant now,
      Map<EntityKey, PendingWrite> done)
      throws SQLException {
    Map<EntityKey, PendingWrite> fresh = new HashMap<>();
    List<Entity> rows = new ArrayList<>();
    updates.forEach((key, traits) -> {
      PendingWrite write = PendingWrite.fold(key, null, traits, now);
      fresh.put(key, write);
      Entity last = write.last();
      if (last != null) {
        rows.add(last);
      }
    });
    if (!rows.isEmpty()) {
      Set<EntityKey> inserted =
          new HashSet<>(
              Sql.query(
                  connection,
                  INSERT,
                  PostgresEntities::key,
                  workspaceId,
                  now,
                  now,
                  texts(rows, it -> it.key().kind()),
                  texts(rows, it -> it.key().externalId()),
                  texts(rows, it -> Json.write(it.traits())),
                  rows.stream().mapToLong(Entity::revision).toArray()));
      fresh.keySet().removeIf(it -> isWritten(fresh, it) && !inserted.contains(it));
    }
    done.putAll(fresh);
  }

  private static boolean isWritten(Map<EntityKey, PendingWrite> writes, EntityKey key) {
    PendingWrite write = writes.get(key);
    return write != null && write.last() != null;
  }

  private static final String LOCK =
      """
      select kind, external_id, traits, first_seen, last_seen, revision
      from entity
      where workspace_id = ?
        and (kind, external_id) in (select * from unnest(?::text[], ?::text[]))
      order by kind, external_id
      for update
      """;

  private static final String MERGE =
      """
      update entity
      set traits = more.traits::json,
        last_seen = greatest(entity.last_seen, ?),
        revision = more.revision
      from unnest(?::text[], ?::text[], ?::text[], ?::bigint[])
        as more (kind, external_id, traits, revision)
      where entity.workspace_id = ?
        and entity.kind = more.kind
        and entity.external_id = more.external_id
      """;

  private void merge(
      Connection connection,
      SortedMap<EntityKey, List<Value.Obj>> updates,
      Instant now,
      Map<EntityKey, PendingWrite> done)
      throws SQLException {
    if (updates.isEmpty()) {
      return;
    }
    List<Entity> rows = new ArrayList<>();
    for (Entity stored : lock(connection, updates.keySet())) {
      List<Value.Obj> traits = updates.getOrDefault(stored.key(), List.of());
      PendingWrite write = PendingWrite.fold(stored.key(), stored, traits, now);
      done.put(stored.key(), write);
      if (write.last() != null) {
        rows.add(write.last());
      }
    }
    update(connection, rows, now);
  }

  private List<Entity> lock(Connection connection, Collection<EntityKey> keys) throws SQLException {
    return Sql.query(
        connection,
        LOCK,
        PostgresEntities::entity,
        workspaceId,
        keys.stream().map(EntityKey::kind).toArray(String[]::new),
        keys.stream().map(EntityKey::externalId).toArray(String[]::new));
  }

  private void update(Connection connection, List<Entity> rows, Instant now) throws SQLException {
    if (!rows.isEmpty()) {
      Sql.update(
          connection,
          MERGE,
          now,
          texts(rows, it -> it.key().kind()),
          texts(rows, it -> it.key().externalId()),
          texts(rows, it -> Json.write(it.traits())),
          rows.stream().mapToLong(Entity::revision).toArray(),
          workspaceId);
    }
  }

  @Override
  public EntityResult patch(EntityUpdate update, Instant now) {
    EntityResult.Refused refused = EntityLimits.refusal(update.key());
    if (refused != null) {
      return refused;
    }
    return database.transaction(
        "patch of an entity",
        connection -> {
          List<Entity> stored = lock(connection, List.of(update.key()));
          if (stored.isEmpty()) {
            return new EntityResult.Missing();
          }
          PendingWrite write =
              PendingWrite.fold(update.key(), stored.getFirst(), List.of(update.traits()), now);
          update(connection, write.last() == null ? List.of() : List.of(write.last()), now);
          return write.results().getFirst();
        });
  }

  private static final String FIND =
      """
      select kind, external_id, traits, first_seen, last_seen, revision
      from entity
      where workspace_id = ?
        and kind = ?
        and external_id = any(?)
      """;

  @Override
  public Map<String, Entity> find(String kind, Collection<String> externalIds) {
    String[] possible =
        externalIds.stream()
            .filter(it -> EntityLimits.isPossible(new EntityKey(kind, it)))
            .toArray(String[]::new);
    if (possible.length == 0) {
      return Map.of();
    }
    return database
        .read(
            "look-up of " + possible.length + " entities",
            connection ->
                Sql.query(connection, FIND, PostgresEntities::entity, workspaceId, kind, possible))
        .stream()
        .collect(Collectors.toMap(it -> it.key().externalId(), Function.identity()));
  }

  @Override
  public Optional<Entity> get(EntityKey key) {
    return Optional.ofNullable(find(key.kind(), List.of(key.externalId())).get(key.externalId()));
  }

  private static final String DELETE =
      """
      delete from entity
      where workspace_id = ?
        and kind = ?
        and external_id = ?
      """;

  @Override
  public boolean delete(EntityKey key) {
    return EntityLimits.isPossible(key)
        && database.transaction(
            "delete of an entity",
            connection ->
                Sql.update(connection, DELETE, workspaceId, key.kind(), key.externalId()) == 1);
  }

  private static final String LIST_ALL =
      """
      select kind, external_id, traits, first_seen, last_seen, revision
      from entity
      where workspace_id = ?
        and (kind, external_id) > (?, ?)
        and starts_with(external_id, ?)
      order by kind, external_id
      limit ?
      """;

  private static final String LIST_KIND =
      """
      select kind, external_id, traits, first_seen, last_seen, revision
      from entity
      where workspace_id = ?
        and kind = ?
        and external_id > ?
        and starts_with(external_id, ?)
      order by external_id
      limit ?
      """;

  @Override
  public List<Entity> list(EntityFilter filter) {
    EntityKey after = filter.after() == null ? new EntityKey("", "") : filter.after();
    return database.read(
        "list of entities",
        connection ->
            filter.kind() == null
                ? Sql.query(
                    connection,
                    LIST_ALL,
                    PostgresEntities::entity,
                    workspaceId,
                    after.kind(),
                    after.externalId(),
                    filter.prefix(),
                    filter.limit())
                : Sql.query(
                    connection,
                    LIST_KIND,
                    PostgresEntities::entity,
                    workspaceId,
                    filter.kind(),
                    after.externalId(),
                    filter.prefix(),
                    filter.limit()));
  }

  private static String[] texts(List<Entity> rows, Function<Entity, String> column) {
    return rows.stream().map(column).toArray(String[]::new);
  }

  private static EntityKey key(ResultSet row) throws SQLException {
    return new EntityKey(row.getString("kind"), row.getString("external_id"));
  }

  private static Entity entity(ResultSet row) throws SQLException {
    return new Entity(
        key(row),
        Json.parseObject(row.getString("traits")),
        Sql.instant(row, "first_seen"),
        Sql.instant(row, "last_seen"),
        row.getLong("revision"));
  }
}
