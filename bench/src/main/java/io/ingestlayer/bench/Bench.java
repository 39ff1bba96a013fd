package io.ingestlayer.bench;

import io.ingestlayer.bench.micro.MicroBenchmarks;
import io.ingestlayer.bench.scenario.Lengths;
import io.ingestlayer.bench.scenario.Scenarios;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

/// The program behind `bench/run`.
///
/// - `--quick`: everything once and briefly, to see that it works; writes nothing, and its figures mean nothing
/// - `--no-micro`: without JMH
public final class Bench {
  private Bench() {}

  public static void main(String[] arguments) throws Exception {
    List<String> given = List.of(arguments);
    if (!List.of("--quick", "--no-micro").containsAll(given)) {
      System.err.println("usage: bench/run [--quick] [--no-micro]");
      System.exit(2);
    }
    boolean quick = given.contains("--quick");
    boolean micro = !given.contains("--no-micro");
    Path root = Path.of(System.getProperty("ingestlayer.root", "."));
    long begun = System.nanoTime();
    Machine before = Machine.here();
    Figures figures = new Figures(System.out);
    figures.say(
        "load average " + before.load() + (quick ? "; quick, for the look of it only" : ""));
    Scenarios.run(root, figures, quick ? Lengths.QUICK : Lengths.FULL);
    if (micro) {
      MicroBenchmarks.run(figures, quick);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    figures.say("took " + took.toSeconds() + " s");
    if (!quick && micro) {
      ResultsPage page =
          new ResultsPage(
              before,
              Machine.here(),
              LocalDate.now(Clock.systemUTC()),
              System.getProperty("ingestlayer.commit", "unknown"),
              took,
              figures.all());
      page.write(root.resolve("bench/RESULTS.md"));
      figures.say("written to bench/RESULTS.md");
    }
  }
}
