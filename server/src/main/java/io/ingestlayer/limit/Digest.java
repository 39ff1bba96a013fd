package io.ingestlayer.limit;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/// A hash over parts, each prefixed by its length, so that `a_b`, `c` and `a`, `b_c` differ. One thread.
final class Digest {
  private final MessageDigest sha;

  Digest() {
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  Digest add(String part) {
    // As it is in memory: an encoder would take every half of a surrogate pair for the same.
    ByteBuffer bytes = ByteBuffer.allocate(2 * part.length());
    bytes.asCharBuffer().put(part);
    add(part.length());
    sha.update(bytes);
    return this;
  }

  Digest add(long part) {
    sha.update(ByteBuffer.allocate(Long.BYTES).putLong(part).array());
    return this;
  }

  Digest add(UUID part) {
    return add(part.getMostSignificantBits()).add(part.getLeastSignificantBits());
  }

  /// 128 bits of it.
  UUID id() {
    ByteBuffer bytes = ByteBuffer.wrap(sha.digest());
    return new UUID(bytes.getLong(), bytes.getLong());
  }
}
