package io.ingestlayer.bench.scenario;

import io.ingestlayer.bench.Figure;
import io.ingestlayer.bench.Figures;
import io.ingestlayer.bench.SampleEvents;
import io.ingestlayer.bench.load.LoadGenerator;
import io.ingestlayer.bench.load.Pace;
import java.io.IOException;
import java.time.Duration;

/// (c) The second story as fast as it goes: HTTP, filter (all pass), enrich, a row in the destination's table. The clock
/// stops when the last row is there.
final class WholeWay {
  private static final int CONNECTIONS = 16;
  private static final int EVENTS = 100;
  private static final double AIM = 15_000;

  /// At a tenth of what is aimed at.
  private static final Duration ROWS_MAX = Duration.ofMinutes(2);

  private final Rig rig;
  private final Figures figures;
  private final Lengths lengths;

  WholeWay(Rig rig, Figures figures, Lengths lengths) {
    this.rig = rig;
    this.figures = figures;
    this.lengths = lengths;
  }

  void run() throws IOException, InterruptedException {
    figures.say("(c) HTTP, filter, enrich, rows; and plain COPY, and rows one by one");
    PostgresWarehouse warehouse = rig.warehouse();
    way(false, Pace.Closed.during(lengths.warmUp()));
    Measured plain = way(false, events(lengths.rows()));
    double copied = warehouse.copied(lengths.baseline());
    Measured keyed = way(true, events(lengths.keyedRows()));
    rig.attempts().summary().forEach(it -> figures.say("attempts: " + it));
    double oneByOne = warehouse.insertedOneByOne(lengths.baseline());
    String name = "(c) HTTP to rows, batches of 100";
    figures.add(
        new Figure(name, plain.perSecond(), "events/s", copied, new Figure.Target.Value(AIM)));
    plain.cpu().report(figures, name, plain.events());
    figures.add(
        Figure.of("(c) HTTP to rows, batches of 100 with keys", keyed.perSecond(), "events/s")
            .against(copied));
    figures.add(Figure.of("(c) plain COPY into such a table, two connections", copied, "rows/s"));
    figures.add(
        Figure.of("(c) one row, one commit, one connection", oneByOne, "rows/s").against(copied));
  }

  private static Pace events(int number) {
    return new Pace.Closed(ROWS_MAX, number / EVENTS);
  }

  /// Events from the first request to the last row.
  private Measured way(boolean keys, Pace pace) throws IOException {
    LoadGenerator load = rig.load(CONNECTIONS, SampleEvents.TYPE, EVENTS, keys);
    long rows = rig.warehouse().rows();
    CpuTimes cpu = rig.cpu();
    long begun = System.nanoTime();
    long accepted = rig.round(load, pace).measured().events();
    Duration answered = Duration.ofNanos(System.nanoTime() - begun);
    rig.warehouse().awaitRows(rows + accepted, ROWS_MAX);
    Duration elapsed = Duration.ofNanos(System.nanoTime() - begun);
    CpuTimes used = rig.cpu().minus(cpu);
    figures.say(
        "%,d events were answered after %.1f s, their rows were there after %.1f s"
            .formatted(accepted, answered.toNanos() / 1e9, elapsed.toNanos() / 1e9));
    return new Measured(accepted, elapsed, used);
  }
}
