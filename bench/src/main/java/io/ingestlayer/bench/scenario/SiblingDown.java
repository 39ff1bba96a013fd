package io.ingestlayer.bench.scenario;

import io.ingestlayer.bench.Figure;
import io.ingestlayer.bench.Figures;
import io.ingestlayer.bench.SampleEvents;
import io.ingestlayer.bench.load.LoadGenerator;
import io.ingestlayer.bench.load.Pace;
import io.ingestlayer.testkit.await.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// (f) How long nine destinations wait for what was accepted while a tenth, which gets 100 messages a second, is down:
/// beside the same with a tenth that is well, in turns; then with six hours of its backlog waiting; then while that drains
/// at its rate.
final class SiblingDown {
  private static final int CONNECTIONS = 8;
  private static final int TENTH_A_SECOND = 100;
  private static final int STEADY_A_SECOND = 20;
  private static final int TENTHS_TO_ONE_STEADY = TENTH_A_SECOND / STEADY_A_SECOND;
  private static final int ROUNDS = 3;
  private static final double LATENCY_RATIO_MAX = 1.1;
  private static final double DRAIN_RATIO_MIN = 0.9;
  private static final Duration ARRIVED_MAX = Duration.ofSeconds(30);

  private final Rig rig;
  private final Figures figures;
  private final Lengths lengths;

  SiblingDown(Rig rig, Figures figures, Lengths lengths) {
    this.rig = rig;
    this.figures = figures;
    this.lengths = lengths;
  }

  void run() throws IOException {
    figures.say(
        "(f) %d destinations at %d messages a second each, and a tenth at %d a second"
            .formatted(Receivers.HEALTHY, STEADY_A_SECOND, TENTH_A_SECOND));
    LoadGenerator well = load(Receivers.TENTH_UP);
    LoadGenerator down = load(Receivers.TENTH_DOWN);
    rig.receivers().tenthIsDown(true);
    turn(well);
    turn(down);
    long memory = rig.server().residentMib();
    Histogram before = new Histogram(3);
    Histogram beside = new Histogram(3);
    for (int round = 0; round < ROUNDS; round++) {
      before.add(turn(well));
      beside.add(turn(down));
    }
    tell("the tenth is down", beside, before);
    rig.backlog().fill(Receivers.DOWN, lengths.backlog());
    figures.say(
        "(f) %,d deliveries wait for the tenth".formatted(rig.backlog().open(Receivers.DOWN)));
    turn(down);
    Histogram behind = new Histogram(3);
    for (int round = 0; round < ROUNDS; round++) {
      behind.add(turn(down));
    }
    tell("%,d wait for the tenth".formatted(lengths.backlog()), behind, before);
    figures.add(
        Figure.of("(f) the server's memory then", (double) rig.server().residentMib(), "MiB")
            .against((double) memory));
    drain(well, before);
  }

  /// It is back: a person ends the pause, so that nobody waits for the next probe.
  private void drain(LoadGenerator well, Histogram before) throws IOException {
    rig.server().post("/v1/destinations/" + Receivers.DOWN + "/pause", "{\"reason\": \"bench\"}");
    rig.receivers().tenthIsDown(false);
    long none = rig.backlog().delivered(Receivers.DOWN);
    rig.server().post("/v1/destinations/" + Receivers.DOWN + "/resume", "{}");
    Await.until(
        "the backlog to flow",
        ARRIVED_MAX,
        () -> rig.backlog().delivered(Receivers.DOWN) > none + Receivers.DRAIN_PER_SECOND / 2);
    long drained = rig.backlog().delivered(Receivers.DOWN);
    long begun = System.nanoTime();
    Histogram meanwhile = turn(well);
    double rate =
        (rig.backlog().delivered(Receivers.DOWN) - drained) / ((System.nanoTime() - begun) / 1e9);
    // A thousand more are sent each second: that has its price, which is only told.
    tell("the tenth's backlog drains", meanwhile, before, null);
    figures.add(
        new Figure(
            "(f) the backlog drains; its rate is the baseline",
            rate,
            "/s",
            (double) Receivers.DRAIN_PER_SECOND,
            new Figure.Target.Ratio(DRAIN_RATIO_MIN)));
    rig.server().post("/v1/destinations/" + Receivers.DOWN + "/pause", "{\"reason\": \"bench\"}");
  }

  private LoadGenerator load(String tenth) {
    List<String> bodies = new ArrayList<>();
    for (int i = 0; i < TENTHS_TO_ONE_STEADY; i++) {
      bodies.add(SampleEvents.body(tenth, i, 1, false));
    }
    bodies.add(SampleEvents.body(Receivers.STEADY, TENTHS_TO_ONE_STEADY, 1, false));
    return rig.load(CONNECTIONS, bodies, 1);
  }

  /// What the nine waited for in one turn.
  private Histogram turn(LoadGenerator load) throws IOException {
    rig.receivers().arrivals().take();
    rig.round(load, new Pace.Open(TENTH_A_SECOND + STEADY_A_SECOND, lengths.sibling()));
    rig.settle();
    Await.until("the nine to have all", ARRIVED_MAX, () -> rig.backlog().open("healthy-%") == 0);
    return rig.receivers().arrivals().take();
  }

  private void tell(String when, Histogram latencies, Histogram before) {
    tell(when, latencies, before, new Figure.Target.RatioMost(LATENCY_RATIO_MAX));
  }

  private void tell(
      String when, Histogram latencies, Histogram before, Figure.@Nullable Target target) {
    for (double percentile : new double[] {50, 95, 99}) {
      figures.add(
          new Figure(
              "(f) accepted to received by nine, %s: p%.0f".formatted(when, percentile),
              latencies.getValueAtPercentile(percentile) / 1e3,
              "ms",
              before.getValueAtPercentile(percentile) / 1e3,
              target));
    }
  }
}
