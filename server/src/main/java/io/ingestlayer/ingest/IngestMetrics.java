package io.ingestlayer.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What is counted at the gate. Labels are codes of ours, never a sender's words. Any thread may call it.
public final class IngestMetrics {
  private static final int CODES_MAX = 64;
  private static final String REST = "other";

  private final MeterRegistry registry;
  private final Counter accepted;
  private final Counter duplicates;
  private final Counter deadLettersDropped;
  private final Counter limitsUncounted;
  private final Map<String, Counter> rejected = new ConcurrentHashMap<>();

  public IngestMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.accepted =
        Counter.builder("ingestlayer_accepted").description("Events stored").register(registry);
    this.duplicates =
        Counter.builder("ingestlayer_duplicates")
            .description("Events whose idempotency key stood for a stored one")
            .register(registry);
    this.deadLettersDropped =
        Counter.builder("ingestlayer_dead_letters_dropped")
            .description("Refused events that could not be kept as dead letters")
            .register(registry);
    this.limitsUncounted =
        Counter.builder("ingestlayer_limits_uncounted")
            .description("Requests and refusals at the gate that limits could not count")
            .register(registry);
  }

  void accepted(int events) {
    accepted.increment(events);
  }

  void duplicates(int events) {
    duplicates.increment(events);
  }

  /// A refused event, or a refused request whose events were not read.
  void rejected(String code) {
    Counter known = rejected.get(code);
    (known == null ? counterOf(code) : known).increment();
  }

  private Counter counterOf(String code) {
    String label = rejected.size() < CODES_MAX ? code : REST;
    return rejected.computeIfAbsent(
        label,
        it ->
            Counter.builder("ingestlayer_rejected")
                .description("Events and requests refused at the gate")
                .tag("code", it)
                .register(registry));
  }

  void deadLettersDropped(long letters) {
    deadLettersDropped.increment((double) letters);
  }

  void limitsUncounted(long times) {
    limitsUncounted.increment((double) times);
  }
}
