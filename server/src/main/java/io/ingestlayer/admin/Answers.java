package io.ingestlayer.admin;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Times;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.ProblemException;
import io.ingestlayer.platform.http.ServerResponse;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers in the API's envelope.
final class Answers {
  private Answers() {}

  static ServerResponse data(int status, Value data) {
    return ServerResponse.json(status, Json.write(Value.object().put("data", data).build()));
  }

  /// One page of a list.
  ///
  /// @param next the cursor of the next page, or null at the end
  static ServerResponse page(List<? extends Value> data, @Nullable String next) {
    Value page =
        Value.object().put("data", Value.array(data)).put("next_cursor", Value.of(next)).build();
    return ServerResponse.json(200, Json.write(page));
  }

  /// RFC 3339 in UTC with milliseconds.
  static String time(Instant time) {
    return Times.text(time);
  }

  static Value timeOrNull(@Nullable Instant time) {
    return Value.of(time == null ? null : time(time));
  }

  static ProblemException notFound(String what) {
    return new ProblemException(404, "not_found", "There is no " + what + ", or no longer.");
  }
}
