package io.ingestlayer.limit;

import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.outbox.OutboxEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The records and warnings that a batch leads to, each once. One thread.
final class Crossings {
  private final Instant now;
  private final Map<UUID, Violation> violations = new LinkedHashMap<>();
  private final Map<UUID, OutboxEvent> violated = new LinkedHashMap<>();
  private final Map<UUID, OutboxEvent> warnings = new LinkedHashMap<>();

  /// @param now the time of the records
  Crossings(Instant now) {
    this.now = now;
  }

  /// A value that is more than the threshold, or more by so many levels.
  void violated(Hit hit, long value, int level) {
    LimitRule rule = hit.rule();
    Window window = hit.window();
    ViolationRecord record =
        new ViolationRecord(
            rule.name(),
            rule.type(),
            window == null ? null : window.seconds(),
            hit.threshold(),
            rule.unit(),
            rule.eventType(),
            value,
            context(hit));
    Violation violation =
        new Violation(
            id(hit, level),
            hit.at(),
            now,
            window,
            rule.action(),
            level,
            isLate(hit),
            hit.key().values(),
            record);
    if (violations.putIfAbsent(violation.id(), violation) == null) {
      violated.put(violation.id(), LimitEvents.crossed(violation, hit));
    }
  }

  /// A window with more keys than are counted apart; nothing is refused for that.
  void overflowed(Hit hit, Window window) {
    LimitRule rule = hit.rule();
    UUID id =
        new Digest()
            .add("cardinality")
            .add(hit.ruleId())
            .add(rule.keysMax())
            .add(window.start().toEpochMilli())
            .id();
    ViolationRecord record =
        new ViolationRecord(
            rule.name(),
            "cardinality_limit",
            window.seconds(),
            rule.keysMax(),
            LimitUnit.COUNT,
            rule.eventType(),
            ExactInteger.add(rule.keysMax(), 1),
            null);
    Violation violation =
        new Violation(
            id, hit.at(), now, window, LimitAction.RECORD, 1, isLate(hit), Value.Obj.EMPTY, record);
    violations.putIfAbsent(id, violation);
    violated.putIfAbsent(id, LimitEvents.violated(violation));
  }

  /// A value that has reached further percents: more than `before`, up to `reached`.
  void warned(Hit hit, long value, int before, int reached) {
    List<Integer> percents =
        hit.rule().warnAt().stream().filter(it -> it > before && it <= reached).sorted().toList();
    OutboxEvent warning = LimitEvents.warning(hit, value, percents);
    warnings.putIfAbsent(warning.id(), warning);
  }

  /// Those records that were not there yet.
  List<Violation> write(CounterStore store) {
    if (violations.isEmpty()) {
      return List.of();
    }
    Set<UUID> written = store.record(List.copyOf(violations.values()));
    return violations.values().stream().filter(it -> written.contains(it.id())).toList();
  }

  /// The warnings, and an event for each of these records.
  List<OutboxEvent> events(List<Violation> written) {
    List<OutboxEvent> events = new ArrayList<>(warnings.values());
    written.stream().map(it -> violated.get(it.id())).forEach(events::add);
    return events;
  }

  /// The threshold is in it: another one is another limit. The value and the context are not.
  private static UUID id(Hit hit, int level) {
    Window window = hit.window();
    Digest digest =
        new Digest()
            .add(window == null ? "per_event" : "periodic")
            .add(hit.ruleId())
            .add(hit.threshold())
            .add(hit.key().hash());
    return window == null
        ? digest.add(hit.cause().id()).id()
        : digest.add(window.start().toEpochMilli()).add(level).id();
  }

  private static boolean isLate(Hit hit) {
    return hit.window() != null && !hit.cause().arrivedAt().isBefore(hit.window().end());
  }

  /// The key's values and the rule's own; null when there are none.
  private static Value.@Nullable Obj context(Hit hit) {
    Map<String, Value> context = new LinkedHashMap<>(hit.key().values().members());
    for (LimitRule.Dimension dimension : hit.rule().context()) {
      context.put(
          dimension.name(), ContextValue.of(dimension.value().evaluate(hit.scope(), Notes.none())));
    }
    context.values().removeIf(it -> !it.isPresent());
    return context.isEmpty() ? null : Value.Obj.of(context);
  }
}
