package io.ingestlayer.bench.micro;

import io.ingestlayer.bench.Figure;
import io.ingestlayer.bench.Figures;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs the JMH benchmarks of this package, each in a process of its own.
public final class MicroBenchmarks {
  private static final int WARM_UPS = 2;
  private static final int MEASUREMENTS = 3;

  private MicroBenchmarks() {}

  /// @param quick one short turn of each within this process, which measures nothing worth keeping
  public static void run(Figures figures, boolean quick) throws RunnerException {
    figures.say("JMH: decode, match, render");
    var options =
        new OptionsBuilder()
            .include(MicroBenchmarks.class.getPackageName())
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            .forks(quick ? 0 : 1)
            .warmupIterations(quick ? 1 : WARM_UPS)
            .warmupTime(quick ? TimeValue.milliseconds(50) : TimeValue.seconds(1))
            .measurementIterations(quick ? 1 : MEASUREMENTS)
            .measurementTime(quick ? TimeValue.milliseconds(50) : TimeValue.seconds(1));
    Collection<RunResult> results = new Runner(options.build()).run();
    sorted(results)
        .forEach(it -> {
          Result<?> result = it.getPrimaryResult();
          figures.add(Figure.of("JMH " + shortened(it), result.getScore(), result.getScoreUnit()));
        });
  }

  private static List<RunResult> sorted(Collection<RunResult> results) {
    return results.stream()
        .sorted(Comparator.comparing(it -> it.getParams().getBenchmark()))
        .toList();
  }

  /// `DecodeBenchmark.hundred` without the package.
  private static String shortened(RunResult result) {
    String name = result.getParams().getBenchmark();
    int method = name.lastIndexOf('.');
    return name.substring(name.lastIndexOf('.', method - 1) + 1);
  }
}
