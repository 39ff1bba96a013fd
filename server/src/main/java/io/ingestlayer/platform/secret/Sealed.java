package io.ingestlayer.platform.secret;

import static java.util.Objects.requireNonNull;

/// A secret as it is stored: its text under a data key, and that key under a master key.
///
/// The arrays are not copied; nobody changes them.
public final class Sealed {
  private final String keyId;
  private final byte[] wrappedKey;
  private final byte[] ciphertext;

  /// @param keyId of the master key that wrapped the data key
  public Sealed(String keyId, byte[] wrappedKey, byte[] ciphertext) {
    this.keyId = requireNonNull(keyId);
    this.wrappedKey = requireNonNull(wrappedKey);
    this.ciphertext = requireNonNull(ciphertext);
  }

  public String keyId() {
    return keyId;
  }

  public byte[] wrappedKey() {
    return wrappedKey;
  }

  public byte[] ciphertext() {
    return ciphertext;
  }
}
