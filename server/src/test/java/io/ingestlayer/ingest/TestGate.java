package io.ingestlayer.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ingestlayer.ingest.source.sdk.BatchDecoder;
import io.ingestlayer.limit.LimitRecords;
import io.ingestlayer.limit.Traits;
import io.ingestlayer.log.EventLog;
import io.ingestlayer.log.postgres.LogSettings;
import io.ingestlayer.log.postgres.TestLog;
import io.ingestlayer.platform.time.Timer;
import io.ingestlayer.schema.EventSchema;
import io.ingestlayer.schema.SchemaRegistry;
import io.ingestlayer.workspace.PipelineVersion;
import io.ingestlayer.workspace.Workspace;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// The gate with everything behind it, on a database of its own; the clock is turned by hand.
final class TestGate implements AutoCloseable {
  static final int LETTERS_MAX = 700;
  private static final DeadLetterQueue.Settings QUEUE =
      new DeadLetterQueue.Settings(
          LETTERS_MAX, 1024 * 1024, 200, Duration.ofMillis(200), Duration.ofSeconds(5));

  private final TestLog log = new TestLog();
  private final EventLog events = log.open("gate", LogSettings.defaults());
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final IngestMetrics metrics = new IngestMetrics(meters);
  private final SchemaRegistry schemas = new SchemaRegistry(Map.of());
  private final DeadLetters letters =
      new PostgresDeadLetters(log.database(), new SplittableRandom(1));
  private final DeadLetterQueue queue = new DeadLetterQueue(letters, log.timer(), QUEUE, metrics);
  private final BatchDecoder decoder = new BatchDecoder();
  private final Gate gate = with(events);
  private final LimitRecords records = new LimitRecords(log.database());
  private final GateLimits limits =
      new GateLimits(
          List::of,
          RateBudget.Settings.DEFAULT,
          Traits.NONE,
          new PostgresGateLimits(log.database(), records.ledger(), () -> {}),
          log.timer(),
          metrics);

  Gate with(EventLog other) {
    return new Gate(other, NOTHING_DEFINED, schemas, queue, metrics);
  }

  static final Workspace NOTHING_DEFINED =
      new Workspace() {
        @Override
        public Active active() {
          return Active.NOTHING;
        }

        @Override
        public Optional<PipelineVersion> pipeline(int versionId) {
          return Optional.empty();
        }
      };

  List<DecodedEvent> decode(String body) {
    return decoder.decode(body.getBytes(UTF_8), log.timer().instant());
  }

  List<GateResult> pass(String body) throws Exception {
    return gate.pass("test", decode(body));
  }

  void declare(String type, EventSchema schema) {
    schemas.replace(Map.of(type, schema));
  }

  void declareNothing() {
    schemas.replace(Map.of());
  }

  /// Turns the clock until nothing waits any more.
  void writeDeadLetters() {
    while (queue.waiting() > 0) {
      log.clock().turn(Duration.ofMillis(200));
    }
    log.clock().turn(Duration.ofMillis(200));
  }

  void clear() {
    declareNothing();
    writeDeadLetters();
    log.clock().turn(Duration.ofSeconds(65));
    log.execute("truncate event, event_key, dead_letter, limit_violation");
  }

  long eventsStored() {
    return log.count("select count(*) from event");
  }

  Map<String, Double> counts() {
    Map<String, Double> counts = new TreeMap<>();
    for (Meter meter : meters.getMeters()) {
      StringBuilder name = new StringBuilder(meter.getId().getName().replace("ingestlayer_", ""));
      for (Tag tag : meter.getId().getTags()) {
        name.append(' ').append(tag.getValue());
      }
      meter.measure().forEach(it -> counts.put(name.toString(), it.getValue()));
    }
    return counts;
  }

  double count(String name) {
    return counts().getOrDefault(name, 0.0);
  }

  TestLog database() {
    return log;
  }

  Timer timer() {
    return log.timer();
  }

  Gate gate() {
    return gate;
  }

  BatchDecoder decoder() {
    return decoder;
  }

  IngestMetrics metrics() {
    return metrics;
  }

  GateLimits limits() {
    return limits;
  }

  /// What is recorded once a minute and the budget's window are over.
  List<String> limitRecords() {
    for (int second = 0; second < 65; second++) {
      log.clock().turn(Duration.ofSeconds(1));
    }
    return records.all();
  }

  DeadLetters letters() {
    return letters;
  }

  DeadLetterQueue queue() {
    return queue;
  }

  DeadLetterRetry retry() {
    return new DeadLetterRetry(letters, decoder, gate, log.timer());
  }

  @Override
  public void close() {
    queue.close();
    log.close();
  }
}
