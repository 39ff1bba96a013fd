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

/// (f) How long nine destinations wait for what was accepted while a tenth is down, at 100 messages a second for each:
/// beside the same with a tenth that is well, in turns; then with six hours of its backlog waiting; then while that drains
/// at its rate.
///
/// Other events come meanwhile, which go nowhere, so that the processors have something to do whether the tenth is sent to
/// or not. Without them whatever is not sent makes the others slower: a machine that sleeps more takes longer to wake, and
/// nine without any tenth waited 1.35 times as long (median) as nine beside one that was well.
final class SiblingDown {
  private static final int CONNECTIONS = 8;
  private static final int EACH_A_SECOND = 100;
  private static final int OTHERS_TO_ONE = 8;
  private static final int EVENTS_TO_ONE = 2 + OTHERS_TO_ONE;
  private static final String OTHER = "other.used";
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
        "(f) %d destinations and a tenth, %d messages a second for each, %d a second for nobody"
            .formatted(Receivers.HEALTHY, EACH_A_SECOND, OTHERS_TO_ONE * EACH_A_SECOND));
    LoadGenerator well = load(Receivers.TENTH_UP);
    LoadGenerator down = load(Receivers.TENTH_DOWN);
    rig.receivers().tenthIsDown(true);
    for (int pair = 0; pair < lengths.siblingWarmUps(); pair++) {
      turn(well);
      turn(down);
    }
    long memory = rig.server().residentMib();
    Histogram before = new Histogram(3);
    Histogram beside = new Histogram(3);
    for (int round = 0; round < lengths.siblingRounds(); round += 2) {
      before.add(turn(well));
      beside.add(turn(down));
      beside.add(turn(down));
      before.add(turn(well));
    }
    tell("the tenth is down", beside, before);
    rig.backlog().fill(Receivers.DOWN, lengths.backlog());
    figures.say(
        "(f) %,d deliveries wait for the tenth".formatted(rig.backlog().open(Receivers.DOWN)));
    turn(down);
    Histogram behind = new Histogram(3);
    for (int round = 0; round < lengths.siblingRounds(); round++) {
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
    int user = 0;
    bodies.add(SampleEvents.body(tenth, user++, 1, false));
    bodies.add(SampleEvents.body(Receivers.STEADY, user++, 1, false));
    while (bodies.size() < EVENTS_TO_ONE) {
      bodies.add(SampleEvents.body(OTHER, user++, 1, false));
    }
    return rig.load(CONNECTIONS, bodies, 1);
  }

  /// What the nine waited for in one turn.
  private Histogram turn(LoadGenerator load) throws IOException {
    rig.receivers().arrivals().take();
    rig.round(load, new Pace.Open(EACH_A_SECOND * EVENTS_TO_ONE, lengths.sibling()));
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
