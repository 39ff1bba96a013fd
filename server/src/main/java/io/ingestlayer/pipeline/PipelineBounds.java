package io.ingestlayer.pipeline;

/// How much is decided at once and how much waits for it in memory. What does not fit is read again from the log.
///
/// @param batchEventsMax events decided in one transaction, 1 to [#BATCH_EVENTS_MAX]
/// @param handoffEventsMax committed events that wait in memory, over all partitions
/// @param handoffCharactersMax characters of their payloads
public record PipelineBounds(int batchEventsMax, int handoffEventsMax, long handoffCharactersMax) {
  /// What one look into the log brings at most.
  public static final int BATCH_EVENTS_MAX = 10_000;

  public static final PipelineBounds DEFAULT = new PipelineBounds(4_000, 20_000, 32L * 1024 * 1024);

  public PipelineBounds {
    if (batchEventsMax < 1 || batchEventsMax > BATCH_EVENTS_MAX) {
      throw new IllegalArgumentException("a batch is of 1 to 10 000 events");
    }
    if (handoffEventsMax < 1 || handoffCharactersMax < 1) {
      throw new IllegalArgumentException("a bound of what waits is at least one");
    }
  }
}
