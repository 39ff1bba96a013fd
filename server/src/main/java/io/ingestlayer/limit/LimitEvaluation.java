package io.ingestlayer.limit;

import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.limit.LimitRule.Dimension;
import io.ingestlayer.limit.Tally.Count;
import io.ingestlayer.outbox.OutboxEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Counts what was measured and finds what crosses a limit, exactly: violated when the value is **more** than the
/// threshold, once for each rule, key, window and level. One batch, one thread.
public final class LimitEvaluation {
  /// Records of one `per_event` limit in a minute; those beyond are counted, not written.
  static final int RECORDS_PER_MINUTE_MAX = 600;

  private final CounterStore store;
  private final Instant now;
  private final Tally tally = new Tally();
  private final Map<CounterId, CounterState> states = new HashMap<>();
  private final Map<CounterId, CounterState> changed = new LinkedHashMap<>();
  private final Map<UUID, Found> found = new LinkedHashMap<>();
  private final List<OutboxEvent> warnings = new ArrayList<>();
  private final List<Outcome.Refused> refused = new ArrayList<>();

  private record Found(Violation violation, @Nullable Hit hit) {}

  private LimitEvaluation(CounterStore store, Instant now) {
    this.store = store;
    this.now = now;
  }

  /// Counts it all in the store, which commits it together with whatever the caller writes.
  ///
  /// @param now the time of the records
  public static Outcome count(Measured measured, CounterStore store, Instant now) {
    if (measured.hits().isEmpty() && measured.tally().isEmpty()) {
      return Outcome.NOTHING;
    }
    return new LimitEvaluation(store, now).count(measured);
  }

  private Outcome count(Measured measured) {
    tally.addAll(measured.tally());
    Map<CounterId, Increment> increments = new TreeMap<>();
    for (Hit hit : measured.hits()) {
      Increment increment = increment(hit);
      if (increment != null) {
        increments.merge(increment.id(), increment, Increment::plus);
      }
    }
    Set<CounterId> overflowed = Set.of();
    if (!increments.isEmpty()) {
      CounterStore.Added added = store.add(List.copyOf(increments.values()), now);
      states.putAll(added.before());
      overflowed = added.overflowed();
    }
    for (Hit hit : measured.hits()) {
      judge(hit, overflowed);
    }
    if (!changed.isEmpty()) {
      store.mark(changed);
    }
    return outcome();
  }

  /// What a hit adds, and to which counter; null when it needs none.
  private static @Nullable Increment increment(Hit hit) {
    Window window = hit.window();
    if (window != null) {
      CounterId id = new CounterId(hit.rule().id(), window.start(), hit.key().hash());
      return new Increment(id, hit.rule(), hit.key(), window, hit.amount(), hit.threshold());
    }
    if (hit.amount() <= hit.threshold()) {
      return null;
    }
    Window minute = minute(hit);
    CounterId id = new CounterId(hit.rule().id(), minute.start(), LimitKey.RECORDS.hash());
    return new Increment(id, hit.rule(), LimitKey.RECORDS, minute, 1, RECORDS_PER_MINUTE_MAX);
  }

  /// By its arrival, so that a repeat decides the same.
  private static Window minute(Hit hit) {
    Instant start = hit.cause().arrivedAt().truncatedTo(ChronoUnit.MINUTES);
    return new Window(start, start.plus(1, ChronoUnit.MINUTES));
  }

  private void judge(Hit hit, Set<CounterId> overflowed) {
    Increment increment = increment(hit);
    if (increment == null) {
      return;
    }
    if (hit.window() == null) {
      judgeAlone(hit, increment);
    } else if (overflowed.contains(increment.id())) {
      overflow(hit, hit.window());
    } else {
      judgeInWindow(hit, hit.window(), increment.id());
    }
  }

  private void judgeAlone(Hit hit, Increment increment) {
    CounterState before = state(increment.id());
    // Not marked: the store has counted it.
    states.put(
        increment.id(),
        new CounterState(ExactInteger.add(before.value(), 1), 0, before.judgedThreshold(), 0, 0));
    if (hit.rule().action() == LimitAction.DROP) {
      refuse(hit, hit.amount());
    }
    if (before.value() >= RECORDS_PER_MINUTE_MAX) {
      tally.add(hit.rule().name(), Count.SUPPRESSED, 1);
      return;
    }
    UUID id =
        new Digest()
            .add("per_event")
            .add(hit.rule().id())
            .add(hit.threshold())
            .add(hit.key().hash())
            .add(hit.cause().id())
            .id();
    violated(id, hit, hit.amount(), 1);
  }

  private void judgeInWindow(Hit hit, Window window, CounterId counter) {
    CounterState before = state(counter).under(hit.threshold());
    long value = ExactInteger.add(before.value(), hit.amount());
    long admitted = admitted(hit, before);
    int level = Levels.level(value, hit.threshold(), hit.rule().againAt());
    for (int each = before.level() + 1; each <= level; each++) {
      violated(windowId(hit, window, each), hit, value, each);
    }
    int warned = Levels.warned(value, hit.threshold(), hit.rule().warnAt());
    if (warned > before.warned() && level == 0) {
      warn(hit, value, before.warned(), warned);
    }
    CounterState after =
        new CounterState(
            value,
            admitted,
            hit.threshold(),
            Math.max(before.level(), level),
            Math.max(before.warned(), warned));
    states.put(counter, after);
    if (after.level() != before.level()
        || after.warned() != before.warned()
        || after.admitted() != before.admitted()) {
      changed.put(counter, after);
    }
  }

  /// Only what fits is let through and uses up the budget; a heavy one is refused where a light one still fits.
  private long admitted(Hit hit, CounterState before) {
    if (hit.rule().action() != LimitAction.DROP) {
      return before.admitted();
    }
    long admitted = ExactInteger.add(before.admitted(), hit.amount());
    if (admitted > hit.threshold() && !hit.cause().system()) {
      refuse(hit, ExactInteger.add(before.value(), hit.amount()));
      return before.admitted();
    }
    return admitted;
  }

  private void refuse(Hit hit, long value) {
    if (!hit.cause().system()) {
      tally.add(hit.rule().name(), Count.REFUSED, 1);
      refused.add(
          new Outcome.Refused(
              hit.occurrence(),
              hit.rule().name(),
              "limit %s allows %d and this came to %d"
                  .formatted(hit.rule().name(), hit.threshold(), value)));
    }
  }

  /// Counted with all others that have no counter of their own: no single key can be said to have crossed.
  private void overflow(Hit hit, Window window) {
    tally.add(hit.rule().name(), Count.OVERFLOWED, 1);
    UUID id =
        new Digest()
            .add("cardinality")
            .add(hit.rule().id())
            .add(hit.rule().keysMax())
            .add(window.start().toEpochMilli())
            .id();
    ViolationRecord record =
        new ViolationRecord(
            hit.rule().name(),
            "cardinality_limit",
            window.seconds(),
            hit.rule().keysMax(),
            LimitUnit.COUNT,
            hit.rule().eventType(),
            ExactInteger.add(hit.rule().keysMax(), 1),
            null);
    CounterId other = new CounterId(hit.rule().id(), window.start(), LimitKey.OTHER.hash());
    CounterState before = state(other);
    states.put(
        other,
        new CounterState(
            ExactInteger.add(before.value(), hit.amount()), 0, hit.rule().keysMax(), 1, 0));
    if (before.level() == 0) {
      changed.put(other, state(other));
      find(id, hit, new Found(violation(id, hit, 1, Value.Obj.EMPTY, record), null));
    }
  }

  private CounterState state(CounterId id) {
    return states.getOrDefault(id, CounterState.NEW);
  }

  /// The threshold is in the id: another one is another limit, and the value and the context are not.
  private static UUID windowId(Hit hit, Window window, int level) {
    return new Digest()
        .add("periodic")
        .add(hit.rule().id())
        .add(hit.threshold())
        .add(hit.key().hash())
        .add(window.start().toEpochMilli())
        .add(level)
        .id();
  }

  private void violated(UUID id, Hit hit, long value, int level) {
    LimitRule rule = hit.rule();
    ViolationRecord record =
        new ViolationRecord(
            rule.name(),
            rule.type(),
            hit.window() == null ? null : hit.window().seconds(),
            hit.threshold(),
            rule.unit(),
            rule.eventType(),
            value,
            context(hit));
    find(id, hit, new Found(violation(id, hit, level, hit.key().values(), record), hit));
  }

  /// A crossing that an event of our own caused is a number only; else records would lead to records.
  private void find(UUID id, Hit hit, Found crossing) {
    if (hit.cause().system()) {
      tally.add(hit.rule().name(), Count.SUPPRESSED, 1);
    } else {
      found.putIfAbsent(id, crossing);
    }
  }

  private Violation violation(UUID id, Hit hit, int level, Value.Obj key, ViolationRecord record) {
    boolean late = hit.window() != null && !hit.cause().arrivedAt().isBefore(hit.window().end());
    return new Violation(
        id, hit.at(), now, hit.window(), hit.rule().action(), level, late, key, record);
  }

  /// The key's values and the rule's own; null when there are none.
  private static Value.@Nullable Obj context(Hit hit) {
    Value.ObjBuilder context = Value.object();
    int size = 0;
    for (Map.Entry<String, Value> part : hit.key().values().members().entrySet()) {
      if (part.getValue().isPresent()) {
        context.put(part.getKey(), part.getValue());
        size++;
      }
    }
    for (Dimension dimension : hit.rule().context()) {
      Value value = ContextValue.of(dimension.value().evaluate(hit.scope(), Notes.none()));
      if (value.isPresent()) {
        context.put(dimension.name(), value);
        size++;
      }
    }
    return size == 0 ? null : context.build();
  }

  private void warn(Hit hit, long value, int before, int warned) {
    if (hit.cause().system()) {
      tally.add(hit.rule().name(), Count.SUPPRESSED, 1);
    } else {
      List<Integer> reached =
          hit.rule().warnAt().stream().filter(it -> it > before && it <= warned).sorted().toList();
      warnings.add(LimitEvents.warning(hit, value, reached));
    }
  }

  private Outcome outcome() {
    Set<UUID> written =
        found.isEmpty()
            ? Set.of()
            : store.record(found.values().stream().map(Found::violation).toList());
    List<Violation> violations = new ArrayList<>();
    List<OutboxEvent> events = new ArrayList<>(warnings);
    for (Found each : found.values()) {
      if (written.contains(each.violation().id())) {
        violations.add(each.violation());
        events.add(LimitEvents.crossed(each.violation(), each.hit()));
        tally.add(each.violation().record().limitName(), Count.VIOLATIONS, 1);
      }
    }
    store.tally(tally, now);
    return new Outcome(refused, violations, events);
  }
}
