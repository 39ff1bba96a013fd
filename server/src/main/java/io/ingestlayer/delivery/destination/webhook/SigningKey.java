package io.ingestlayer.delivery.destination.webhook;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.component.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A secret that messages are signed with. Immutable; any thread may sign. It never prints itself.
///
/// `whsec_` and base64 is the key of an HMAC, as Standard Webhooks writes it; `whsk_` and base64 the private half of an
/// ed25519 pair. Any other text is the key of an HMAC, byte for byte, so that a secret that a receiver has already can be
/// taken over.
sealed interface SigningKey {
  String SYMMETRIC = "whsec_";
  String PRIVATE = "whsk_";
  String PUBLIC = "whpk_";

  /// What the user wrote, which must be seen nowhere.
  Secret secret();

  /// @throws IllegalArgumentException when it is none; the message says why, and not what it is
  static SigningKey of(Secret secret) {
    String text = secret.reveal();
    if (text.startsWith(SYMMETRIC)) {
      return Hmac.ofBytes(secret, base64(text.substring(SYMMETRIC.length())));
    }
    if (text.startsWith(PRIVATE)) {
      return Ed25519.ofBytes(secret, base64(text.substring(PRIVATE.length())));
    }
    if (text.startsWith(PUBLIC)) {
      throw new IllegalArgumentException(
          "this is the public half, whpk_…; messages are signed with the private one, whsk_…");
    }
    return Hmac.ofText(secret, text);
  }

  private static byte[] base64(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("what follows whsec_ or whsk_ is not base64", e);
    }
  }

  /// A key that both sides have.
  final class Hmac implements SigningKey {
    /// Standard Webhooks asks for 24 to 64 bytes.
    static final int BYTES_MIN = 24;

    static final int BYTES_MAX = 64;

    /// A secret that was not made for this is often shorter than it should be.
    static final int TEXT_MIN = 16;

    static final int TEXT_MAX = 512;
    private static final String SHA_256 = "HmacSHA256";

    private final Secret secret;
    private final byte[] key;

    private Hmac(Secret secret, byte[] key) {
      this.secret = requireNonNull(secret);
      this.key = key;
    }

    private static Hmac ofBytes(Secret secret, byte[] key) {
      if (key.length < BYTES_MIN || key.length > BYTES_MAX) {
        throw new IllegalArgumentException(
            "what follows whsec_ is %d bytes; it must be %d to %d random ones"
                .formatted(key.length, BYTES_MIN, BYTES_MAX));
      }
      return new Hmac(secret, key);
    }

    private static Hmac ofText(Secret secret, String text) {
      if (text.length() < TEXT_MIN || text.length() > TEXT_MAX) {
        throw new IllegalArgumentException(
            "it must be whsec_ and base64 of %d to %d random bytes, or a text of %d to %d characters"
                .formatted(BYTES_MIN, BYTES_MAX, TEXT_MIN, TEXT_MAX));
      }
      return new Hmac(secret, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Secret secret() {
      return secret;
    }

    /// HMAC-SHA256.
    byte[] sign(byte[] content) {
      try {
        Mac mac = Mac.getInstance(SHA_256);
        mac.init(new SecretKeySpec(key, SHA_256));
        return mac.doFinal(content);
      } catch (GeneralSecurityException e) {
        throw new AssertionError("every JDK has HMAC-SHA256", e);
      }
    }

    @Override
    public String toString() {
      return secret.toString();
    }
  }

  /// A key of which the receiver has the public half.
  final class Ed25519 implements SigningKey {
    private static final int SEED_BYTES = 32;
    private static final int PAIR_BYTES = 64;

    private final Secret secret;
    private final PrivateKey key;

    private Ed25519(Secret secret, PrivateKey key) {
      this.secret = requireNonNull(secret);
      this.key = key;
    }

    /// @param bytes the 32 of the private key, or those and the public key behind them, as many libraries keep it
    private static Ed25519 ofBytes(Secret secret, byte[] bytes) {
      if (bytes.length != SEED_BYTES && bytes.length != PAIR_BYTES) {
        throw new IllegalArgumentException(
            "what follows whsk_ is %d bytes; an ed25519 key has 32, or 64 with its public half"
                .formatted(bytes.length));
      }
      try {
        byte[] seed = Arrays.copyOf(bytes, SEED_BYTES);
        return new Ed25519(
            secret,
            KeyFactory.getInstance("Ed25519")
                .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed)));
      } catch (GeneralSecurityException e) {
        throw new AssertionError("every JDK has Ed25519", e);
      }
    }

    @Override
    public Secret secret() {
      return secret;
    }

    byte[] sign(byte[] content) {
      try {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(key);
        signature.update(content);
        return signature.sign();
      } catch (GeneralSecurityException e) {
        throw new AssertionError("every JDK has Ed25519", e);
      }
    }

    @Override
    public String toString() {
      return secret.toString();
    }
  }
}
