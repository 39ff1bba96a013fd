package io.ingestlayer.admin;

import io.ingestlayer.limit.LimitAction;
import io.ingestlayer.limit.ViolationFilter;
import io.ingestlayer.limit.ViolationGrouping;
import io.ingestlayer.limit.ViolationGrouping.Bucket;
import io.ingestlayer.limit.ViolationGrouping.Context;
import io.ingestlayer.limit.ViolationGrouping.Field;
import io.ingestlayer.limit.ViolationGrouping.Part;
import io.ingestlayer.limit.ViolationQueries.Place;
import io.ingestlayer.platform.http.ServerRequest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a request asks of the `limit_violations` dataset.
final class DatasetQuery {
  private static final int KEY_MAX = 128;
  private static final List<String> PARAMETERS =
      List.of(
          "limit_name",
          "limit_type",
          "limit_event_type",
          "context.*",
          "from",
          "to",
          "late",
          "action",
          "group_by",
          "bucket",
          "format");

  private final ServerRequest request;
  private final ListQuery query;

  /// How the records are written.
  enum Format {
    JSON("json", "application/json"),
    NDJSON("ndjson", "application/x-ndjson"),
    CSV("csv", "text/csv");

    private final String word;
    private final String contentType;

    Format(String word, String contentType) {
      this.word = word;
      this.contentType = contentType;
    }

    String contentType() {
      return this == CSV ? contentType + "; charset=utf-8" : contentType;
    }
  }

  DatasetQuery(ServerRequest request) {
    this.request = request;
    this.query = new ListQuery(request, PARAMETERS);
  }

  ViolationFilter filter() {
    List<String> names = query.texts("limit_name").stream().distinct().toList();
    if (names.size() > ViolationFilter.NAMES_MAX) {
      throw invalid("limit_name", "\"limit_name\" is at most 50 names.");
    }
    Instant from = query.time("from");
    Instant to = query.time("to");
    if (from != null && to != null && from.isAfter(to)) {
      throw invalid("from", "\"from\" is after \"to\"; the range goes from the earlier time on.");
    }
    return new ViolationFilter(
        names,
        query.text("limit_type").orElse(null),
        query.text("limit_event_type").orElse(null),
        context(),
        from,
        to,
        word("late", List.of(true, false), Object::toString),
        word("action", List.of(LimitAction.values()), LimitAction::word));
  }

  private Map<String, String> context() {
    Map<String, String> context = query.under(Context.PREFIX);
    if (context.size() > ViolationFilter.CONTEXT_MAX) {
      throw invalid("context.*", "The context is filtered by at most 5 keys.");
    }
    for (String key : context.keySet()) {
      if (request.queryAll(Context.PREFIX + key).size() > 1) {
        throw invalid(Context.PREFIX + key, "A key of the context is given once.");
      }
    }
    return context;
  }

  /// What to count by; null when records are asked for.
  @Nullable ViolationGrouping grouping() {
    List<Part> parts = query.texts("group_by").stream().map(DatasetQuery::part).toList();
    Bucket bucket = word("bucket", List.of(Bucket.values()), Bucket::word);
    if (parts.isEmpty() && bucket == null) {
      return null;
    }
    if (parts.size() > ViolationGrouping.PARTS_MAX || new HashSet<>(parts).size() < parts.size()) {
      throw invalid("group_by", "Records are grouped by at most 3 different fields.");
    }
    if (request.query("cursor").isPresent()) {
      throw invalid("cursor", "Groups are one answer without pages; leave \"cursor\" out.");
    }
    if (format() != Format.JSON) {
      throw invalid("format", "Groups are answered as JSON only.");
    }
    return new ViolationGrouping(parts, bucket);
  }

  private static Part part(String word) {
    if (word.startsWith(Context.PREFIX)
        && word.length() > Context.PREFIX.length()
        && word.length() <= KEY_MAX) {
      return new Context(word.substring(Context.PREFIX.length()));
    }
    return Arrays.stream(Field.values())
        .filter(it -> it.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            invalid(
                "group_by",
                "\"group_by\" is of %s and context.KEY, not \"%s\"."
                    .formatted(words(Stream.of(Field.values()), Field::word), cut(word))));
  }

  Format format() {
    Format asked = word("format", List.of(Format.values()), it -> it.word);
    if (asked != null) {
      return asked;
    }
    String accept = String.join(",", request.headers("Accept"));
    return Stream.of(Format.NDJSON, Format.CSV)
        .filter(it -> accept.contains(it.contentType))
        .findFirst()
        .orElse(Format.JSON);
  }

  Optional<Integer> limit(int most) {
    return query.text("limit").map(_ -> query.limit(most, most));
  }

  @Nullable Place after() {
    return query.after(DatasetQuery::place);
  }

  static String cursor(Place place) {
    return ListQuery.cursor(place.time() + " " + place.id());
  }

  private static Place place(String text) {
    String[] parts = text.split(" ", -1);
    if (parts.length != 2) {
      throw new IllegalArgumentException("no place in the list");
    }
    return new Place(ListQuery.storable(Instant.parse(parts[0])), UUID.fromString(parts[1]));
  }

  /// The value whose word the parameter is; null when it is not there.
  private <T> @Nullable T word(String parameter, List<T> values, Function<T, String> word) {
    Optional<String> given = query.text(parameter);
    if (given.isEmpty()) {
      return null;
    }
    return values.stream()
        .filter(it -> word.apply(it).equals(given.get()))
        .findFirst()
        .orElseThrow(() ->
            invalid(
                parameter,
                "\"%s\" is one of %s.".formatted(parameter, words(values.stream(), word))));
  }

  private static <T> String words(Stream<T> values, Function<T, String> word) {
    return values.map(word).collect(Collectors.joining(", "));
  }

  private static String cut(String text) {
    return text.length() <= KEY_MAX ? text : text.substring(0, KEY_MAX) + "…";
  }

  private static RuntimeException invalid(String parameter, String detail) {
    return ListQuery.refusal("invalid_parameter", parameter, detail);
  }
}
