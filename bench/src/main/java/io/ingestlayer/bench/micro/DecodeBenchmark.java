package io.ingestlayer.bench.micro;

import io.ingestlayer.bench.SampleEvents;
import io.ingestlayer.catalog.Catalog;
import io.ingestlayer.ingest.DecodedEvent;
import io.ingestlayer.ingest.RequestDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// A request's bytes become events: every check of the gate but the schema.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DecodeBenchmark {
  private final RequestDecoder decoder = new Catalog().sdk();
  private final byte[] one = body(1);
  private final byte[] hundred = body(100);

  private static byte[] body(int events) {
    return SampleEvents.body(SampleEvents.TYPE, 0, events, true).getBytes(StandardCharsets.UTF_8);
  }

  @Benchmark
  public List<DecodedEvent> one() {
    return decoder.decode(one, SampleEvents.time());
  }

  @Benchmark
  public List<DecodedEvent> hundred() {
    return decoder.decode(hundred, SampleEvents.time());
  }
}
