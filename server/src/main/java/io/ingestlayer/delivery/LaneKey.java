package io.ingestlayer.delivery;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Names a lane: a destination, and what its vendor paces by or what can break alone in it.
///
/// A lane's name may come out of an event: it is cut to 200 characters, and what a database cannot keep is replaced.
public record LaneKey(String destination, String lane) {
  public static final int LANE_LENGTH_MAX = 200;

  public LaneKey {
    requireNonNull(destination);
    lane = StorableText.of(lane, LANE_LENGTH_MAX);
  }

  /// 64 bits of a hash over both, by which rows are found.
  public long id() {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(destination.getBytes(StandardCharsets.UTF_8));
      sha.update((byte) 0);
      return ByteBuffer.wrap(sha.digest(lane.getBytes(StandardCharsets.UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
