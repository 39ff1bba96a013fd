package io.ingestlayer.bench.scenario;

import io.ingestlayer.bench.Figure;
import io.ingestlayer.bench.Figures;
import io.ingestlayer.bench.load.LoadGenerator;
import io.ingestlayer.bench.load.Pace;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// (g) Deliveries a second to each kind of destination, to a receiver on this machine: from the first request with events
/// to the last that was taken. Each with the concurrency of its kind; a kind that keeps a pace is defined with a rate that
/// is none.
final class Kinds {
  private static final int CONNECTIONS = 4;
  private static final int EVENTS = 100;

  /// Telegram's thirty a second for a bot are kept to whatever the rate says.
  private static final int TELEGRAM_MAX = 100;

  /// So are Discord's fifty a second for all webhooks.
  private static final int DISCORD_MAX = 150;

  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
  private static final Duration TAKEN_MAX = Duration.ofSeconds(30);

  private final Rig rig;
  private final Figures figures;
  private final Lengths lengths;

  Kinds(Rig rig, Figures figures, Lengths lengths) {
    this.rig = rig;
    this.figures = figures;
    this.lengths = lengths;
  }

  void run() throws IOException {
    figures.say("(g) deliveries a second to each kind of destination");
    for (String kind : new String[] {"webhook", "slack", "notion", "email"}) {
      measure(kind, kind, lengths.kind(), () -> rig.receivers().taken(kind));
    }
    measure(
        "discord",
        "discord, its 50 a second for all webhooks kept",
        Math.min(DISCORD_MAX, lengths.kind()),
        () -> rig.receivers().taken("discord"));
    measure(
        "telegram",
        "telegram, its 30 a second for a bot kept",
        Math.min(TELEGRAM_MAX, lengths.kind()),
        () -> rig.receivers().taken("telegram"));
    measure(
        "batches",
        "webhook, up to 100 events in a request",
        5 * lengths.kind(),
        () -> rig.backlog().delivered("to-batches"));
    measure("postgres", "postgres", 5 * lengths.kind(), () -> rig.warehouse().kindRows());
    measure("inbox", "inbox", lengths.kind(), () -> rig.backlog().kept("to-inbox"));
  }

  private void measure(String kind, String name, int events, LongSupplier taken)
      throws IOException {
    LoadGenerator load = rig.load(CONNECTIONS, "to." + kind, EVENTS, false);
    // What is new is compiled while it runs.
    send(load, Math.max(EVENTS, Math.min(events / 2, lengths.kind() / 4)), taken);
    Measured measured = send(load, events, taken);
    figures.add(Figure.of("(g) " + name, measured.perSecond(), "/s"));
    figures.add(
        Figure.of(
            "(g) " + name + ": CPU of the server",
            measured.cpu().server().toNanos() / 1e3 / measured.events(),
            "µs/event"));
  }

  private Measured send(LoadGenerator load, int events, LongSupplier taken) throws IOException {
    long before = taken.getAsLong();
    CpuTimes cpu = rig.cpu();
    long begun = System.nanoTime();
    long end = begun + TAKEN_MAX.toNanos();
    long accepted =
        rig.round(load, new Pace.Closed(TAKEN_MAX, Math.max(1, events / EVENTS)))
            .measured()
            .events();
    while (taken.getAsLong() - before < accepted) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "%d of %d were taken after %s"
                .formatted(taken.getAsLong() - before, accepted, TAKEN_MAX));
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
    Duration elapsed = Duration.ofNanos(System.nanoTime() - begun);
    return new Measured(accepted, elapsed, rig.cpu().minus(cpu));
  }
}
