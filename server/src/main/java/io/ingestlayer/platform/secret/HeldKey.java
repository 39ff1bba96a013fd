package io.ingestlayer.platform.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A master key of 32 bytes that this process holds itself.
final class HeldKey implements KeyWrap {
  private static final int ID_BYTES = 8;

  private final byte[] key;
  private final String id;

  HeldKey(byte[] key) {
    if (key.length != AesGcm.KEY_BYTES) {
      throw new IllegalArgumentException("a master key has " + AesGcm.KEY_BYTES + " bytes");
    }
    this.key = key.clone();
    this.id = "local:" + HexFormat.of().formatHex(name(key), 0, ID_BYTES);
  }

  /// From what is known of a key by its name, nothing of the key follows.
  private static byte[] name(byte[] key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal("ingestlayer master key".getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has HmacSHA256", e);
    }
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public byte[] wrap(byte[] dataKey, byte[] associated) {
    return AesGcm.encrypt(key, dataKey, associated);
  }

  @Override
  public byte[] unwrap(byte[] wrapped, byte[] associated) {
    try {
      return AesGcm.decrypt(key, wrapped, associated);
    } catch (GeneralSecurityException e) {
      throw new SecretException(
          SecretException.Kind.WRONG, "the master key " + id + " does not open it", e);
    }
  }

  /// As it is written in a key file.
  static String text(byte[] key) {
    return Base64.getEncoder().encodeToString(key);
  }

  @Override
  public String toString() {
    return id;
  }
}
