package io.ingestlayer.bench.micro;

import io.ingestlayer.bench.SampleEvents;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.expression.TextTemplate;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.State;

/// An event becomes text, and a whole Slack message.
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RenderBenchmark {
  static final String TEXT =
      "*{{ $entity.user.account }}* ($event.plan) used $event.feature {{ $event.count }} times, {{ $entity.user.owner ?? 'nobody' }} looks after them";

  private final TextTemplate template = TextTemplate.parse(TEXT);
  private final Scope scope = scope();
  private final SlackPreview slack = SlackPreview.of(scope);

  private static Scope scope() {
    Value.Obj traits = Value.object().put("account", "Acme").put("owner", "mia").build();
    return Scope.of(SampleEvents.stored(7), SampleEvents.time()).withEntity("user", traits);
  }

  @Benchmark
  public String text() {
    return template.render(scope, Notes.none());
  }

  @Benchmark
  public Value slackTemplate() {
    return slack.template();
  }

  @Benchmark
  public Value slackDefault() {
    return slack.standard();
  }
}
