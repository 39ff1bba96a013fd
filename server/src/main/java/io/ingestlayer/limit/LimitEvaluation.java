package io.ingestlayer.limit;

import io.ingestlayer.limit.Tally.Count;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Counts what was measured and finds what crosses a limit, exactly: violated when the value is **more** than the
/// threshold, once for each rule, key, window and level. One batch, one thread.
public final class LimitEvaluation {
  /// Records of one `per_event` limit in a minute; those beyond are counted, not written.
  public static final int RECORDS_PER_MINUTE_MAX = 600;

  private final CounterStore store;
  private final Instant now;
  private final Tally tally = new Tally();
  private final Crossings crossings;
  private final Map<CounterId, CounterState> states = new HashMap<>();
  private final Set<CounterId> overflowed = new HashSet<>();
  private final Set<CounterId> changed = new HashSet<>();
  private final List<Outcome.Refused> refused = new ArrayList<>();

  private LimitEvaluation(CounterStore store, Instant now) {
    this.store = store;
    this.now = now;
    this.crossings = new Crossings(now);
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
    List<Hit> hits = measured.hits();
    add(hits);
    int from = 0;
    for (int to = 1; to <= hits.size(); to++) {
      if (to == hits.size() || hits.get(to).occurrence() != hits.get(from).occurrence()) {
        judge(hits.subList(from, to));
        from = to;
      }
    }
    if (!changed.isEmpty()) {
      Map<CounterId, CounterState> marks = new TreeMap<>(states);
      marks.keySet().retainAll(changed);
      store.mark(marks);
    }
    List<Violation> violations = crossings.write(store);
    violations.forEach(it -> tally.add(it.record().limitName(), Count.VIOLATIONS, 1));
    store.tally(tally, now);
    return new Outcome(refused, violations, crossings.events(violations));
  }

  private void add(List<Hit> hits) {
    Map<CounterId, Increment> increments = new TreeMap<>();
    for (Hit hit : hits) {
      if (isCounted(hit)) {
        increments.merge(counter(hit), increment(hit), Increment::plus);
      }
    }
    if (!increments.isEmpty()) {
      CounterStore.Added added = store.add(List.copyOf(increments.values()), now);
      states.putAll(added.before());
      overflowed.addAll(added.overflowed());
    }
  }

  /// Of what is looked at by itself, only the records are counted.
  private static boolean isCounted(Hit hit) {
    return hit.window() != null || (hit.amount() > hit.threshold() && !hit.cause().system());
  }

  private static CounterId counter(Hit hit) {
    return new CounterId(hit.ruleId(), window(hit).start(), key(hit).hash());
  }

  private static LimitKey key(Hit hit) {
    return hit.window() == null ? LimitKey.RECORDS : hit.key();
  }

  /// For records, the minute of the arrival, so that a repeat decides the same.
  private static Window window(Hit hit) {
    if (hit.window() != null) {
      return hit.window();
    }
    Instant minute = hit.cause().arrivedAt().truncatedTo(ChronoUnit.MINUTES);
    return new Window(minute, minute.plus(1, ChronoUnit.MINUTES));
  }

  private static Increment increment(Hit hit) {
    boolean alone = hit.window() == null;
    return new Increment(
        counter(hit),
        hit.rule(),
        key(hit),
        window(hit),
        alone ? 1 : hit.amount(),
        alone ? RECORDS_PER_MINUTE_MAX : hit.threshold());
  }

  /// What one rule refuses uses up the budget of none.
  ///
  /// @param hits all of one occurrence
  private void judge(List<Hit> hits) {
    boolean ends = false;
    for (Hit hit : hits) {
      ends |= refuses(hit);
    }
    for (Hit hit : hits) {
      if (hit.window() == null) {
        judgeAlone(hit);
      } else if (overflowed.contains(counter(hit))) {
        overflow(hit);
      } else {
        judgeInWindow(hit, ends);
      }
    }
  }

  /// A heavy one is refused where a light one still fits. What is of our own making, or has no counter of its own, goes
  /// on.
  private boolean refuses(Hit hit) {
    if (hit.rule().action() != LimitAction.DROP || !isCounted(hit) || hit.cause().system()) {
      return false;
    }
    CounterId counter = counter(hit);
    CounterState before = hit.window() == null ? CounterState.NEW : state(counter);
    if (overflowed.contains(counter)
        || ExactInteger.add(before.passed(), hit.amount()) <= hit.threshold()) {
      return false;
    }
    String name = hit.rule().name();
    tally.add(name, Count.REFUSED, 1);
    long value = ExactInteger.add(before.value(), hit.amount());
    String detail =
        "limit %s allows %d and this came to %d".formatted(name, hit.threshold(), value);
    refused.add(new Outcome.Refused(hit.occurrence(), name, detail));
    return true;
  }

  private void judgeAlone(Hit hit) {
    if (hit.amount() <= hit.threshold()) {
      return;
    }
    if (hit.cause().system()) {
      suppressed(hit);
      return;
    }
    CounterId counter = counter(hit);
    CounterState before = state(counter);
    // Not marked: the store has counted it.
    states.put(counter, before.plus(1));
    if (before.value() < RECORDS_PER_MINUTE_MAX) {
      crossings.violated(hit, hit.amount(), 1);
    } else {
      suppressed(hit);
    }
  }

  private void judgeInWindow(Hit hit, boolean ends) {
    LimitRule rule = hit.rule();
    CounterState before = state(counter(hit)).under(hit.threshold());
    long value = ExactInteger.add(before.value(), hit.amount());
    long passed = ends ? before.passed() : ExactInteger.add(before.passed(), hit.amount());
    int level = Math.max(before.level(), Levels.level(value, hit.threshold(), rule.againAt()));
    int warned = Math.max(before.warned(), Levels.warned(value, hit.threshold(), rule.warnAt()));
    boolean crosses = level > before.level() || warned > before.warned();
    if (crosses && hit.cause().system()) {
      // Else records would lead to records. The next that is not of our own making finds the
      // crossing.
      suppressed(hit);
      level = before.level();
      warned = before.warned();
    } else if (crosses && level == 0) {
      crossings.warned(hit, value, before.warned(), warned);
    }
    for (int each = before.level() + 1; each <= level; each++) {
      crossings.violated(hit, value, each);
    }
    keep(
        counter(hit),
        before,
        new CounterState(value, value - passed, hit.threshold(), level, warned));
  }

  /// Counted with all others that have no counter of their own: no single key can be said to have crossed.
  private void overflow(Hit hit) {
    tally.add(hit.rule().name(), Count.OVERFLOWED, 1);
    CounterId other = new CounterId(hit.ruleId(), window(hit).start(), LimitKey.OTHER.hash());
    CounterState before = state(other).under(hit.rule().keysMax());
    int level = 1;
    if (before.level() == 0) {
      if (hit.cause().system()) {
        suppressed(hit);
        level = 0;
      } else {
        crossings.overflowed(hit, window(hit));
      }
    }
    long value = ExactInteger.add(before.value(), hit.amount());
    keep(other, before, new CounterState(value, 0, hit.rule().keysMax(), level, 0));
  }

  private void suppressed(Hit hit) {
    tally.add(hit.rule().name(), Count.SUPPRESSED, 1);
  }

  private CounterState state(CounterId id) {
    return states.getOrDefault(id, CounterState.NEW);
  }

  /// Marks what the store does not know from counting alone.
  private void keep(CounterId counter, CounterState before, CounterState after) {
    states.put(counter, after);
    if (after.level() != before.level()
        || after.warned() != before.warned()
        || after.refused() != before.refused()) {
      changed.add(counter);
    }
  }
}
