package io.ingestlayer.testkit.clock;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// A clock that a test turns by hand. It stands still otherwise and never goes back.
///
/// Any thread may read, turn and listen. A turn moves the time first and then calls every listener on the turning
/// thread, in the order they were added, so that all that was due has happened (or was started) when the turn
/// returns. Two threads that turn at once may reach a listener in either order; a listener that cares asks
/// [#instant()]. A listener may turn the clock itself. What a listener throws reaches the thread that turned, and
/// the listeners after it are not called.
public final class TurnableClock implements InstantSource {
  private final AtomicReference<Instant> now;
  private final List<Consumer<Instant>> listeners = new CopyOnWriteArrayList<>();

  public TurnableClock(Instant start) {
    now = new AtomicReference<>(start);
  }

  /// A clock that starts at a moment that is the same in every run.
  public static TurnableClock start() {
    return new TurnableClock(Instant.parse("2026-01-05T09:00:00Z"));
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  /// Moves the time on; a turn by nothing moves nothing and still calls the listeners.
  ///
  /// @return the time it is now
  /// @throws IllegalArgumentException when the duration is negative
  public Instant turn(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("a clock never goes back: " + by);
    }
    return tell(now.updateAndGet(before -> before.plus(by)));
  }

  /// Moves the time on to that moment.
  ///
  /// @throws IllegalArgumentException when that moment is past
  public void turnTo(Instant to) {
    now.updateAndGet(before -> {
      if (to.isBefore(before)) {
        throw new IllegalArgumentException(
            "a clock never goes back: it is %s, asked for %s".formatted(before, to));
      }
      return to;
    });
    tell(to);
  }

  /// Calls the listener at every turn from now on, with the time that turn led to.
  public void onTurn(Consumer<Instant> listener) {
    listeners.add(listener);
  }

  private Instant tell(Instant turnedTo) {
    listeners.forEach(listener -> listener.accept(turnedTo));
    return turnedTo;
  }
}
