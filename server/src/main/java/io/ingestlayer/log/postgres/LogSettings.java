package io.ingestlayer.log.postgres;

import java.time.Duration;

/// How the log behaves.
///
/// @param partitions how many partitions there are; each that this node holds has its own appender and connection
/// @param groupMax the most events in one transaction; a call is never divided between two
/// @param shareFrom how many events must wait before a second appender starts while another is writing: few callers are
///     served faster by one large group than by two half ones
/// @param queueMax the most events that wait for each partition; beyond it a call is turned away at once
/// @param appendTimeout how long a caller waits for its answer
/// @param leaseDuration how long a partition stays ours after the last sign of life; renewed at a third of it
public record LogSettings(
    int partitions,
    int groupMax,
    int shareFrom,
    int queueMax,
    Duration appendTimeout,
    Duration leaseDuration) {
  /// The most events of one call.
  public static final int CALL_MAX = 500;

  private static final int PARTITIONS_MAX = 64;

  public LogSettings {
    require(partitions >= 1 && partitions <= PARTITIONS_MAX, "there are 1 to 64 partitions");
    require(groupMax >= 1, "a group holds at least one event");
    require(shareFrom >= 1, "at least one event must wait for a second appender");
    require(queueMax >= CALL_MAX, "the queue has room for at least one call of 500 events");
    require(appendTimeout.isPositive(), "the append timeout is positive");
    require(
        leaseDuration.compareTo(Duration.ofSeconds(1)) >= 0, "a lease lasts at least one second");
  }

  public static LogSettings defaults() {
    return new LogSettings(2, 2_000, 500, 20_000, Duration.ofSeconds(10), Duration.ofSeconds(10));
  }

  public LogSettings withPartitions(int number) {
    return new LogSettings(number, groupMax, shareFrom, queueMax, appendTimeout, leaseDuration);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
