package io.ingestlayer.log.postgres;

import java.time.Duration;

/// How the log behaves.
///
/// @param partitions how many partitions there are; each that this node holds has its own appender and connection
/// @param groupMax the most events in one transaction; a call is never divided between two
/// @param shareFrom how many events must wait before a second appender starts while another is writing. A group costs
///     the database some 225 µs of CPU before its first event and 6 µs for each: from about a hundred on, two groups at
///     once cost hardly more than one large one and are done sooner
/// @param queueMax the most events that wait for each partition; beyond it a call is turned away at once
/// @param queueCharactersMax the most characters of payload that wait for each partition
/// @param appendTimeout how long a caller waits for its answer
/// @param leaseDuration how long a partition stays ours after the last sign of life; renewed at a third of it
public record LogSettings(
    int partitions,
    int groupMax,
    int shareFrom,
    int queueMax,
    long queueCharactersMax,
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
    require(queueCharactersMax >= 1, "the queue has room for at least one character");
    require(appendTimeout.isPositive(), "the append timeout is positive");
    require(
        leaseDuration.compareTo(Duration.ofSeconds(1)) >= 0, "a lease lasts at least one second");
  }

  public static LogSettings defaults() {
    return new LogSettings(
        2, 2_000, 100, 20_000, 64L << 20, Duration.ofSeconds(10), Duration.ofSeconds(10));
  }

  public LogSettings withPartitions(int number) {
    return new LogSettings(
        number, groupMax, shareFrom, queueMax, queueCharactersMax, appendTimeout, leaseDuration);
  }

  /// At most so many events wait for each partition.
  public LogSettings withQueueMax(int events) {
    return new LogSettings(
        partitions, groupMax, shareFrom, events, queueCharactersMax, appendTimeout, leaseDuration);
  }

  public LogSettings withQueueCharactersMax(long characters) {
    return new LogSettings(
        partitions, groupMax, shareFrom, queueMax, characters, appendTimeout, leaseDuration);
  }

  public LogSettings withAppendTimeout(Duration longest) {
    return new LogSettings(
        partitions, groupMax, shareFrom, queueMax, queueCharactersMax, longest, leaseDuration);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
