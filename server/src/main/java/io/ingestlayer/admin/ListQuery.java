package io.ingestlayer.admin;

import io.ingestlayer.platform.http.ProblemException;
import io.ingestlayer.platform.http.ServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The query of a list: filters, `limit`, `cursor`. A parameter that the list does not know is refused, so that a
/// misspelt filter does not show everything.
final class ListQuery {
  static final int LIMIT_MAX = 250;
  private static final int LIMIT_DEFAULT = 50;

  private final ServerRequest request;

  ListQuery(ServerRequest request, List<String> filters) {
    this.request = request;
    for (String name : request.queryNames()) {
      if (!filters.contains(name) && !name.equals("limit") && !name.equals("cursor")) {
        throw new ProblemException(
            400,
            "unknown_parameter",
            "This list takes %s, limit and cursor.".formatted(String.join(", ", filters)));
      }
    }
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
      throw new ProblemException(
          400, "invalid_parameter", "\"%s\" is %s.".formatted(name, expected));
    }
  }

  @Nullable Instant time(String name) {
    return read(
        name, it -> OffsetDateTime.parse(it).toInstant(), "a time such as 2026-11-22T14:00:00Z");
  }

  int limit() {
    Integer limit =
        read(
            "limit",
            it -> {
              int number = Integer.parseInt(it);
              if (number < 1 || number > LIMIT_MAX) {
                throw new IllegalArgumentException(it);
              }
              return number;
            },
            "a number from 1 to " + LIMIT_MAX);
    return limit == null ? LIMIT_DEFAULT : limit;
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
