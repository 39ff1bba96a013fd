package io.ingestlayer.replay;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Replays as people begin, watch and end them. Any thread may call it; what it answers is on stable storage.
public interface Replays {
  /// Replays that may run or be paused at once.
  int OPEN_MAX = 20;

  /// What a replay would be. Changes nothing.
  ///
  /// @throws TooWideException when counting took too long
  Estimate estimate(Selection selection, int perSecond);

  /// Begins one, which runs from now on.
  ///
  /// @throws TooManyException when [#OPEN_MAX] are not over yet
  Replay begin(Selection selection, int perSecond);

  Optional<Replay> find(ReplayId id);

  /// The newest first.
  ///
  /// @param limit 1 to 250
  List<Replay> latest(int limit);

  /// It promises nothing more until it is resumed; what was promised goes on, a few seconds' worth.
  ///
  /// @return whether it was running
  boolean pause(ReplayId id);

  /// @return whether it was paused
  boolean resume(ReplayId id);

  /// It promises nothing more, and what it promised and has not begun to send is taken back.
  ///
  /// @return whether it was not over
  boolean cancel(ReplayId id);

  /// How much it would be.
  ///
  /// @param items deliveries, or events that are looked at
  /// @param exact false where whole minutes were counted, or counting was given up at the number said
  /// @param atLeast how long it takes at the rate asked for, or at that of the slowest destination if all goes into one of its
  ///     lanes; whichever is longer
  record Estimate(long items, boolean exact, Duration atLeast, List<Part> parts) {
    public Estimate {
      parts = List.copyOf(parts);
    }
  }

  /// What goes to one destination; told for deliveries only.
  ///
  /// @param perSecond of one lane; null where nothing limits it
  record Part(String destination, long deliveries, @Nullable Double perSecond) {}

  /// Counting it took too long.
  final class TooWideException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /// Too many are not over yet.
  final class TooManyException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
