package io.ingestlayer.app.command;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Times;
import io.ingestlayer.event.Value;
import io.ingestlayer.limit.Counted;
import io.ingestlayer.limit.LimitEvaluation;
import io.ingestlayer.limit.LimitEvents;
import io.ingestlayer.limit.LimitRule;
import io.ingestlayer.limit.LimitRules;
import io.ingestlayer.limit.MemoryCounterStore;
import io.ingestlayer.limit.Occurrence;
import io.ingestlayer.limit.Outcome;
import io.ingestlayer.limit.Tally.Count;
import io.ingestlayer.limit.Traits;
import io.ingestlayer.limit.Violation;
import io.ingestlayer.limit.Window;
import io.ingestlayer.outbox.OutboxEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What limits would do with events, in memory. One thread.
final class LimitCheck {
  private static final int WINDOWS_MAX = 10_000;
  private static final int COUNTERS_MAX = 1_000_000;

  private final LimitRules rules;
  private final Traits traits;
  private final MemoryCounterStore store = new MemoryCounterStore(WINDOWS_MAX, COUNTERS_MAX);
  private final Map<String, Long> warnings = new HashMap<>();

  LimitCheck(List<LimitRule> limits, Traits traits) {
    this.rules = new LimitRules(limits);
    this.traits = traits;
  }

  /// Counts them as a batch; a record is found when the last of them arrives.
  Outcome count(List<Event> events) {
    Outcome outcome =
        LimitEvaluation.count(
            rules.measure(events.stream().map(Occurrence::of).toList(), traits),
            store,
            events.getLast().receivedAt());
    warnings(outcome).forEach(it -> warnings.merge(text(it, "limit_name"), 1L, Long::sum));
    return outcome;
  }

  private static List<Value.Obj> warnings(Outcome outcome) {
    return outcome.events().stream()
        .filter(it -> it.type().equals(LimitEvents.WARNING))
        .map(it -> it.payload().tree())
        .toList();
  }

  private static String text(Value.Obj payload, String member) {
    return payload.get(member) instanceof Value.Text(String text) ? text : "";
  }

  /// A line for each violation and warning, for people.
  static List<String> lines(Outcome outcome) {
    List<String> lines = new ArrayList<>();
    for (OutboxEvent event : outcome.events()) {
      if (event.type().equals(LimitEvents.WARNING)) {
        Value.Obj warning = event.payload().tree();
        lines.add(
            "%s warning %s %s %s/%s %s/%s %s%%"
                .formatted(
                    Times.text(event.occurredAt()),
                    text(warning, "limit_name"),
                    Json.write(warning.get("key")),
                    text(warning, "window_start"),
                    text(warning, "window_end"),
                    Json.write(warning.get("limit_value")),
                    Json.write(warning.get("limit_threshold")),
                    Json.write(warning.get("percent"))));
      }
    }
    outcome.violations().forEach(it -> lines.add(line(it)));
    return lines;
  }

  private static String line(Violation violation) {
    Window window = violation.window();
    return "%s violation %s %s %s %d/%d level %d%s"
        .formatted(
            Times.text(violation.time()),
            violation.record().limitName()
                + (violation.record().limitType().equals("cardinality_limit") ? " keys" : ""),
            Json.write(violation.key()),
            window == null
                ? "per_event"
                : Times.text(window.start()) + "/" + Times.text(window.end()),
            violation.record().value(),
            violation.record().threshold(),
            violation.level(),
            violation.late() ? " late" : "");
  }

  /// The same, as JSON: the records in their envelopes, and the warnings as the events they become.
  static List<Value.Obj> json(Outcome outcome) {
    List<Value.Obj> all = new ArrayList<>();
    for (OutboxEvent event : outcome.events()) {
      if (event.type().equals(LimitEvents.WARNING)) {
        all.add(
            Value.object()
                .put("id", event.id().toString())
                .put("time", Times.text(event.occurredAt()))
                .put("warning", event.payload().tree())
                .build());
      }
    }
    outcome.violations().forEach(it -> all.add(it.toJson()));
    return all;
  }

  /// A line for each limit, and one for what did not fit into memory.
  List<String> summary() {
    List<String> lines = new ArrayList<>();
    for (LimitRule rule : rules.rules()) {
      Map<Count, Long> counts = store.tally().sorted().getOrDefault(rule.name(), Map.of());
      lines.add(
          rule.on() != Counted.EVENT
              ? "%s: not checked, it counts %s and a file has only events"
                  .formatted(rule.name(), rule.on().word())
              : ("%s: counted %d, violations %d, warnings %d, refused %d, suppressed %d, late %d, "
                      + "from the future %d, unmeasured %d, keys %d, beyond max_keys %d")
                  .formatted(
                      rule.name(),
                      counts.getOrDefault(Count.COUNTED, 0L),
                      counts.getOrDefault(Count.VIOLATIONS, 0L),
                      warnings.getOrDefault(rule.name(), 0L),
                      counts.getOrDefault(Count.REFUSED, 0L),
                      counts.getOrDefault(Count.SUPPRESSED, 0L),
                      counts.getOrDefault(Count.LATE, 0L),
                      counts.getOrDefault(Count.CLAMPED, 0L),
                      counts.getOrDefault(Count.UNMEASURED, 0L),
                      store.keysMost(rule),
                      counts.getOrDefault(Count.OVERFLOWED, 0L)));
    }
    if (store.windowsForgotten() > 0) {
      lines.add(
          "%d windows did not fit into memory; what came late for them is counted anew"
              .formatted(store.windowsForgotten()));
    }
    return lines;
  }
}
