package io.ingestlayer.limit;

import io.ingestlayer.event.Glob;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.limit.LimitRule.Dimension;
import io.ingestlayer.limit.LimitRule.EntityLookup;
import io.ingestlayer.limit.Tally.Count;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The rules that are active together. Measures what happened by them and changes nothing. Any thread may use it.
public final class LimitRules {
  /// How far ahead of its arrival an occurrence may be and still be counted at the time it claims.
  public static final Duration SKEW_MAX = Duration.ofMinutes(5);

  /// Types whose rules are remembered; senders make up types as they like.
  private static final int TYPES_MAX = 10_000;

  private final List<LimitRule> rules;
  private final List<Named> named;
  private final Map<String, List<Named>> byType = new ConcurrentHashMap<>();

  /// A rule and its id, which takes a hash to find.
  private record Named(long id, LimitRule rule) {}

  public LimitRules(List<LimitRule> rules) {
    this.rules = List.copyOf(rules);
    this.named = rules.stream().map(it -> new Named(it.id(), it)).toList();
  }

  public List<LimitRule> rules() {
    return rules;
  }

  /// Whether any rule counts these, so that the caller need not describe them.
  public boolean count(Counted counted) {
    return rules.stream().anyMatch(it -> it.on() == counted);
  }

  /// What they add to the counters, in their order. An occurrence may hit several rules, or none.
  public Measured measure(List<Occurrence> occurrences, Traits traits) {
    List<Hit> hits = new ArrayList<>();
    Tally tally = new Tally();
    Map<String, Map<String, Value.Obj>> known = traits(occurrences, traits);
    for (int place = 0; place < occurrences.size(); place++) {
      Occurrence occurrence = occurrences.get(place);
      for (Named each : of(occurrence)) {
        Hit hit = measure(each, place, occurrence, known, tally);
        if (hit != null) {
          hits.add(hit);
        }
      }
    }
    return new Measured(hits, tally);
  }

  private List<Named> of(Occurrence occurrence) {
    String name =
        occurrence.counted().word() + (occurrence.system() ? " system " : " ") + occurrence.type();
    List<Named> known = byType.get(name);
    if (known == null) {
      known = named.stream().filter(it -> counts(it.rule(), occurrence)).toList();
      if (byType.size() < TYPES_MAX) {
        byType.put(name, known);
      }
    }
    return known;
  }

  private static boolean counts(LimitRule rule, Occurrence occurrence) {
    return rule.on() == occurrence.counted()
        && (rule.includeSystem() || !occurrence.system())
        && (rule.match().isEmpty()
            || rule.match().stream().anyMatch(it -> new Glob(it).matches(occurrence.type())));
  }

  /// One look-up for each kind, whatever the number of occurrences.
  private Map<String, Map<String, Value.Obj>> traits(List<Occurrence> occurrences, Traits traits) {
    Map<String, Set<String>> wanted = new TreeMap<>();
    for (Occurrence occurrence : occurrences) {
      for (Named each : of(occurrence)) {
        for (EntityLookup lookup : each.rule().entities()) {
          String id = id(lookup, occurrence.scope());
          if (id != null) {
            wanted.computeIfAbsent(lookup.kind(), _ -> new HashSet<>()).add(id);
          }
        }
      }
    }
    Map<String, Map<String, Value.Obj>> found = new HashMap<>();
    wanted.forEach((kind, ids) -> found.put(kind, traits.find(kind, ids)));
    return found;
  }

  /// The id of the entity whose traits are looked up; null when there is none.
  static @Nullable String id(EntityLookup lookup, Scope scope) {
    return switch (lookup.key().evaluate(scope, Notes.none())) {
      case Value.Text text -> text.value();
      case Value.Num number -> number.text();
      case Value.Absent _, Value.Null _, Value.Bool _, Value.Arr _, Value.Obj _ -> null;
    };
  }

  private static @Nullable Hit measure(
      Named named,
      int place,
      Occurrence occurrence,
      Map<String, Map<String, Value.Obj>> known,
      Tally tally) {
    LimitRule rule = named.rule();
    Scope scope = scope(rule, occurrence, known);
    if (rule.when() != null && !rule.when().test(scope, Notes.none())) {
      return null;
    }
    boolean ahead = occurrence.at().isAfter(occurrence.arrivedAt().plus(SKEW_MAX));
    Instant at = ahead ? occurrence.arrivedAt() : occurrence.at();
    Window window = rule.interval() instanceof Interval.Periodic it ? it.windowAt(at) : null;
    if (window != null
        && occurrence.arrivedAt().isAfter(window.end().plus(rule.allowedLateness()))) {
      tally.add(rule.name(), Count.LATE, 1);
      return null;
    }
    OptionalLong amount = amount(rule, occurrence, scope);
    OptionalLong threshold = threshold(rule, scope);
    if (amount.isEmpty() || threshold.isEmpty()) {
      tally.add(rule.name(), Count.UNMEASURED, 1);
      return null;
    }
    if (ahead) {
      tally.add(rule.name(), Count.CLAMPED, 1);
    }
    tally.add(rule.name(), Count.COUNTED, 1);
    return new Hit(
        rule,
        named.id(),
        place,
        occurrence,
        scope,
        key(rule, scope),
        at,
        window,
        amount.getAsLong(),
        threshold.getAsLong());
  }

  private static Scope scope(
      LimitRule rule, Occurrence occurrence, Map<String, Map<String, Value.Obj>> known) {
    Scope scope = occurrence.scope();
    for (EntityLookup lookup : rule.entities()) {
      String id = id(lookup, occurrence.scope());
      Value.Obj traits = id == null ? null : known.getOrDefault(lookup.kind(), Map.of()).get(id);
      if (traits != null) {
        scope = scope.withEntity(lookup.kind(), traits);
      }
    }
    return scope;
  }

  private static OptionalLong amount(LimitRule rule, Occurrence occurrence, Scope scope) {
    if (rule.measure() != null) {
      return switch (rule.measure().evaluate(scope, Notes.none())) {
        case Value.Text(String text) -> OptionalLong.of(text.codePointCount(0, text.length()));
        // Who describes a request or a rendering has counted; of an event or a message it is a
        // slip.
        case Value.Num number when rule.on() == Counted.API_CALL || rule.on() == Counted.RENDER ->
            ExactInteger.of(number);
        // Nothing to measure is as short as can be.
        case Value.Absent _, Value.Null _ -> OptionalLong.of(0);
        case Value.Bool _, Value.Num _, Value.Arr _, Value.Obj _ -> OptionalLong.empty();
      };
    }
    OptionalLong weight =
        rule.weight() == null
            ? OptionalLong.of(1)
            : ExactInteger.of(rule.weight().evaluate(scope, Notes.none()));
    // By itself each of them is one, however many were counted together.
    long times = rule.interval() instanceof Interval.PerEvent ? 1 : occurrence.times();
    return weight.isPresent() && weight.getAsLong() <= ExactInteger.MAX / times
        ? OptionalLong.of(weight.getAsLong() * times)
        : OptionalLong.empty();
  }

  /// The threshold that holds for what the scope shows: the first override whose condition is true, else the rule's own.
  static OptionalLong threshold(LimitRule rule, Scope scope) {
    for (LimitRule.ThresholdOverride other : rule.overrides()) {
      if (other.when().test(scope, Notes.none())) {
        return other.threshold().of(scope);
      }
    }
    return rule.threshold().of(scope);
  }

  private static LimitKey key(LimitRule rule, Scope scope) {
    LimitKey.Builder key = new LimitKey.Builder();
    for (Dimension dimension : rule.key()) {
      key.add(dimension.name(), dimension.value().evaluate(scope, Notes.none()));
    }
    return key.build();
  }
}
