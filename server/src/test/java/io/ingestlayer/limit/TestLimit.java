package io.ingestlayer.limit;

import io.ingestlayer.event.Json;
import io.ingestlayer.expression.Expression;
import io.ingestlayer.expression.ValueTemplate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A limit in the making; unless it is said otherwise, one counter of all events in each minute.
final class TestLimit {
  private final String name;
  private final Threshold threshold;
  private String type = "quota";
  private String eventType = "api_call";
  private Counted on = Counted.EVENT;
  private List<String> match = List.of();
  private @Nullable Expression when;
  private Interval interval = new Interval.Tumbling(Duration.ofMinutes(1));
  private final List<LimitRule.ThresholdOverride> overrides = new ArrayList<>();
  private @Nullable Expression measure;
  private @Nullable Expression weight;
  private final List<LimitRule.Dimension> key = new ArrayList<>();
  private final List<LimitRule.Dimension> context = new ArrayList<>();
  private final List<LimitRule.EntityLookup> entities = new ArrayList<>();
  private Duration lateness = Duration.ofMinutes(2);
  private List<Integer> warnAt = List.of();
  private int againAt;
  private LimitAction action = LimitAction.RECORD;
  private LimitRule.@Nullable Emit emit;
  private long keysMax = 1_000;
  private boolean includeSystem;

  private TestLimit(String name, Threshold threshold) {
    this.name = name;
    this.threshold = threshold;
  }

  static TestLimit of(long threshold) {
    return of("calls", threshold);
  }

  static TestLimit of(String name, long threshold) {
    return new TestLimit(name, new Threshold.Fixed(threshold));
  }

  static TestLimit of(String threshold) {
    return new TestLimit("calls", new Threshold.Computed(Expression.parse(threshold)));
  }

  TestLimit type(String type, String eventType) {
    this.type = type;
    this.eventType = eventType;
    return this;
  }

  TestLimit on(Counted on) {
    this.on = on;
    return this;
  }

  TestLimit match(String... match) {
    this.match = List.of(match);
    return this;
  }

  TestLimit when(String when) {
    this.when = Expression.parse(when);
    return this;
  }

  TestLimit seconds(long seconds) {
    return interval(new Interval.Tumbling(Duration.ofSeconds(seconds)));
  }

  TestLimit interval(Interval interval) {
    this.interval = interval;
    return this;
  }

  TestLimit perEvent() {
    return interval(new Interval.PerEvent());
  }

  TestLimit override(String when, long threshold) {
    overrides.add(
        new LimitRule.ThresholdOverride(Expression.parse(when), new Threshold.Fixed(threshold)));
    return this;
  }

  TestLimit chars(String measure) {
    this.measure = Expression.parse(measure);
    return this;
  }

  TestLimit weight(String weight) {
    this.weight = Expression.parse(weight);
    return this;
  }

  TestLimit key(String name, String value) {
    key.add(new LimitRule.Dimension(name, Expression.parse(value)));
    return this;
  }

  TestLimit context(String name, String value) {
    context.add(new LimitRule.Dimension(name, Expression.parse(value)));
    return this;
  }

  TestLimit entity(String kind, String key) {
    entities.add(new LimitRule.EntityLookup(kind, Expression.parse(key)));
    return this;
  }

  TestLimit lateness(Duration lateness) {
    this.lateness = lateness;
    return this;
  }

  TestLimit warnAt(Integer... percents) {
    this.warnAt = List.of(percents);
    return this;
  }

  TestLimit againAt(int percent) {
    this.againAt = percent;
    return this;
  }

  TestLimit drop() {
    this.action = LimitAction.DROP;
    return this;
  }

  TestLimit emit(String type, String payload) {
    this.emit = new LimitRule.Emit(type, ValueTemplate.of(Json.parseObject(payload)));
    return this;
  }

  TestLimit keysMax(long keysMax) {
    this.keysMax = keysMax;
    return this;
  }

  TestLimit includeSystem() {
    this.includeSystem = true;
    return this;
  }

  LimitRule rule() {
    return new LimitRule(
        name,
        type,
        eventType,
        on,
        match,
        when,
        interval,
        threshold,
        overrides,
        measure == null ? LimitUnit.COUNT : LimitUnit.CHARS,
        measure,
        weight,
        key,
        context,
        entities,
        lateness,
        warnAt,
        againAt,
        action,
        emit,
        keysMax,
        includeSystem);
  }
}
