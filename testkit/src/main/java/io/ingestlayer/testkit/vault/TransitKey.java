package io.ingestlayer.testkit.vault;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A key of the transit engine with its versions; the last one encrypts.
final class TransitKey {
  private static final int NONCE_BYTES = 12;

  private final SecureRandom random;
  private final List<byte[]> versions = new ArrayList<>();

  TransitKey(SecureRandom random) {
    this.random = random;
    rotate();
  }

  synchronized void rotate() {
    versions.add(bytes(32));
  }

  synchronized String encrypt(byte[] plain, byte[] associated) {
    byte[] nonce = bytes(NONCE_BYTES);
    try {
      byte[] cipher =
          cipher(Cipher.ENCRYPT_MODE, versions.size(), nonce, associated).doFinal(plain);
      byte[] whole =
          ByteBuffer.allocate(nonce.length + cipher.length).put(nonce).put(cipher).array();
      return "vault:v" + versions.size() + ":" + Base64.getEncoder().encodeToString(whole);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Nothing when it is not this key's, or was bound to something else.
  synchronized Optional<byte[]> decrypt(String ciphertext, byte[] associated) {
    String[] parts = ciphertext.split(":", -1);
    try {
      int version = Integer.parseInt(parts[1].substring(1));
      byte[] whole = Base64.getDecoder().decode(parts[2]);
      byte[] nonce = Arrays.copyOf(whole, NONCE_BYTES);
      return Optional.of(
          cipher(Cipher.DECRYPT_MODE, version, nonce, associated)
              .doFinal(whole, NONCE_BYTES, whole.length - NONCE_BYTES));
    } catch (GeneralSecurityException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, int version, byte[] nonce, byte[] associated)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode,
        new SecretKeySpec(versions.get(version - 1), "AES"),
        new GCMParameterSpec(128, nonce));
    cipher.updateAAD(associated);
    return cipher;
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
