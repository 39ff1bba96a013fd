package io.ingestlayer.limit;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.expression.Expression;
import io.ingestlayer.expression.ValueTemplate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A limit: what is counted, by which key, over which span, how much is allowed, and what a crossing becomes.
///
/// @param name unique; `limit_name` of its records
/// @param type `limit_type`: free text such as `quota`
/// @param eventType `limit_event_type`: free text such as `api_call`
/// @param match event types it counts, exact or globs; empty for all
/// @param when counts only what it is true for; null for all
/// @param overrides the first whose condition is true gives the threshold in place of `threshold`
/// @param measure for `chars`: the text whose code points are the amount, of requests and renderings
///     their number too; null for `count`
/// @param weight for `count`: the amount, a whole number from 0; null for 1
/// @param key what is counted apart; empty for one counter in all
/// @param context what a record says besides the key, at most 20 with the key
/// @param entities whose traits `$entity` shows
/// @param allowedLateness how long after its end a window still takes what arrives, 0 to 7 d
/// @param warnAt percent of the threshold, 1 to 99, in any order
/// @param againAt a further record at each further so many percent over the threshold, 1 to 1 000; 0 for none
/// @param emit what the first crossing of a window becomes; null for `limit.violation`
/// @param keysMax keys of one window that are counted apart; those beyond share one counter
/// @param includeSystem whether events of our own are counted too
public record LimitRule(
    String name,
    String type,
    String eventType,
    Counted on,
    List<String> match,
    @Nullable Expression when,
    Interval interval,
    Threshold threshold,
    List<ThresholdOverride> overrides,
    LimitUnit unit,
    @Nullable Expression measure,
    @Nullable Expression weight,
    List<Dimension> key,
    List<Dimension> context,
    List<EntityLookup> entities,
    Duration allowedLateness,
    List<Integer> warnAt,
    int againAt,
    LimitAction action,
    @Nullable Emit emit,
    long keysMax,
    boolean includeSystem) {

  public static final Duration ALLOWED_LATENESS_DEFAULT = Duration.ofMinutes(2);
  public static final Duration ALLOWED_LATENESS_MAX = Duration.ofDays(7);
  public static final long KEYS_MAX_DEFAULT = 1_000_000;
  public static final int DIMENSIONS_MAX = 20;
  public static final int AGAIN_AT_MAX = 1_000;

  /// Further records of one key and window that `again_at` may lead to.
  public static final int AGAIN_TIMES_MAX = 10;

  /// Another threshold for some.
  public record ThresholdOverride(Expression when, Threshold threshold) {
    public ThresholdOverride {
      requireNonNull(when);
      requireNonNull(threshold);
    }
  }

  /// A named value: part of a key or of a record's context.
  public record Dimension(String name, Expression value) {
    public Dimension {
      requireNonNull(name);
      requireNonNull(value);
    }
  }

  /// Whose traits are shown as `$entity.<kind>`.
  public record EntityLookup(String kind, Expression key) {
    public EntityLookup {
      requireNonNull(kind);
      requireNonNull(key);
    }
  }

  /// An event that a crossing becomes.
  ///
  /// @param payload evaluates to an object; it sees `$event`, `$entity` and `$limit`
  public record Emit(String type, ValueTemplate payload) {
    public Emit {
      requireNonNull(type);
      requireNonNull(payload);
    }
  }

  public LimitRule {
    requireNonNull(name);
    requireNonNull(type);
    requireNonNull(eventType);
    requireNonNull(on);
    match = List.copyOf(match);
    requireNonNull(interval);
    requireNonNull(threshold);
    overrides = List.copyOf(overrides);
    requireNonNull(unit);
    key = List.copyOf(key);
    context = List.copyOf(context);
    entities = List.copyOf(entities);
    requireNonNull(allowedLateness);
    warnAt = List.copyOf(warnAt);
    requireNonNull(action);
    if ((unit == LimitUnit.CHARS) != (measure != null)) {
      throw new IllegalArgumentException("chars, and only chars, have something to measure");
    }
    if (againAt < 0 || againAt > AGAIN_AT_MAX || keysMax < 1) {
      throw new IllegalArgumentException("again_at is 0 to 1 000 and max_keys at least 1");
    }
    if (warnAt.stream().anyMatch(it -> it < 1 || it > 99)) {
      throw new IllegalArgumentException("warn_at is 1 to 99 percent");
    }
    if (allowedLateness.isNegative() || allowedLateness.compareTo(ALLOWED_LATENESS_MAX) > 0) {
      throw new IllegalArgumentException("allowed_lateness is 0 to 7 d");
    }
    if (key.size() + context.size() > DIMENSIONS_MAX) {
      throw new IllegalArgumentException("a record has at most 20 values in its context");
    }
  }

  /// Stands for what is counted and how, not for how much is allowed: rules with the same id share their counters, so
  /// that a changed threshold goes on with what was counted and a changed key begins anew.
  public long id() {
    return RuleId.of(this);
  }
}
