package io.ingestlayer.bench.scenario;

import io.ingestlayer.bench.Figure;
import io.ingestlayer.bench.Figures;
import io.ingestlayer.bench.load.LoadGenerator;
import io.ingestlayer.bench.load.Pace;
import io.ingestlayer.log.postgres.LogSettings;
import java.io.IOException;
import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// (a) One event in each request, 64 connections, nothing matches: how many durable answers a second.
final class SingleEvents {
  static final String UNMATCHED = "bench.unmatched";
  private static final int CONNECTIONS = 64;
  private static final double AIM = 10_000;

  /// Where the open loop runs: busy, but not so that a queue grows without end.
  private static final double OPEN_LOAD = 0.7;

  private final Rig rig;
  private final Figures figures;
  private final Lengths lengths;

  SingleEvents(Rig rig, Figures figures, Lengths lengths) {
    this.rig = rig;
    this.figures = figures;
    this.lengths = lengths;
  }

  void run() throws IOException, InterruptedException {
    figures.say("the server warms up");
    rig.round(rig.load(CONNECTIONS, UNMATCHED, 1, true), Pace.Closed.during(lengths.firstWarmUp()));
    rig.settle();
    measure("(a) single events", false, new Figure.Target.Value(AIM));
    measure("(a) single events with keys", true, null);
  }

  private void measure(String name, boolean keys, Figure.@Nullable Target target)
      throws IOException, InterruptedException {
    figures.say(name + ", and 64 threads that append without HTTP");
    LoadGenerator load = rig.load(CONNECTIONS, UNMATCHED, 1, keys);
    Measured http = Measured.NOTHING;
    Measured own = Measured.NOTHING;
    Duration behind = Duration.ZERO;
    Histogram latencies = new Histogram(3);
    try (AppendBaseline baseline =
        new AppendBaseline(
            rig, LogSettings.defaults(), new AppendBaseline.Calls(CONNECTIONS, 1, keys))) {
      rig.round(load, Pace.Closed.during(lengths.warmUp()));
      rig.settle();
      baseline.run(lengths.warmUp());
      for (int i = 0; i < lengths.rounds(); i++) {
        Rig.Round round = rig.round(load, Pace.Closed.during(lengths.round()));
        http = http.plus(round.measured());
        latencies.add(round.load().latencies());
        behind = behind.plus(rig.settle());
        own = own.plus(baseline.run(lengths.round()));
      }
    }
    figures.add(new Figure(name, http.perSecond(), "requests/s", own.perSecond(), target));
    latencies(name + ", closed loop", latencies);
    http.cpu().report(figures, name, http.events());
    figures.add(Figure.of(name + ": decided after the last answer", seconds(behind), "s"));
    open(name, load, OPEN_LOAD * http.perSecond());
  }

  private void open(String name, LoadGenerator load, double perSecond) throws IOException {
    Rig.Round round = rig.round(load, new Pace.Open(perSecond, lengths.open()));
    latencies("%s, open loop of %,.0f/s".formatted(name, perSecond), round.load().latencies());
    rig.settle();
  }

  private void latencies(String name, Histogram latencies) {
    figures.add(Figure.of(name + ": p50", latencies.getValueAtPercentile(50) / 1e6, "ms"));
    figures.add(Figure.of(name + ": p99", latencies.getValueAtPercentile(99) / 1e6, "ms"));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
