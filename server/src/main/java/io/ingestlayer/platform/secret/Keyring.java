package io.ingestlayer.platform.secret;

import io.ingestlayer.platform.secret.SecretException.Kind;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Seals and opens secrets under the master keys there are. Any thread may call it.
///
/// With which key is sealed, the caller says: all processes on one database must use the same one while keys are rotated.
public final class Keyring {
  private final MasterKeySource source;
  private final SecureRandom random;
  private volatile Map<String, KeyWrap> keys;

  /// @throws MasterKeyException when the keys cannot be read
  public Keyring(MasterKeySource source, SecureRandom random) {
    this.source = source;
    this.random = random;
    this.keys = read(source);
  }

  private static Map<String, KeyWrap> read(MasterKeySource source) {
    Map<String, KeyWrap> keys = new LinkedHashMap<>();
    source.read().forEach(it -> keys.putIfAbsent(it.id(), it));
    return keys;
  }

  /// The key that the operator named first.
  public String first() {
    return keys.keySet().iterator().next();
  }

  /// In the operator's order.
  public List<String> ids() {
    return List.copyOf(keys.keySet());
  }

  /// Seals with that master key and a data key of its own.
  ///
  /// @throws SecretException when there is no such key, or its service does not answer
  public Sealed seal(String keyId, SecretPlace place, String secret) {
    KeyWrap key = key(keyId);
    byte[] dataKey = new byte[AesGcm.KEY_BYTES];
    random.nextBytes(dataKey);
    byte[] cipher =
        AesGcm.encrypt(dataKey, secret.getBytes(StandardCharsets.UTF_8), place.associated());
    return new Sealed(keyId, key.wrap(dataKey, place.associated()), cipher);
  }

  /// @throws SecretException when no key here opens it, it was changed or is another place's, or the key's service does
  ///     not answer
  public String open(SecretPlace place, Sealed sealed) {
    byte[] dataKey = key(sealed.keyId()).unwrap(sealed.wrappedKey(), place.associated());
    try {
      byte[] plain = AesGcm.decrypt(dataKey, sealed.ciphertext(), place.associated());
      return new String(plain, StandardCharsets.UTF_8);
    } catch (GeneralSecurityException e) {
      throw new SecretException(Kind.WRONG, "a stored secret was changed, or is another one's", e);
    }
  }

  /// The same secret with its data key under another master key; the secret itself is not touched.
  public Sealed rewrap(String keyId, SecretPlace place, Sealed sealed) {
    byte[] dataKey = key(sealed.keyId()).unwrap(sealed.wrappedKey(), place.associated());
    return new Sealed(keyId, key(keyId).wrap(dataKey, place.associated()), sealed.ciphertext());
  }

  private KeyWrap key(String id) {
    KeyWrap known = keys.get(id);
    if (known == null) {
      keys = read(source);
      known = keys.get(id);
    }
    if (known == null) {
      throw new SecretException(
          Kind.WRONG, "the master key " + id + " is not in " + source.where(), null);
    }
    return known;
  }
}
