package io.ingestlayer.testkit.webhook;

import io.ingestlayer.testkit.http.ReceivedRequest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Whether a request is signed with a secret, as its receiver finds out: over the very bytes that came.
final class SignatureCheck {
  private static final HexFormat HEX = HexFormat.of();

  /// What stands before the 32 bytes of an ed25519 public key in its X.509 form (RFC 8410).
  private static final byte[] X509_PREFIX = HEX.parseHex("302a300506032b6570032100");

  private SignatureCheck() {}

  /// By `webhook-signature`.
  ///
  /// @param secret `whsec_…`, `whpk_…`, or the text that is the key
  static boolean standard(ReceivedRequest request, String secret) {
    byte[] content =
        content(
            request, header(request, "webhook-id") + "." + header(request, "webhook-timestamp"));
    List<String> signatures = List.of(header(request, "webhook-signature").split(" "));
    return secret.startsWith("whpk_")
        ? any(signatures, "v1a,", it -> isSignedBy(secret.substring(5), content, it))
        : any(signatures, "v1,", it -> isEqual(base64(it), hmac(key(secret), content)));
  }

  /// By `X-Ingestlayer-Signature`, and its own time.
  static boolean own(ReceivedRequest request, String secret) {
    String header = header(request, "x-ingestlayer-signature");
    List<String> parts = List.of(header.split(","));
    if (!parts.getFirst().equals("t=" + header(request, "webhook-timestamp"))) {
      return false;
    }
    byte[] expected = hmac(key(secret), content(request, parts.getFirst().substring(2)));
    return any(parts, "v1=", it -> isEqual(HEX.parseHex(it), expected));
  }

  private static boolean any(List<String> parts, String version, Predicate<String> check) {
    return parts.stream()
        .filter(it -> it.startsWith(version))
        .anyMatch(it -> check.test(it.substring(version.length())));
  }

  private static String header(ReceivedRequest request, String name) {
    return request.header(name).orElse("");
  }

  private static byte[] content(ReceivedRequest request, String before) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes((before + ".").getBytes(StandardCharsets.UTF_8));
    content.writeBytes(request.body());
    return content.toByteArray();
  }

  private static byte[] key(String secret) {
    return secret.startsWith("whsec_")
        ? base64(secret.substring(6))
        : secret.getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isSignedBy(String publicKey, byte[] content, String signature) {
    try {
      byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + 32);
      System.arraycopy(base64(publicKey), 0, encoded, X509_PREFIX.length, 32);
      PublicKey key =
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
      Signature check = Signature.getInstance("Ed25519");
      check.initVerify(key);
      check.update(content);
      return check.verify(base64(signature));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has Ed25519", e);
    }
  }

  private static byte[] hmac(byte[] key, byte[] content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has HMAC-SHA256", e);
    }
  }

  private static byte[] base64(String text) {
    return Base64.getDecoder().decode(text);
  }

  private static boolean isEqual(byte[] one, byte[] other) {
    return MessageDigest.isEqual(one, other);
  }
}
