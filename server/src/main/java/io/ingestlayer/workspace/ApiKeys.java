package io.ingestlayer.workspace;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The keys of the workspace. Any thread may call it.
public interface ApiKeys {

  /// Whose key this is.
  ///
  /// Returns at once for a key with a wrong checksum and for one that was asked for within the last seconds; else after a
  /// look at the store. A key that was revoked elsewhere is refused within five seconds.
  ///
  /// @param key the key alone, without `Bearer`
  Authentication authenticate(String key, Instant now);

  /// Makes a key and returns it. This is the only time that it is seen.
  ///
  /// @param expiresAt from when on it is refused, or null for never
  Created create(
      String name,
      KeyKind kind,
      Set<KeyScope> scopes,
      String sourceId,
      @Nullable Instant expiresAt,
      Instant now);

  /// Keeps a key that was made elsewhere, with its kind's scopes. False when it is there already, revoked or not.
  ///
  /// @throws IllegalArgumentException when it is not written as a key, with a sentence that does not repeat it
  boolean mint(String key, String name, String sourceId, Instant now);

  /// All keys, the newest first, revoked and expired ones too; at most 1 000.
  List<ApiKey> list();

  /// Takes a key back, here at once and elsewhere within seconds. False when there is none, or it is revoked already.
  boolean revoke(UUID id, Instant now);

  /// A key that was just made.
  record Created(String key, ApiKey as) {
    /// Without the key.
    @Override
    public String toString() {
      return as.toString();
    }
  }

  /// What came of it.
  sealed interface Authentication {}

  /// It is good.
  record Authenticated(ApiKey key) implements Authentication {}

  /// It is not, for a stable reason: `invalid_key` (not written as one), `unknown_key`, `expired_key`, `revoked_key`.
  record Refused(String code, String detail) implements Authentication {}
}
