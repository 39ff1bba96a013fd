package io.ingestlayer.workspace.postgres;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ingestlayer.event.EventIds;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.ApiKey;
import io.ingestlayer.workspace.ApiKeys;
import io.ingestlayer.workspace.KeyKind;
import io.ingestlayer.workspace.KeyScope;
import io.ingestlayer.workspace.KeyText;
import io.ingestlayer.workspace.Workspace;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Keys in the table `api_key`, each as its SHA-256: it has 178 bits of chance, so that no slow hash is needed.
///
/// A key is found by its hash and by nothing else, so that the time a look-up takes says nothing about the keys there are.
public final class PostgresApiKeys implements ApiKeys {
  static final Duration CACHED_FOR = Duration.ofSeconds(5);
  private static final int CACHED_MAX = 10_000;
  private static final int LISTED_MAX = 1_000;
  private static final String NOT_A_KEY =
      "this is not a whole API key: a character is wrong or missing";

  private final Database database;
  private final RandomGenerator random;
  private final Cache<ByteBuffer, Cached> cache =
      Caffeine.newBuilder().maximumSize(CACHED_MAX).build();

  /// @param random must be cryptographically strong and safe for many threads
  public PostgresApiKeys(Database database, RandomGenerator random) {
    this.database = database;
    this.random = random;
  }

  /// What the table said, and when.
  private record Cached(Optional<ApiKey> key, Instant at) {
    boolean isFresh(Instant now) {
      return now.isBefore(at.plus(CACHED_FOR)) && !now.isBefore(at);
    }
  }

  @Override
  public Authentication authenticate(String key, Instant now) {
    if (KeyText.kind(key).isEmpty()) {
      return new Refused("invalid_key", NOT_A_KEY);
    }
    byte[] hash = Sha256.of(key);
    return cached(hash, now)
        .key()
        .map(it -> judge(it, now))
        .orElse(new Refused("unknown_key", "there is no such API key"));
  }

  private Cached cached(byte[] hash, Instant now) {
    ByteBuffer name = ByteBuffer.wrap(hash);
    Cached known = cache.getIfPresent(name);
    if (known != null && known.isFresh(now)) {
      return known;
    }
    // Read under the entry's lock: a revocation that comes meanwhile takes the entry away after us.
    return cache
        .asMap()
        .compute(
            name,
            (same, other) ->
                other != null && other.isFresh(now) ? other : new Cached(find(hash), now));
  }

  private static Authentication judge(ApiKey key, Instant now) {
    if (key.revokedAt() != null) {
      return new Refused("revoked_key", "the API key " + key.prefix() + "… was revoked");
    }
    if (key.expiresAt() != null && !now.isBefore(key.expiresAt())) {
      return new Refused("expired_key", "the API key " + key.prefix() + "… has expired");
    }
    return new Authenticated(key);
  }

  private Optional<ApiKey> find(byte[] hash) {
    String sql =
        """
        select id, name, source_id, prefix, scopes, created_at, expires_at, revoked_at
        from api_key
        where hash = ? and workspace_id = ?
        """;
    return database.read(
        "look-up of an API key",
        connection ->
            Sql.queryOne(connection, sql, PostgresApiKeys::key, hash, Workspace.DEFAULT_ID));
  }

  @Override
  public Created create(
      String name,
      KeyKind kind,
      Set<KeyScope> scopes,
      String sourceId,
      @Nullable Instant expiresAt,
      Instant now) {
    String key = KeyText.make(kind, random);
    ApiKey made = describe(key, kind, name, scopes, sourceId, expiresAt, now);
    if (!insert(key, made)) {
      throw new IllegalStateException(
          "two random keys were the same: the source of chance is broken");
    }
    return new Created(key, made);
  }

  @Override
  public boolean mint(String key, String name, String sourceId, Instant now) {
    KeyKind kind = KeyText.kind(key).orElseThrow(() -> new IllegalArgumentException(NOT_A_KEY));
    return insert(key, describe(key, kind, name, kind.defaultScopes(), sourceId, null, now));
  }

  private ApiKey describe(
      String key,
      KeyKind kind,
      String name,
      Set<KeyScope> scopes,
      String sourceId,
      @Nullable Instant expiresAt,
      Instant now) {
    UUID id = new EventIds(random).next(now).value();
    String shown = KeyText.shown(key, kind);
    return new ApiKey(id, name, kind, sourceId, shown, scopes, now, expiresAt, null);
  }

  private boolean insert(String key, ApiKey made) {
    String sql =
        """
        insert into api_key
          (id, workspace_id, name, source_id, prefix, hash, scopes, created_at, expires_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (hash) do nothing
        """;
    byte[] hash = Sha256.of(key);
    int inserted =
        database.transaction(
            "making of an API key",
            connection ->
                Sql.update(
                    connection,
                    sql,
                    made.id(),
                    Workspace.DEFAULT_ID,
                    made.name(),
                    made.sourceId(),
                    made.prefix(),
                    hash,
                    made.scopes().stream().map(KeyScope::word).sorted().toArray(String[]::new),
                    made.createdAt(),
                    made.expiresAt()));
    cache.invalidate(ByteBuffer.wrap(hash));
    return inserted == 1;
  }

  @Override
  public List<ApiKey> list() {
    String sql =
        """
        select id, name, source_id, prefix, scopes, created_at, expires_at, revoked_at
        from api_key
        where workspace_id = ?
        order by created_at desc, id desc
        limit ?
        """;
    return database.read(
        "list of the API keys",
        connection ->
            Sql.query(connection, sql, PostgresApiKeys::key, Workspace.DEFAULT_ID, LISTED_MAX));
  }

  @Override
  public boolean revoke(UUID id, Instant now) {
    String sql =
        """
        update api_key
        set revoked_at = ?
        where id = ? and workspace_id = ? and revoked_at is null
        returning hash
        """;
    Optional<byte[]> hash =
        database.transaction(
            "revocation of an API key",
            connection ->
                Sql.queryOne(
                    connection, sql, row -> row.getBytes("hash"), now, id, Workspace.DEFAULT_ID));
    hash.ifPresent(it -> cache.invalidate(ByteBuffer.wrap(it)));
    return hash.isPresent();
  }

  private static ApiKey key(ResultSet row) throws SQLException {
    String prefix = row.getString("prefix");
    UUID id = Sql.uuid(row, "id");
    return new ApiKey(
        id,
        row.getString("name"),
        KeyKind.of(prefix)
            .orElseThrow(() -> new IllegalStateException("an API key of no kind: " + id)),
        row.getString("source_id"),
        prefix,
        Sql.texts(row, "scopes").stream()
            .flatMap(it -> KeyScope.of(it).stream())
            .collect(Collectors.toUnmodifiableSet()),
        Sql.instant(row, "created_at"),
        Sql.instantOrNull(row, "expires_at"),
        Sql.instantOrNull(row, "revoked_at"));
  }
}
