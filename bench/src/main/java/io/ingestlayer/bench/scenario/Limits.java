package io.ingestlayer.bench.scenario;

import io.ingestlayer.bench.Figure;
import io.ingestlayer.bench.Figures;
import io.ingestlayer.bench.SampleEvents;
import io.ingestlayer.bench.load.LoadGenerator;
import io.ingestlayer.bench.load.Pace;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/// (d) The whole way of (c) once more, counted against a limit with 100 000 active keys, beside the same without it, in
/// turns; and what a limit with a million keys takes.
///
/// A turn is short, so that the destination's lane holds it in memory: what is beyond waits in the table for five seconds,
/// which would be measured instead. The medians of the turns are compared, since one that waited or met a checkpoint says
/// nothing of either.
final class Limits {
  private static final String METERED = "metered.used";
  private static final String COUNTED = "counted.used";
  private static final int CONNECTIONS = 16;
  private static final int EVENTS = 100;
  private static final int ROUNDS = 11;
  private static final int ROUNDS_FOR_ALL_KEYS = 6;
  private static final int QUERIES = 5;
  private static final double AIM = 0.8;
  private static final Duration ROWS_MAX = Duration.ofMinutes(2);

  private final Rig rig;
  private final Figures figures;
  private final Lengths lengths;

  Limits(Rig rig, Figures figures, Lengths lengths) {
    this.rig = rig;
    this.figures = figures;
    this.lengths = lengths;
  }

  void run() throws IOException {
    figures.say("(d) HTTP, filter, enrich, rows: with a limit of 100 000 keys, and without");
    LoadGenerator plainLoad = rig.load(CONNECTIONS, SampleEvents.TYPE, EVENTS, false);
    LoadGenerator meteredLoad = rig.load(CONNECTIONS, METERED, EVENTS, false);
    // All keys are there before anything is measured: a counter is made once and then counted in.
    for (int round = 0; round < ROUNDS_FOR_ALL_KEYS; round++) {
      way(meteredLoad, events(lengths.limitRows()));
    }
    Measured plain = Measured.NOTHING;
    Measured metered = Measured.NOTHING;
    double[] plainRates = new double[ROUNDS];
    double[] meteredRates = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      Measured without = way(plainLoad, events(lengths.limitRows()));
      Measured with = way(meteredLoad, events(lengths.limitRows()));
      plainRates[round] = without.perSecond();
      meteredRates[round] = with.perSecond();
      plain = plain.plus(without);
      metered = metered.plus(with);
    }
    figures.say("without, by turns: " + Arrays.toString(rounded(plainRates)));
    figures.say("with, by turns: " + Arrays.toString(rounded(meteredRates)));
    String name = "(d) HTTP to rows, counted by 100 000 keys";
    figures.add(
        new Figure(
            name,
            median(meteredRates),
            "events/s",
            median(plainRates),
            new Figure.Target.Ratio(AIM)));
    metered.cpu().report(figures, name, metered.events());
    plain.cpu().report(figures, "(d) the same without a limit", plain.events());
    million();
  }

  private void million() throws IOException {
    figures.say("(d) a limit with a million keys");
    PostgresCounters.Size before = rig.counters().size();
    long memory = rig.server().residentMib();
    LoadGenerator load = rig.load(CONNECTIONS, COUNTED, EVENTS, false);
    long begun = System.nanoTime();
    long counted = rig.round(load, events(lengths.limitKeys())).measured().events();
    rig.settle();
    double seconds = (System.nanoTime() - begun) / 1e9;
    PostgresCounters.Size after = rig.counters().size();
    long rows = after.rows() - before.rows();
    figures.add(Figure.of("(d) new keys counted", counted / seconds, "events/s"));
    figures.add(Figure.of("(d) a million keys: rows", (double) rows, "rows"));
    figures.add(
        Figure.of(
            "(d) a million keys: table and index",
            (after.bytes() - before.bytes()) / (double) rows,
            "bytes/row"));
    figures.add(
        Figure.of("(d) a million keys: the server's memory before", (double) memory, "MiB"));
    figures.add(
        Figure.of(
                "(d) a million keys: the server's memory after",
                (double) rig.server().residentMib(),
                "MiB")
            .against((double) memory));
    double[] millis = new double[QUERIES];
    for (int i = 0; i < QUERIES; i++) {
      millis[i] = rig.server().get("/v1/limits/million-keys/top?limit=20").toNanos() / 1e6;
    }
    figures.add(Figure.of("(d) a million keys: /top, median of 5", median(millis), "ms"));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static long[] rounded(double[] values) {
    return Arrays.stream(values).mapToLong(Math::round).toArray();
  }

  private static Pace events(int number) {
    return new Pace.Closed(ROWS_MAX, number / EVENTS);
  }

  /// Events from the first request to the last row.
  private Measured way(LoadGenerator load, Pace pace) throws IOException {
    long rows = rig.warehouse().rows();
    CpuTimes cpu = rig.cpu();
    long begun = System.nanoTime();
    long accepted = rig.round(load, pace).measured().events();
    rig.warehouse().awaitRows(rows + accepted, ROWS_MAX);
    Duration elapsed = Duration.ofNanos(System.nanoTime() - begun);
    return new Measured(accepted, elapsed, rig.cpu().minus(cpu));
  }
}
