package io.ingestlayer.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.outbox.OutboxEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/// Counts events against limits, and keeps what comes of it. Each record is held against the published schema.
final class LimitRun {
  static final Instant NOW = Instant.parse("2026-12-01T00:00:00Z");

  private final MemoryCounterStore store = new MemoryCounterStore(10_000, 100_000);
  private final Traits traits;
  private Function<Function<CounterStore, Outcome>, Outcome> transactions;
  private LimitRules rules;
  final List<Violation> violations = new ArrayList<>();
  final List<OutboxEvent> events = new ArrayList<>();
  final List<Outcome.Refused> refused = new ArrayList<>();

  LimitRun(Traits traits, TestLimit... limits) {
    this.traits = traits;
    this.transactions = work -> work.apply(store);
    this.rules = rules(limits);
  }

  LimitRun(TestLimit... limits) {
    this(Traits.NONE, limits);
  }

  /// In a database, each batch in a transaction of its own.
  LimitRun in(LimitTables tables) {
    transactions = tables::in;
    return this;
  }

  private static LimitRules rules(TestLimit... limits) {
    return new LimitRules(List.of(limits).stream().map(TestLimit::rule).toList());
  }

  /// The definitions change; what was counted stays.
  void change(TestLimit... limits) {
    rules = rules(limits);
  }

  MemoryCounterStore store() {
    return store;
  }

  Outcome count(Event... events) {
    return count(List.of(events));
  }

  /// As one batch.
  Outcome count(List<Event> events) {
    return take(events.stream().map(Occurrence::of).toList());
  }

  Outcome take(List<Occurrence> occurrences) {
    Measured measured = rules.measure(occurrences, traits);
    Outcome outcome = transactions.apply(in -> LimitEvaluation.count(measured, in, NOW));
    violations.addAll(outcome.violations());
    events.addAll(outcome.events());
    refused.addAll(outcome.refused());
    for (Violation violation : outcome.violations()) {
      assertThat(ViolationSchemaTest.check(violation.record().toJson())).isEmpty();
    }
    return outcome;
  }

  List<UUID> ids() {
    return violations.stream().map(Violation::id).toList();
  }

  List<Long> values() {
    return violations.stream().map(it -> it.record().value()).toList();
  }

  List<OutboxEvent> events(String type) {
    return events.stream().filter(it -> it.type().equals(type)).toList();
  }

  /// How often that happened, to any limit.
  long tallied(Tally.Count count) {
    return store.tally().sorted().values().stream()
        .mapToLong(it -> it.getOrDefault(count, 0L))
        .sum();
  }

  static Traits traits(String kind, String id, String traits) {
    return (wanted, ids) ->
        wanted.equals(kind) && ids.contains(id) ? Map.of(id, Json.parseObject(traits)) : Map.of();
  }

  static String json(Value value) {
    return Json.write(value);
  }
}
