package io.ingestlayer.admin;

import io.ingestlayer.component.Spelling;
import io.ingestlayer.event.Value;
import io.ingestlayer.limit.CounterQueries;
import io.ingestlayer.limit.CounterQueries.Counter;
import io.ingestlayer.limit.CounterQueries.WindowState;
import io.ingestlayer.limit.Interval;
import io.ingestlayer.limit.KeyUsage;
import io.ingestlayer.limit.LimitRule;
import io.ingestlayer.limit.LimitRule.Dimension;
import io.ingestlayer.limit.LimitUsage;
import io.ingestlayer.limit.ThresholdSuggestion;
import io.ingestlayer.limit.Traits;
import io.ingestlayer.limit.Window;
import io.ingestlayer.limit.WindowSummary;
import io.ingestlayer.platform.http.ProblemException;
import io.ingestlayer.platform.http.Router;
import io.ingestlayer.platform.http.ServerRequest;
import io.ingestlayer.platform.http.ServerResponse;
import io.ingestlayer.workspace.KeyScope;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// `/v1/limits`: which there are, and how much of them is used.
final class LimitRoutes {
  private static final int TOP_DEFAULT = 20;
  private static final String KEY = "key.";

  private final Supplier<List<LimitRule>> rules;
  private final CounterQueries counters;
  private final LimitUsage usage;
  private final Access access;
  private final InstantSource clock;

  /// @param rules those that are active when it is asked
  LimitRoutes(
      Supplier<List<LimitRule>> rules,
      CounterQueries counters,
      Traits traits,
      Access access,
      InstantSource clock) {
    this.rules = rules;
    this.counters = counters;
    this.usage = new LimitUsage(counters, traits);
    this.access = access;
    this.clock = clock;
  }

  void addTo(Router router) {
    router
        .get("/v1/limits", this::list)
        .get("/v1/limits/{name}/usage", this::usage)
        .get("/v1/limits/{name}/top", DatasetRoutes.bounded(this::top))
        .get("/v1/limits/{name}/suggestion", this::suggestion);
  }

  private ServerResponse list(ServerRequest request) {
    access.require(request, KeyScope.READ);
    var today = counters.tallies(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    List<Value.Obj> limits =
        rules.get().stream()
            .map(it -> LimitText.summary(it, today.getOrDefault(it.name(), Map.of())))
            .toList();
    return Answers.data(200, Value.array(limits));
  }

  private ServerResponse usage(ServerRequest request) {
    access.require(request, KeyScope.READ);
    LimitRule rule = rule(request);
    Interval.Periodic interval = periodic(rule);
    ListQuery query = new ListQuery(request, List.of(KEY + "*", "at"));
    Map<String, String> key = key(rule, query);
    Instant at = query.time("at");
    Window window = interval.windowAt(at == null ? clock.instant() : at);
    KeyUsage used = usage.counted(rule, key, window).orElseGet(() -> notCounted(rule, key, window));
    return Answers.data(200, LimitText.usage(rule, used))
        .with("Cache-Control", "private, max-age=5");
  }

  private KeyUsage notCounted(LimitRule rule, Map<String, String> key, Window window) {
    WindowState counted = counters.window(rule.id(), window.start()).orElse(null);
    if (counted != null && counted.closed()) {
      throw closed(window, counted);
    }
    if (counted != null && counted.keys() >= rule.keysMax()) {
      throw new ProblemException(
          409,
          "not_counted_apart",
          "This window has %d keys, as many as are counted apart; this one is counted with all others."
              .formatted(counted.keys()));
    }
    return usage.unused(rule, key, window);
  }

  private static Map<String, String> key(LimitRule rule, ListQuery query) {
    Map<String, String> key = query.under(KEY);
    List<String> names = rule.key().stream().map(Dimension::name).toList();
    if (!key.keySet().equals(Set.copyOf(names))) {
      throw ListQuery.refusal(
          "invalid_parameter",
          KEY + "*",
          names.isEmpty()
              ? "This limit has one counter for all; leave \"key.…\" out."
              : "This limit counts by %s: give %s."
                  .formatted(
                      String.join(" and ", names),
                      String.join("&", names.stream().map(it -> KEY + it + "=…").toList())));
    }
    return key;
  }

  private ServerResponse top(ServerRequest request) {
    access.require(request, KeyScope.READ);
    LimitRule rule = rule(request);
    Interval.Periodic interval = periodic(rule);
    ListQuery query = new ListQuery(request, List.of("window"));
    Instant at =
        query.text("window").filter(it -> !it.equals("current")).isEmpty()
            ? null
            : query.time("window");
    Window window = interval.windowAt(at == null ? clock.instant() : at);
    WindowState counted = counters.window(rule.id(), window.start()).orElse(null);
    if (counted != null && counted.closed()) {
      throw closed(window, counted);
    }
    int limit = query.limit(TOP_DEFAULT, CounterQueries.TOP_MAX);
    List<Counter> top = counters.top(rule.id(), window.start(), limit);
    return Answers.data(
        200, LimitText.top(rule, window, counted == null ? 0 : counted.keys(), top));
  }

  /// The values of single keys are gone; what the window came to is said.
  private static ProblemException closed(Window window, WindowState counted) {
    WindowSummary summary = counted.summary();
    String cameTo =
        summary == null
            ? ""
            : " It had %d keys, and the largest came to %d."
                .formatted(summary.keys(), summary.max());
    return new ProblemException(
        410,
        "window_closed",
        "The window from %s is closed and its keys are not kept.%s"
            .formatted(Answers.time(window.start()), cameTo));
  }

  private ServerResponse suggestion(ServerRequest request) {
    access.require(request, KeyScope.READ);
    LimitRule rule = rule(request);
    periodic(rule);
    ThresholdSuggestion suggestion =
        ThresholdSuggestion.of(counters.summaries(rule.id(), CounterQueries.WINDOWS_MAX));
    return Answers.data(200, LimitText.suggestion(rule, suggestion));
  }

  private LimitRule rule(ServerRequest request) {
    String name = request.pathParameter("name");
    List<LimitRule> all = rules.get();
    return all.stream()
        .filter(it -> it.name().equals(name))
        .findFirst()
        .orElseThrow(() -> {
          String near = Spelling.nearest(name, all.stream().map(LimitRule::name).toList());
          return near == null
              ? Answers.notFound("such limit")
              : new ProblemException(
                  404, "not_found", "There is no such limit. Did you mean %s?".formatted(near));
        });
  }

  private static Interval.Periodic periodic(LimitRule rule) {
    return switch (rule.interval()) {
      case Interval.Periodic periodic -> periodic;
      case Interval.PerEvent _ ->
          throw new ProblemException(
              400,
              "no_windows",
              "This limit looks at each event by itself and counts nothing up; its records are in the dataset limit_violations.");
    };
  }
}
