package io.ingestlayer.replay;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A job that sends again.
///
/// @param number what the ids of its deliveries are derived from: unique, above those of single retries
/// @param perSecond deliveries that it promises in a second at most
/// @param expected how much it was thought to be when it began
/// @param place the last item it has looked at; null before the first
/// @param complete whether it has looked at everything; what it promised may still be under way
public record Replay(
    ReplayId id,
    int number,
    Selection selection,
    int perSecond,
    State state,
    Instant createdAt,
    @Nullable Instant endedAt,
    long expected,
    @Nullable String place,
    boolean complete,
    Progress progress) {
  public static final int PER_SECOND_DEFAULT = 50;
  public static final int PER_SECOND_MAX = 5_000;

  /// Where it is.
  public enum State {
    RUNNING,
    PAUSED,
    CANCELED,
    DONE;

    public boolean isOver() {
      return this == CANCELED || this == DONE;
    }
  }

  /// What it has done so far.
  ///
  /// @param lookedAt items of the selection
  /// @param promised deliveries given to the lanes
  /// @param leftOut items that could not be sent again, or need not
  public record Progress(
      long lookedAt, long promised, long leftOut, long delivered, long dead, long canceled) {
    public static final Progress NONE = new Progress(0, 0, 0, 0, 0, 0);

    /// Promised and neither kept nor given up.
    public long open() {
      return promised - delivered - dead - canceled;
    }
  }

  public Replay {
    requireNonNull(id);
    requireNonNull(selection);
    requireNonNull(state);
    requireNonNull(createdAt);
    requireNonNull(progress);
    if (perSecond < 1 || perSecond > PER_SECOND_MAX) {
      throw new IllegalArgumentException("a replay promises 1 to 5000 deliveries a second");
    }
  }
}
