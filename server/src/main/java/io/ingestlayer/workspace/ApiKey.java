package io.ingestlayer.workspace;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.CompactId;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A key as it is kept: everything about it but the key.
///
/// @param sourceId the source that what it sends belongs to
/// @param prefix its first characters, for a person to know it again
/// @param expiresAt from when on it is refused, or null for never
/// @param revokedAt when it was taken back, or null
public record ApiKey(
    UUID id,
    String name,
    KeyKind kind,
    String sourceId,
    String prefix,
    Set<KeyScope> scopes,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt) {
  public static final String ID_PREFIX = "key_";
  public static final String DEFAULT_SOURCE = "sdk";

  public ApiKey {
    requireNonNull(id);
    requireNonNull(name);
    requireNonNull(kind);
    requireNonNull(sourceId);
    requireNonNull(prefix);
    scopes = Set.copyOf(scopes);
    requireNonNull(createdAt);
  }

  /// The id as it is shown: `key_…`.
  public String idText() {
    return CompactId.write(ID_PREFIX, id);
  }

  public boolean allows(KeyScope scope) {
    return scopes.contains(scope);
  }
}
