package io.ingestlayer.log.postgres;

import io.ingestlayer.event.EventId;
import io.ingestlayer.platform.db.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// Claims idempotency keys within the transaction that stores their events.
final class PostgresKeyClaims {
  /// A key can vanish (purged) or be taken over by another between two statements; then it is tried again.
  private static final int ROUNDS_MAX = 4;

  private PostgresKeyClaims() {}

  /// A key that is to stand for an event.
  record Claim(UUID key, EventId event, UUID bodyHash, Instant expiresAt) {}

  /// The event that a key stands for already.
  record Holder(EventId event, UUID bodyHash) {}

  /// The keys that stand for another event already, with that event; all others are claimed when the transaction commits.
  ///
  /// @param claims distinct keys, in the one order that all appenders keep, so that two of them never wait for each other
  /// @param now a key whose window ended by then is free
  static Map<UUID, Holder> claim(Connection connection, List<Claim> claims, Instant now)
      throws SQLException {
    Map<UUID, Holder> holders = new HashMap<>();
    List<Claim> open = claims;
    for (int round = 0; !open.isEmpty(); round++) {
      if (round == ROUNDS_MAX) {
        throw new SQLException("the keys change faster than they can be claimed", "40001");
      }
      open = without(open, insert(connection, open));
      if (!open.isEmpty()) {
        open = lookAtHolders(connection, open, now, holders);
      }
    }
    return holders;
  }

  /// Sorts as PostgreSQL does.
  static int order(UUID one, UUID other) {
    return new EventId(one).compareTo(new EventId(other));
  }

  private static Set<UUID> insert(Connection connection, List<Claim> claims) throws SQLException {
    String sql =
        """
        insert into event_key (workspace_id, key, event_id, body_hash, expires_at)
        select ?, key, event_id, body_hash, to_timestamp(expires / 1000.0::float8)
        from unnest(?, ?, ?, ?) as claim (key, event_id, body_hash, expires)
        on conflict (workspace_id, key) do nothing
        returning key
        """;
    return new HashSet<>(
        Sql.query(
            connection,
            sql,
            row -> row.getObject(1, UUID.class),
            PostgresEvents.WORKSPACE,
            keys(claims),
            events(claims),
            bodies(claims),
            expiries(claims)));
  }

  private record Found(UUID key, Holder holder, boolean expired) {}

  /// Those that are still undecided afterwards.
  private static List<Claim> lookAtHolders(
      Connection connection, List<Claim> claims, Instant now, Map<UUID, Holder> holders)
      throws SQLException {
    Set<UUID> expired = new HashSet<>();
    for (Found found : read(connection, claims, now)) {
      if (found.expired) {
        expired.add(found.key);
      } else {
        holders.put(found.key, found.holder);
      }
    }
    List<Claim> undecided = without(claims, holders.keySet());
    if (expired.isEmpty()) {
      return undecided;
    }
    List<Claim> free = undecided.stream().filter(claim -> expired.contains(claim.key)).toList();
    return without(undecided, takeOver(connection, free, now));
  }

  private static List<Found> read(Connection connection, List<Claim> claims, Instant now)
      throws SQLException {
    String sql =
        """
        select key, event_id, body_hash, expires_at <= ? as expired
        from event_key
        where workspace_id = ?
          and key = any(?)
        """;
    return Sql.query(
        connection,
        sql,
        row ->
            new Found(
                Sql.uuid(row, "key"),
                new Holder(new EventId(Sql.uuid(row, "event_id")), Sql.uuid(row, "body_hash")),
                row.getBoolean("expired")),
        now,
        PostgresEvents.WORKSPACE,
        keys(claims));
  }

  /// The keys that were really taken over: of several who try at once, the first one.
  private static Set<UUID> takeOver(Connection connection, List<Claim> claims, Instant now)
      throws SQLException {
    String sql =
        """
        with expired as (
          select key
          from event_key
          where workspace_id = ?
            and key = any(?)
            and expires_at <= ?
          order by key
          for update
        )
        update event_key as held
        set
          event_id = claim.event_id,
          body_hash = claim.body_hash,
          expires_at = to_timestamp(claim.expires / 1000.0::float8)
        from unnest(?, ?, ?, ?) as claim (key, event_id, body_hash, expires)
        join expired on expired.key = claim.key
        where held.workspace_id = ?
          and held.key = claim.key
          and held.expires_at <= ?
        returning held.key
        """;
    return new HashSet<>(
        Sql.query(
            connection,
            sql,
            row -> row.getObject(1, UUID.class),
            PostgresEvents.WORKSPACE,
            keys(claims),
            now,
            keys(claims),
            events(claims),
            bodies(claims),
            expiries(claims),
            PostgresEvents.WORKSPACE,
            now));
  }

  private static List<Claim> without(List<Claim> claims, Set<UUID> decided) {
    if (decided.size() == claims.size()) {
      return List.of();
    }
    List<Claim> rest = new ArrayList<>();
    for (Claim claim : claims) {
      if (!decided.contains(claim.key)) {
        rest.add(claim);
      }
    }
    return rest;
  }

  private static UUID[] keys(List<Claim> claims) {
    return claims.stream().map(Claim::key).toArray(UUID[]::new);
  }

  private static UUID[] events(List<Claim> claims) {
    return claims.stream().map(claim -> claim.event.value()).toArray(UUID[]::new);
  }

  private static UUID[] bodies(List<Claim> claims) {
    return claims.stream().map(Claim::bodyHash).toArray(UUID[]::new);
  }

  private static long[] expiries(List<Claim> claims) {
    return claims.stream().mapToLong(claim -> claim.expiresAt.toEpochMilli()).toArray();
  }
}
