package io.ingestlayer.bench.micro;

import io.ingestlayer.bench.SampleEvents;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Condition;
import io.ingestlayer.expression.Expression;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.expression.Scope;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.State;

/// Does an event pass? Its payload has been read before, as it is when it comes from the gate.
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class MatchBenchmark {
  private final Condition filter =
      Condition.field(
          "$event.feature",
          "in",
          Value.array(List.of(Value.of("webhook"), Value.of("api"), Value.of("export"))));
  private final Expression expression =
      Expression.parse("$event.count / 10 >= 0.5 && $event.plan == \"growth\" && !$event.trial");
  private final Scope scope = Scope.of(SampleEvents.stored(7), SampleEvents.time());

  @Benchmark
  public boolean filter() {
    return filter.test(scope, Notes.none());
  }

  @Benchmark
  public boolean expression() {
    return expression.test(scope, Notes.none());
  }
}
