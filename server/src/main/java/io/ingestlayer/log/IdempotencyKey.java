package io.ingestlayer.log;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.UUID;

/// A claim: within the window, this key stands for one event.
///
/// @param hash 128 bits over source and key
/// @param bodyHash 128 bits over type and payload: the same key with another body is a conflict, not a repeat
/// @param window how long the key is kept, 1 minute to 400 days
public record IdempotencyKey(UUID hash, UUID bodyHash, Duration window) {

  public IdempotencyKey {
    requireNonNull(hash);
    requireNonNull(bodyHash);
    requireNonNull(window);
  }

  public static IdempotencyKey of(
      String sourceId, String key, String type, String payload, Duration window) {
    return new IdempotencyKey(digest(sourceId, key), digest(type, payload), window);
  }

  /// The first part is length-prefixed, so that `a` + `bc` and `ab` + `c` differ.
  private static UUID digest(String first, String second) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] head = first.getBytes(StandardCharsets.UTF_8);
      sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(head.length).array());
      sha.update(head);
      ByteBuffer digest = ByteBuffer.wrap(sha.digest(second.getBytes(StandardCharsets.UTF_8)));
      return new UUID(digest.getLong(), digest.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
