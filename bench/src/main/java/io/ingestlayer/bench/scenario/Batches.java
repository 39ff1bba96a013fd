package io.ingestlayer.bench.scenario;

import io.ingestlayer.bench.Figure;
import io.ingestlayer.bench.Figures;
import io.ingestlayer.bench.load.LoadGenerator;
import io.ingestlayer.bench.load.Pace;
import io.ingestlayer.log.postgres.LogSettings;
import java.io.IOException;

/// (b) Batches of a hundred events with keys, nothing matches, beside the same append transaction without HTTP: what the
/// way over HTTP, decoding and the gate leave of it.
final class Batches {
  private static final int CONNECTIONS = 16;
  private static final int EVENTS = 100;
  private static final int CALLERS = 8;
  private static final int GROUP = 500;
  private static final double AIM = 0.6;

  private final Rig rig;
  private final Figures figures;
  private final Lengths lengths;

  Batches(Rig rig, Figures figures, Lengths lengths) {
    this.rig = rig;
    this.figures = figures;
    this.lengths = lengths;
  }

  void run() throws IOException, InterruptedException {
    String name = "(b) batches of 100 with keys";
    figures.say(name + ", and groups of 500 over two connections without HTTP");
    LoadGenerator load = rig.load(CONNECTIONS, SingleEvents.UNMATCHED, EVENTS, true);
    Measured http = Measured.NOTHING;
    Measured own = Measured.NOTHING;
    try (AppendBaseline baseline =
        new AppendBaseline(
            rig, groupsOfFiveHundred(), new AppendBaseline.Calls(CALLERS, GROUP, true))) {
      rig.round(load, Pace.Closed.during(lengths.warmUp()));
      rig.settle();
      baseline.run(lengths.warmUp());
      for (int i = 0; i < lengths.rounds(); i++) {
        http = http.plus(rig.round(load, Pace.Closed.during(lengths.round())).measured());
        rig.settle();
        own = own.plus(baseline.run(lengths.round()));
      }
    }
    figures.add(
        new Figure(
            name, http.perSecond(), "events/s", own.perSecond(), new Figure.Target.Ratio(AIM)));
    http.cpu().report(figures, name, http.events());
    own.cpu().report(figures, name + ", baseline", own.events());
  }

  private static LogSettings groupsOfFiveHundred() {
    LogSettings defaults = LogSettings.defaults();
    return new LogSettings(
        2,
        GROUP,
        defaults.shareFrom(),
        defaults.queueMax(),
        defaults.queueCharactersMax(),
        defaults.appendTimeout(),
        defaults.leaseDuration());
  }
}
