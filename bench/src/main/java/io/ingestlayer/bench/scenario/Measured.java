package io.ingestlayer.bench.scenario;

import java.time.Duration;

/// So many events in that time, and what they cost.
record Measured(long events, Duration elapsed, CpuTimes cpu) {
  static final Measured NOTHING = new Measured(0, Duration.ZERO, CpuTimes.NONE);

  Measured plus(Measured more) {
    return new Measured(events + more.events, elapsed.plus(more.elapsed), cpu.plus(more.cpu));
  }

  double perSecond() {
    return elapsed.isZero() ? 0 : events / (elapsed.toNanos() / 1e9);
  }
}
