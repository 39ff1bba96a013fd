package io.ingestlayer.platform.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// How slowly a request's body may come. One on which nothing comes at all ends at the connection's idle timeout.
///
/// @param bytesPerSecondMin of what is sent, on the average since the first look at the body
/// @param grace from that first look on, during which no body is too slow
public record BodyPace(int bytesPerSecondMin, Duration grace) {

  /// What every sender can keep to.
  public static final BodyPace DEFAULT = new BodyPace(1024, Duration.ofSeconds(10));

  public BodyPace {
    if (bytesPerSecondMin < 1 || grace.isNegative()) {
      throw new IllegalArgumentException("a body comes with at least a byte a second");
    }
  }

  /// Whether so many bytes in that time are too few.
  boolean isTooSlow(long bytes, long elapsedNanos) {
    double seconds = (double) elapsedNanos / TimeUnit.SECONDS.toNanos(1);
    return elapsedNanos > grace.toNanos() && bytes < bytesPerSecondMin * seconds;
  }
}
