package io.ingestlayer.limit;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonException;
import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.event.Value;
import io.ingestlayer.limit.CounterQueries.Counter;
import io.ingestlayer.limit.LimitRule.Dimension;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How much of a limit is used, by key or by the largest keys. Any thread may call.
public final class LimitUsage {
  /// Keys that one question may mean, since each of its values may be text or something else.
  private static final int MEANT_MAX = 256;

  private final CounterQueries counters;
  private final Traits traits;

  public LimitUsage(CounterQueries counters, Traits traits) {
    this.counters = counters;
    this.traits = traits;
  }

  /// How far a key has come; empty when it has no counter in that window. Of keys that are written alike, `42` and
  /// `"42"`, the one that has come further.
  ///
  /// @param rule one with windows
  /// @param key a value for each dimension of the rule's key, by name, as text
  public Optional<KeyUsage> counted(LimitRule rule, Map<String, String> key, Window window) {
    Set<UUID> hashes =
        meant(rule.key(), key).stream().map(LimitKey::hash).collect(Collectors.toSet());
    return counters.find(rule.id(), window.start(), hashes).stream()
        .max(Comparator.comparingLong(Counter::value))
        .map(it -> of(rule, it, window));
  }

  /// What there is for a key to use before anything of it is counted; without a threshold when that depends on more than
  /// the key and its entity.
  public KeyUsage unused(LimitRule rule, Map<String, String> key, Window window) {
    OptionalLong threshold = new StandIn(rule, key).threshold(traits, window.start());
    return new KeyUsage(
        meant(rule.key(), key).getFirst().values(),
        0,
        0,
        threshold.isEmpty() ? null : Long.valueOf(threshold.getAsLong()),
        window);
  }

  /// @param counter of that rule and window
  public static KeyUsage of(LimitRule rule, Counter counter, Window window) {
    // A number in the definition holds at once; anything else as it was when the key was last
    // counted.
    long threshold =
        rule.overrides().isEmpty() && rule.threshold() instanceof Threshold.Fixed fixed
            ? fixed.value()
            : counter.threshold();
    long spent = counter.value() - counter.refused();
    return new KeyUsage(counter.values(), counter.value(), spent, threshold, window);
  }

  /// Every key that is written so; the first has only text.
  private static List<LimitKey> meant(List<Dimension> dimensions, Map<String, String> key) {
    List<SequencedMap<String, Value>> all = List.of(new LinkedHashMap<>());
    for (Dimension dimension : dimensions) {
      List<SequencedMap<String, Value>> longer = new ArrayList<>();
      for (Value value : meant(key.getOrDefault(dimension.name(), ""))) {
        for (SequencedMap<String, Value> before : all) {
          if (longer.size() < MEANT_MAX) {
            SequencedMap<String, Value> with = new LinkedHashMap<>(before);
            with.put(dimension.name(), value);
            longer.add(with);
          }
        }
      }
      all = longer;
    }
    return all.stream().map(LimitUsage::key).toList();
  }

  private static LimitKey key(SequencedMap<String, Value> values) {
    LimitKey.Builder key = new LimitKey.Builder();
    values.forEach(key::add);
    return key.build();
  }

  private static List<Value> meant(String text) {
    Value other = scalar(text);
    return other == null ? List.of(Value.of(text)) : List.of(Value.of(text), other);
  }

  /// The number, truth or null that the text is in JSON; null when it is none.
  private static @Nullable Value scalar(String text) {
    try {
      Value value = Json.parse(text, JsonLimits.EVENT);
      return value instanceof Value.Num
              || value instanceof Value.Bool
              || value instanceof Value.Null
          ? value
          : null;
    } catch (JsonException e) {
      return null;
    }
  }
}
