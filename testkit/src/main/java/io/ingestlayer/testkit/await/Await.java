package io.ingestlayer.testkit.await;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// A wait with an end, on real time. It looks again and again, at first every millisecond and later twenty times a
/// second, and always once more when the time is up. Prefer a clock to turn or a condition to be signalled; this is
/// for what happens in a process that is not ours.
public final class Await {
  private static final Duration LOOK_AGAIN_FIRST = Duration.ofMillis(1);
  private static final Duration LOOK_AGAIN_MAX = Duration.ofMillis(50);

  private Await() {}

  /// Returns as soon as the condition holds.
  ///
  /// @param what what is awaited, as the end of "waited 5s for ..."
  /// @throws AssertionError when it does not hold in time, or when the thread is interrupted; it says what was awaited
  public static void until(String what, Duration atMost, BooleanSupplier condition) {
    present(what, atMost, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
  }

  /// Returns the first value that is there.
  ///
  /// @throws AssertionError when none is there in time, or when the thread is interrupted; it says what was awaited
  public static <T> T present(String what, Duration atMost, Supplier<Optional<T>> value) {
    long deadline = System.nanoTime() + atMost.toNanos();
    long pause = LOOK_AGAIN_FIRST.toNanos();
    while (true) {
      boolean lastLook = System.nanoTime() - deadline >= 0;
      Optional<T> found = value.get();
      if (found.isPresent()) {
        return found.get();
      }
      if (lastLook) {
        throw new AssertionError("waited %s for %s".formatted(words(atMost), what));
      }
      LockSupport.parkNanos(Math.min(pause, Math.max(1, deadline - System.nanoTime())));
      if (Thread.currentThread().isInterrupted()) {
        throw new AssertionError("interrupted while waiting for " + what);
      }
      pause = Math.min(2 * pause, LOOK_AGAIN_MAX.toNanos());
    }
  }

  private static String words(Duration duration) {
    return duration.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
  }
}
