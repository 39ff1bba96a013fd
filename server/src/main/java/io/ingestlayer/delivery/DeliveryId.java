package io.ingestlayer.delivery;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.CompactId;
import io.ingestlayer.event.EventId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/// The id of a delivery: derived from the event, the pipeline version, the route and the replay, so that it is known
/// before any row exists and a repeat of the decision makes the same one.
///
/// Its first 48 bits are the event's; it sorts by the event's time.
public record DeliveryId(UUID value) {
  public static final String PREFIX = "dlv_";

  public DeliveryId {
    requireNonNull(value);
  }

  /// @param route the place in the pipeline's destinations, or -1 for the pipeline's own decision (dropped, dead in the walk)
  /// @param replay 0 for the first time
  public static DeliveryId of(EventId event, int pipelineVersion, int route, int replay) {
    UUID id = event.value();
    byte[] named =
        ByteBuffer.allocate(2 * Long.BYTES + 3 * Integer.BYTES)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .putInt(pipelineVersion)
            .putInt(route)
            .putInt(replay)
            .array();
    return of(id, named);
  }

  private static DeliveryId of(UUID id, byte[] named) {
    ByteBuffer digest = ByteBuffer.wrap(sha256(named));
    long high = (id.getMostSignificantBits() & ~0xffffL) | 0x8000L | (digest.getLong() & 0xfffL);
    long low = (digest.getLong() >>> 2) | 0x8000000000000000L;
    return new DeliveryId(new UUID(high, low));
  }

  /// The retry of a delivery whose place in the row of retries is not known: one of a replay, or such a one's retry.
  public DeliveryId again() {
    byte[] named =
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(value.getMostSignificantBits())
            .putLong(value.getLeastSignificantBits())
            .array();
    return of(value, named);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /// @throws IllegalArgumentException when the text is no delivery id
  public static DeliveryId parse(String text) {
    return new DeliveryId(CompactId.read(PREFIX, text));
  }

  @Override
  public String toString() {
    return CompactId.write(PREFIX, value);
  }
}
