package io.ingestlayer.admin;

import io.ingestlayer.platform.http.Problem;
import io.ingestlayer.platform.http.ProblemException;
import io.ingestlayer.platform.http.ServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The query of a list: filters, `limit`, `cursor`. A parameter that the list does not know is refused, so that a
/// misspelt filter does not show everything.
final class ListQuery {
  static final int LIMIT_MAX = 250;
  private static final int LIMIT_DEFAULT = 50;
  private static final List<String> PAGING = List.of("limit", "cursor");
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

  private final ServerRequest request;

  /// @param filters the names it takes besides `limit` and `cursor`; `context.*` takes every name that begins so
  ListQuery(ServerRequest request, List<String> filters) {
    this(request, filters, PAGING);
  }

  private ListQuery(ServerRequest request, List<String> filters, List<String> paging) {
    this.request = request;
    for (String name : request.queryNames()) {
      if (!paging.contains(name) && filters.stream().noneMatch(it -> takes(it, name))) {
        String all = String.join(", ", filters);
        throw refusal(
            "unknown_parameter",
            name,
            "This list takes %s.".formatted(paging.isEmpty() ? all : all + ", limit and cursor"));
      }
    }
  }

  /// Of a list that has but one page.
  static ListQuery whole(ServerRequest request, List<String> filters) {
    return new ListQuery(request, filters, List.of());
  }

  private static boolean takes(String filter, String name) {
    if (!filter.endsWith("*")) {
      return filter.equals(name);
    }
    int prefix = filter.length() - 1;
    return name.length() > prefix && name.startsWith(filter.substring(0, prefix));
  }

  static ProblemException refusal(String code, String parameter, String detail) {
    Problem.Part part = new Problem.Part("/query/" + parameter, code, detail);
    return new ProblemException(new Problem(400, code, detail, List.of(part)));
  }

  /// Every value of a parameter that may be repeated or hold several, with commas between.
  List<String> texts(String name) {
    return request.queryAll(name).stream()
        .flatMap(it -> Arrays.stream(it.split(",", -1)))
        .map(String::strip)
        .filter(it -> !it.isEmpty())
        .toList();
  }

  /// Parameters that begin so, by what follows; their first values.
  SequencedMap<String, String> under(String prefix) {
    SequencedMap<String, String> found = new LinkedHashMap<>();
    for (String name : request.queryNames()) {
      if (name.startsWith(prefix)) {
        found.put(name.substring(prefix.length()), request.query(name).orElse(""));
      }
    }
    return found;
  }

  Optional<String> text(String name) {
    return request.query(name).filter(it -> !it.isEmpty());
  }

  /// A parameter read by that function; what it cannot read is a 400.
  <T> @Nullable T read(String name, Function<String, T> reader, String expected) {
    String given = text(name).orElse(null);
    if (given == null) {
      return null;
    }
    try {
      return reader.apply(given);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw refusal("invalid_parameter", name, "\"%s\" is %s.".formatted(name, expected));
    }
  }

  @Nullable Instant time(String name) {
    return read(
        name,
        it -> storable(OffsetDateTime.parse(it).toInstant()),
        "a time such as 2026-11-22T14:00:00Z");
  }

  /// The parameter `to`, which must not be before `from`: nobody means to ask for nothing.
  @Nullable Instant to() {
    Instant from = time("from");
    Instant to = time("to");
    if (from != null && to != null && to.isBefore(from)) {
      throw refusal("invalid_parameter", "to", "\"to\" is before \"from\".");
    }
    return to;
  }

  /// A time that the database can be asked for.
  static Instant storable(Instant time) {
    if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
      throw new IllegalArgumentException("a year has four digits");
    }
    return time;
  }

  int limit() {
    return limit(LIMIT_DEFAULT, LIMIT_MAX);
  }

  int limit(int without, int most) {
    Integer limit =
        read(
            "limit",
            it -> {
              int number = Integer.parseInt(it);
              if (number < 1 || number > most) {
                throw new IllegalArgumentException(it);
              }
              return number;
            },
            "a number from 1 to " + most);
    return limit == null ? without : limit;
  }

  /// What [#cursor(String)] hid, or null on the first page.
  <T> @Nullable T after(Function<String, T> reader) {
    return read(
        "cursor",
        it -> reader.apply(new String(Base64.getUrlDecoder().decode(it), StandardCharsets.UTF_8)),
        "the next_cursor of a page before");
  }

  /// A place in a list as callers see it: not to be read, only to be sent back.
  static String cursor(String place) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(place.getBytes(StandardCharsets.UTF_8));
  }
}
