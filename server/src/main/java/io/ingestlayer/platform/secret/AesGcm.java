package io.ingestlayer.platform.secret;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import java.security.GeneralSecurityException;

/// AES-256-GCM by Tink: a fresh 96-bit nonce before each ciphertext, a 128-bit tag behind it.
final class AesGcm {
  static final int KEY_BYTES = 32;

  private AesGcm() {}

  static byte[] encrypt(byte[] key, byte[] plain, byte[] associated) {
    try {
      return aead(key).encrypt(plain, associated);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java lacks AES-GCM", e);
    }
  }

  /// @throws GeneralSecurityException when it is another key, another place, or not the whole
  static byte[] decrypt(byte[] key, byte[] cipher, byte[] associated)
      throws GeneralSecurityException {
    return aead(key).decrypt(cipher, associated);
  }

  @AccessesPartialKey // The bytes of a key are ours to keep: they are wrapped, or the operator gave
  // them.
  private static Aead aead(byte[] key) throws GeneralSecurityException {
    AesGcmParameters parameters =
        AesGcmParameters.builder()
            .setKeySizeBytes(KEY_BYTES)
            .setIvSizeBytes(12)
            .setTagSizeBytes(16)
            .setVariant(AesGcmParameters.Variant.NO_PREFIX)
            .build();
    AesGcmKey raw =
        AesGcmKey.builder()
            .setParameters(parameters)
            .setKeyBytes(SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()))
            .build();
    return KeysetHandle.newBuilder()
        .addEntry(KeysetHandle.importKey(raw).withRandomId().makePrimary())
        .build()
        .getPrimitive(AeadConfig2026.get(), Aead.class);
  }
}
