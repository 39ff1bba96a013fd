package io.ingestlayer.admin;

import io.ingestlayer.delivery.AttemptFilter;
import io.ingestlayer.delivery.AttemptRecord.Outcome;
import io.ingestlayer.delivery.DeliveryFilter;
import io.ingestlayer.delivery.DeliveryLists;
import io.ingestlayer.delivery.DeliveryLists.Count;
import io.ingestlayer.delivery.DeliveryLists.Group;
import io.ingestlayer.delivery.DeliveryLists.ListedAttempt;
import io.ingestlayer.delivery.DeliveryLists.Page;
import io.ingestlayer.delivery.DeliveryView;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.Router;
import io.ingestlayer.platform.http.ServerRequest;
import io.ingestlayer.platform.http.ServerResponse;
import io.ingestlayer.workspace.KeyScope;
import io.ingestlayer.workspace.PipelineNames;
import io.ingestlayer.workspace.PipelineNames.Named;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `/v1/deliveries` and `/v1/attempts`: what a person looks through, and how many there were in each minute.
final class DeliveryListRoutes {
  private static final List<String> FILTERS =
      List.of("state", "destination", "pipeline", "code", "from", "to");
  private static final Map<String, Duration> BUCKETS =
      Map.of(
          "1m", Duration.ofMinutes(1),
          "5m", Duration.ofMinutes(5),
          "15m", Duration.ofMinutes(15),
          "1h", Duration.ofHours(1),
          "1d", Duration.ofDays(1));

  private final DeliveryLists lists;
  private final PipelineNames pipelines;
  private final Access access;

  DeliveryListRoutes(DeliveryLists lists, PipelineNames pipelines, Access access) {
    this.lists = lists;
    this.pipelines = pipelines;
    this.access = access;
  }

  void addTo(Router router) {
    router
        .get("/v1/deliveries", this::deliveries)
        .get("/v1/deliveries/counts", this::counts)
        .get("/v1/attempts", this::attempts);
  }

  private ServerResponse deliveries(ServerRequest request) {
    access.require(request, KeyScope.READ);
    ListQuery query = new ListQuery(request, FILTERS);
    DeliveryFilter filter = filter(query);
    Page<DeliveryView> page = page(query, after -> lists.deliveries(filter, after, query.limit()));
    Map<Integer, Named> names =
        names(page.items().stream().map(DeliveryView::pipelineVersion).collect(Collectors.toSet()));
    return answer(
        page.items().stream()
            .map(it -> DeliveryRoutes.json(it).with("pipeline", name(names, it.pipelineVersion())))
            .toList(),
        page.next());
  }

  private DeliveryFilter filter(ListQuery query) {
    DeliveryFilter filter =
        new DeliveryFilter(
            null,
            query.text("destination").orElse(null),
            versions(query),
            query.text("code").orElse(null),
            query.time("from"),
            query.to());
    DeliveryFilter withState =
        query.read(
            "state", filter::withState, "one of " + String.join(", ", DeliveryFilter.STATES));
    return withState == null ? filter : withState;
  }

  /// A pipeline that never was has no versions, so that nothing is found: a name may be misspelt, a filter is not.
  private @Nullable Set<Integer> versions(ListQuery query) {
    return query.text("pipeline").map(pipelines::versions).orElse(null);
  }

  private ServerResponse attempts(ServerRequest request) {
    access.require(request, KeyScope.READ);
    ListQuery query =
        new ListQuery(request, List.of("outcome", "destination", "pipeline", "code", "from", "to"));
    AttemptFilter filter =
        new AttemptFilter(
            query.read("outcome", DeliveryListRoutes::outcome, "one of " + words(Outcome.values())),
            query.text("destination").orElse(null),
            versions(query),
            query.text("code").orElse(null),
            query.time("from"),
            query.to());
    Page<ListedAttempt> page = page(query, after -> lists.attempts(filter, after, query.limit()));
    Map<Integer, Named> names =
        names(
            page.items().stream().map(ListedAttempt::pipelineVersion).collect(Collectors.toSet()));
    return answer(page.items().stream().map(it -> json(it, names)).toList(), page.next());
  }

  private static Outcome outcome(String word) {
    return Outcome.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static Value.Obj json(ListedAttempt listed, Map<Integer, Named> names) {
    return Timeline.attempt(listed.attempt())
        .with("destination", Value.of(listed.destination()))
        .with("lane", Value.of(listed.lane()))
        .with("pipeline", name(names, listed.pipelineVersion()));
  }

  private ServerResponse counts(ServerRequest request) {
    access.require(request, KeyScope.READ);
    ListQuery query =
        ListQuery.whole(
            request,
            List.of(
                "state", "destination", "pipeline", "code", "from", "to", "bucket", "group_by"));
    DeliveryFilter filter = filter(query);
    if (filter.asksForOpen()) {
      throw ListQuery.refusal(
          "invalid_parameter", "state", "Only finished deliveries are counted by minute.");
    }
    Duration bucket = query.read("bucket", DeliveryListRoutes::bucket, "1m, 5m, 15m, 1h or 1d");
    Set<Group> by = EnumSet.noneOf(Group.class);
    query.texts("group_by").forEach(it -> by.add(group(it)));
    List<Count> counts = lists.counts(filter, bucket == null ? Duration.ofMinutes(1) : bucket, by);
    if (counts.size() > DeliveryLists.COUNTS_MAX) {
      throw ListQuery.refusal(
          "too_many_groups",
          "bucket",
          "These are more than %,d counts; take a larger bucket, or a narrower \"from\" and \"to\"."
              .formatted(DeliveryLists.COUNTS_MAX));
    }
    Set<Integer> versions = new HashSet<>();
    counts.forEach(it -> {
      if (it.pipelineVersion() != null) {
        versions.add(it.pipelineVersion());
      }
    });
    Map<Integer, Named> names = names(versions);
    return answer(counts.stream().map(it -> json(it, names)).toList(), null);
  }

  private static Duration bucket(String word) {
    Duration bucket = BUCKETS.get(word);
    if (bucket == null) {
      throw new IllegalArgumentException(word);
    }
    return bucket;
  }

  private static Group group(String word) {
    try {
      return Group.valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw ListQuery.refusal(
          "invalid_parameter", "group_by", "\"group_by\" is of " + words(Group.values()) + ".");
    }
  }

  private static Value.Obj json(Count count, Map<Integer, Named> names) {
    Value.ObjBuilder json = Value.object().put("time", Answers.time(count.at()));
    if (count.pipelineVersion() != null) {
      json.put("pipeline", name(names, count.pipelineVersion()));
      json.put("pipeline_version", count.pipelineVersion());
    }
    if (count.destination() != null) {
      json.put("destination", count.destination().isEmpty() ? null : count.destination());
    }
    if (count.state() != null) {
      json.put("state", count.state());
    }
    if (count.code() != null) {
      json.put("code", count.code().isEmpty() ? null : count.code());
    }
    return json.put("deliveries", count.deliveries()).build();
  }

  private Map<Integer, Named> names(Set<Integer> versions) {
    return versions.isEmpty() ? Map.of() : pipelines.of(versions);
  }

  private static Value name(Map<Integer, Named> names, int version) {
    Named named = names.get(version);
    return named == null ? Value.Null.NULL : Value.of(named.pipeline());
  }

  /// A place that is none is the caller's mistake.
  private static <T> Page<T> page(ListQuery query, Function<@Nullable String, Page<T>> list) {
    String after = query.after(Function.identity());
    try {
      return list.apply(after);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw ListQuery.refusal(
          "invalid_parameter", "cursor", "\"cursor\" is the next_cursor of a page before.");
    }
  }

  private static ServerResponse answer(List<Value.Obj> items, @Nullable String next) {
    return Answers.page(items, next == null ? null : ListQuery.cursor(next));
  }

  private static String words(Enum<?>[] values) {
    return List.of(values).stream()
        .map(it -> it.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }
}
