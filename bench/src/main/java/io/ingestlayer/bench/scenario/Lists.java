package io.ingestlayer.bench.scenario;

import io.ingestlayer.bench.Figure;
import io.ingestlayer.bench.Figures;
import io.ingestlayer.bench.SampleEvents;
import io.ingestlayer.bench.load.LoadGenerator;
import io.ingestlayer.bench.load.Pace;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// (e) Looking through ten million stored deliveries, by every filter that a list has, and the whole way of (c) with them
/// stored, beside the same before.
final class Lists {
  private static final int CONNECTIONS = 16;
  private static final int EVENTS = 100;
  private static final int TURNS = 7;
  private static final int PAGES = 8;
  private static final double PAGE_MILLIS_MAX = 150;
  private static final double RATIO_MIN = 0.9;
  private static final Duration ROWS_MAX = Duration.ofMinutes(2);

  private final Rig rig;
  private final Figures figures;
  private final Lengths lengths;

  Lists(Rig rig, Figures figures, Lengths lengths) {
    this.rig = rig;
    this.figures = figures;
    this.lengths = lengths;
  }

  void run() throws IOException {
    figures.say("(e) %,d stored deliveries".formatted(lengths.storedDeliveries()));
    double before = way();
    rig.past().fill(lengths.storedDeliveries());
    figures.say("(e) they are stored; pages of lists");
    pages();
    double after = way();
    figures.add(
        new Figure(
            "(e) HTTP to rows, with them stored",
            after,
            "events/s",
            before,
            new Figure.Target.Ratio(RATIO_MIN)));
  }

  private void pages() throws IOException {
    List<Double> all = new ArrayList<>();
    for (String filter : filters()) {
      List<Double> millis = walk("/v1/deliveries?limit=50" + filter);
      figures.say(
          "list%s: %s ms".formatted(filter, millis.stream().map(it -> Math.round(it)).toList()));
      all.addAll(millis);
    }
    double[] sorted = all.stream().mapToDouble(it -> it).sorted().toArray();
    figures.add(Figure.of("(e) pages of lists: p50", sorted[sorted.length / 2], "ms"));
    figures.add(
        Figure.of("(e) pages of lists: p95", sorted[sorted.length * 95 / 100], "ms")
            .aiming(new Figure.Target.Most(PAGE_MILLIS_MAX)));
    figures.add(
        Figure.of(
            "(e) counts by hour and state, ten days",
            rig.server().get("/v1/deliveries/counts?bucket=1h&group_by=state").toNanos() / 1e6,
            "ms"));
  }

  private static List<String> filters() {
    LocalDate today = LocalDate.now(Clock.systemUTC());
    return List.of(
        "",
        "&state=delivered",
        "&state=dead",
        "&state=dropped",
        "&state=canceled",
        "&state=pending",
        "&state=held",
        "&destination=destination-3",
        "&destination=rare",
        "&destination=never-was",
        "&destination=rare&state=dead",
        "&destination=destination-3&state=dead",
        "&pipeline=feature-usage",
        "&code=http_500",
        "&code=never-was",
        "&state=dead&to=" + today.minusDays(7) + "T00:00:00Z",
        "&destination=rare&from=" + today.minusDays(9) + "T00:00:00Z",
        "&destination=destination-5&to=" + today.minusDays(4) + "T12:00:00Z");
  }

  /// The first pages of a list, each by the cursor of the one before.
  private List<Double> walk(String path) throws IOException {
    List<Double> millis = new ArrayList<>();
    String next = path;
    for (int page = 0; page < PAGES && next != null; page++) {
      PackedServer.Answered answered = rig.server().ask(next);
      millis.add(answered.took().toNanos() / 1e6);
      next = answered.next().map(it -> path + "&cursor=" + it).orElse(null);
    }
    return millis;
  }

  /// The median of some short turns of the whole way, in events a second.
  private double way() throws IOException {
    LoadGenerator load = rig.load(CONNECTIONS, SampleEvents.TYPE, EVENTS, false);
    double[] rates = new double[TURNS];
    for (int turn = 0; turn < TURNS; turn++) {
      long rows = rig.warehouse().rows();
      long begun = System.nanoTime();
      long accepted =
          rig.round(load, new Pace.Closed(ROWS_MAX, lengths.limitRows() / EVENTS))
              .measured()
              .events();
      rig.warehouse().awaitRows(rows + accepted, ROWS_MAX);
      rates[turn] = accepted / ((System.nanoTime() - begun) / 1e9);
    }
    figures.say(
        "by turns: " + Arrays.toString(Arrays.stream(rates).mapToLong(Math::round).toArray()));
    Arrays.sort(rates);
    return rates[TURNS / 2];
  }
}
