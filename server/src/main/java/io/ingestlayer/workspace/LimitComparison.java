package io.ingestlayer.workspace;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.component.DurationText;
import io.ingestlayer.component.Location;
import io.ingestlayer.component.Problems;
import io.ingestlayer.expression.Expression;
import io.ingestlayer.limit.Counted;
import io.ingestlayer.limit.Interval;
import io.ingestlayer.limit.LimitRule;
import io.ingestlayer.limit.LimitUnit;
import io.ingestlayer.limit.Threshold;
import io.ingestlayer.workspace.Definitions.Defined;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What limits say of each other: one that allows less in an hour than another in a minute was probably a slip.
final class LimitComparison {
  private LimitComparison() {}

  /// What two limits must have in common to be held against each other.
  private record Measure(
      Counted on,
      List<String> match,
      String when,
      LimitUnit unit,
      String measure,
      String weight,
      List<String> key,
      boolean includeSystem) {

    static Measure of(LimitRule rule) {
      return new Measure(
          rule.on(),
          rule.match().stream().sorted().toList(),
          source(rule.when()),
          rule.unit(),
          source(rule.measure()),
          source(rule.weight()),
          rule.key().stream().map(it -> it.value().source()).sorted().toList(),
          rule.includeSystem());
    }

    private static String source(@Nullable Expression expression) {
      return expression == null ? "" : expression.source();
    }
  }

  private record Allowance(String name, Duration length, long threshold) {
    String text() {
      return "%d in %s".formatted(threshold, DurationText.write(length));
    }
  }

  /// @param places where each limit stands, by its name
  static void warn(
      List<Defined<LimitRule>> limits, Map<String, Location> places, Problems problems) {
    Map<Measure, List<Allowance>> alike = new LinkedHashMap<>();
    for (Defined<LimitRule> limit : limits) {
      LimitRule rule = limit.definition();
      if (rule.interval() instanceof Interval.Periodic window
          && rule.threshold() instanceof Threshold.Fixed(long threshold)) {
        alike
            .computeIfAbsent(Measure.of(rule), _ -> new ArrayList<>())
            .add(new Allowance(rule.name(), length(window), threshold));
      }
    }
    alike.values().forEach(it -> compare(it, places, problems));
  }

  private static void compare(
      List<Allowance> alike, Map<String, Location> places, Problems problems) {
    // Of the same length the smaller first, so that the widest before is always a shorter one.
    alike.sort(Comparator.comparing(Allowance::length).thenComparingLong(Allowance::threshold));
    Allowance widest = alike.getFirst();
    for (Allowance each : alike) {
      if (each.threshold < widest.threshold) {
        problems.warning(
            requireNonNull(places.get(each.name)),
            "below_shorter_limit",
            "the limit \"%s\" allows %s, less than \"%s\" with %s: the shorter one is never crossed first; exchange the two, or remove one"
                .formatted(each.name, each.text(), widest.name, widest.text()));
      } else {
        widest = each;
      }
    }
  }

  /// Of a calendar's window, the shortest usual one.
  private static Duration length(Interval.Periodic window) {
    return switch (window) {
      case Interval.Tumbling(Duration length) -> length;
      case Interval.Calendar calendar ->
          switch (calendar.unit()) {
            case HOUR -> Duration.ofHours(1);
            case DAY -> Duration.ofDays(1);
            case WEEK -> Duration.ofDays(7);
            case MONTH -> Duration.ofDays(28);
          };
    };
  }
}
