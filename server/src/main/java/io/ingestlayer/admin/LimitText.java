package io.ingestlayer.admin;

import io.ingestlayer.event.Value;
import io.ingestlayer.limit.CounterQueries.Counter;
import io.ingestlayer.limit.Interval;
import io.ingestlayer.limit.KeyUsage;
import io.ingestlayer.limit.LimitAction;
import io.ingestlayer.limit.LimitRule;
import io.ingestlayer.limit.LimitUsage;
import io.ingestlayer.limit.Tally.Count;
import io.ingestlayer.limit.Threshold;
import io.ingestlayer.limit.ThresholdSuggestion;
import io.ingestlayer.limit.Window;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/// A limit and its figures as JSON.
final class LimitText {
  private LimitText() {}

  /// What it counts, how much is allowed, and what became of it today.
  static Value.Obj summary(LimitRule rule, Map<Count, Long> today) {
    Value.ObjBuilder counts = Value.object();
    for (Count count : Count.values()) {
      counts.put(count.name().toLowerCase(Locale.ROOT), today.getOrDefault(count, 0L));
    }
    return Value.object()
        .put("name", rule.name())
        .put("type", rule.type())
        .put("event_type", rule.eventType())
        .put("on", rule.on().word())
        .put("match", texts(rule.match()))
        .put("key", texts(rule.key().stream().map(LimitRule.Dimension::name).toList()))
        .put("interval", interval(rule.interval()))
        .put("threshold", threshold(rule.threshold()))
        .put("overrides", Value.array(rule.overrides().stream().map(LimitText::override).toList()))
        .put("unit", rule.unit().word())
        .put("warn_at", Value.array(rule.warnAt().stream().map(Value::of).toList()))
        .put("action", rule.action().word())
        .put("today", counts.build())
        .build();
  }

  private static Value.Arr texts(List<String> texts) {
    return Value.array(texts.stream().map(Value::of).toList());
  }

  private static Value.Obj interval(Interval interval) {
    return switch (interval) {
      case Interval.PerEvent _ -> Value.object().put("type", "per_event").build();
      case Interval.Tumbling tumbling ->
          Value.object()
              .put("type", "periodic")
              .put("duration_seconds", tumbling.length().toSeconds())
              .build();
      case Interval.Calendar calendar ->
          Value.object()
              .put("type", "calendar")
              .put("calendar", calendar.unit().name().toLowerCase(Locale.ROOT))
              .put("time_zone", calendar.zone().getId())
              .build();
    };
  }

  /// As it stands in the definition.
  private static String threshold(Threshold threshold) {
    return switch (threshold) {
      case Threshold.Fixed fixed -> Long.toString(fixed.value());
      case Threshold.Computed computed -> computed.expression().source();
    };
  }

  private static Value.Obj override(LimitRule.ThresholdOverride other) {
    return Value.object()
        .put("when", other.when().source())
        .put("threshold", threshold(other.threshold()))
        .build();
  }

  /// One key's figures and no others, so that they can be shown to whom the key belongs.
  static Value.Obj usage(LimitRule rule, KeyUsage usage) {
    Value.ObjBuilder json =
        figures(
            rule,
            usage,
            Value.object()
                .put("limit", rule.name())
                .put("key", usage.key())
                .put("unit", rule.unit().word()));
    return window(json, usage.window()).build();
  }

  private static Value.ObjBuilder figures(LimitRule rule, KeyUsage usage, Value.ObjBuilder json) {
    json.put("value", usage.value())
        .put("threshold", usage.threshold() == null ? Value.Null.NULL : Value.of(usage.threshold()))
        .put("headroom", orNull(usage.headroom()))
        .put("percent", orNull(usage.percent()));
    return rule.action() == LimitAction.RECORD ? json : json.put("admitted", usage.spent());
  }

  private static Value orNull(OptionalLong number) {
    return number.isPresent() ? Value.of(number.getAsLong()) : Value.Null.NULL;
  }

  private static Value.ObjBuilder window(Value.ObjBuilder json, Window window) {
    return json.put(
            "window",
            Value.object()
                .put("start", Answers.time(window.start()))
                .put("end", Answers.time(window.end()))
                .build())
        .put("resets_at", Answers.time(window.end()));
  }

  /// @param keys counted apart in that window
  static Value.Obj top(LimitRule rule, Window window, long keys, List<Counter> top) {
    Value.ObjBuilder json =
        Value.object().put("limit", rule.name()).put("unit", rule.unit().word()).put("keys", keys);
    return window(json, window)
        .put("top", Value.array(top.stream().map(it -> counter(rule, it, window)).toList()))
        .build();
  }

  private static Value.Obj counter(LimitRule rule, Counter counter, Window window) {
    // Its threshold is a number of keys, not of what is counted.
    if (counter.isOther()) {
      return Value.object().put("other", true).put("value", counter.value()).build();
    }
    KeyUsage usage = LimitUsage.of(rule, counter, window);
    return figures(rule, usage, Value.object().put("key", usage.key())).build();
  }

  static Value.Obj suggestion(LimitRule rule, ThresholdSuggestion suggestion) {
    Long threshold = suggestion.threshold();
    return Value.object()
        .put("limit", rule.name())
        .put("unit", rule.unit().word())
        .put("threshold", threshold(rule.threshold()))
        .put("suggested", threshold == null ? Value.Null.NULL : Value.of(threshold))
        .put("windows", suggestion.windows())
        .put("keys", suggestion.keys())
        .put("p99", suggestion.p99())
        .put("max", suggestion.max())
        .put("windows_crossed", suggestion.windowsCrossed())
        .put("keys_crossed_max", suggestion.keysCrossedMax())
        .put("detail", sentence(suggestion))
        .build();
  }

  private static String sentence(ThresholdSuggestion suggestion) {
    if (suggestion.threshold() == null) {
      return "There are %d closed windows so far; a suggestion takes %d."
          .formatted(suggestion.windows(), ThresholdSuggestion.WINDOWS_MIN);
    }
    String crossed =
        suggestion.windowsCrossed() == 0
            ? "No key would have crossed it."
            : "At most %d of the keys would have crossed it, in %d of the windows."
                .formatted(suggestion.keysCrossedMax(), suggestion.windowsCrossed());
    return "%d allows a fifth more than the fullest of %d closed windows, of %d keys together, where 99 of 100 came to %d or less. %s"
        .formatted(
            suggestion.threshold(),
            suggestion.windows(),
            suggestion.keys(),
            suggestion.p99(),
            crossed);
  }
}
