package io.ingestlayer.app.command;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A server's API as commands use it: a good answer, or an exception that says what a person is to know.
final class ServerApi {
  private static final int PAGE = 250;

  private final ApiClient client;

  ServerApi(ApiClient client) {
    this.client = client;
  }

  /// The server said no.
  static final class RefusedException extends ApiException {
    private static final long serialVersionUID = 1L;

    RefusedException(int exitCode, String message) {
      super(exitCode, message);
    }
  }

  /// The body of a good answer.
  ///
  /// @param query parameters; those that are null or empty are left out
  Value get(String path, Map<String, @Nullable String> query) throws ApiException {
    List<String> parts = new ArrayList<>();
    query.forEach((name, value) -> {
      if (value != null && !value.isEmpty()) {
        parts.add(name + "=" + encoded(value));
      }
    });
    return answer("GET", parts.isEmpty() ? path : path + "?" + String.join("&", parts), "");
  }

  Value get(String path) throws ApiException {
    return get(path, Map.of());
  }

  /// The body of a good answer.
  Value post(String path, Value.Obj body) throws ApiException {
    return answer("POST", path, Json.write(body));
  }

  /// Asks for something to be done that needs no saying more.
  Value post(String path) throws ApiException {
    return post(path, Value.Obj.EMPTY);
  }

  private Value answer(String method, String path, String body) throws ApiException {
    ApiClient.Answer answer = client.send(method, path, body);
    if (answer.status() >= 300) {
      throw new RefusedException(ExitCode.ofStatus(answer.status()), Refusal.message(path, answer));
    }
    return answer.body();
  }

  /// What a list holds, over as many pages as it takes.
  ///
  /// @param limit how many at most
  Listed list(String path, Map<String, @Nullable String> query, int limit) throws ApiException {
    Map<String, @Nullable String> asked = new HashMap<>(query);
    List<Value> found = new ArrayList<>();
    String next;
    do {
      asked.put("limit", Integer.toString(Math.min(PAGE, limit - found.size())));
      Value page = get(path, asked);
      found.addAll(list(page, "data"));
      next = text(page, "next_cursor");
      asked.put("cursor", next);
    } while (!next.isEmpty() && found.size() < limit);
    return new Listed(found, !next.isEmpty());
  }

  /// @param more whether the server has more than these
  record Listed(List<Value> values, boolean more) {
    Listed {
      values = List.copyOf(values);
    }
  }

  /// A name as one part of a path.
  static String segment(String name) {
    return encoded(name);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// A member as text; empty when there is nothing.
  static String text(Value object, String member) {
    return switch (object.get(member)) {
      case Value.Text(String text) -> text;
      case Value.Num number -> number.text();
      case Value.Bool truth -> Boolean.toString(truth.value());
      case Value.Null _, Value.Absent _ -> "";
      case Value.Arr array -> Json.write(array);
      case Value.Obj nested -> Json.write(nested);
    };
  }

  /// A member as a whole number; 0 when it is none.
  static long number(Value object, String member) {
    return object.get(member) instanceof Value.Num number ? number.decimal().longValue() : 0;
  }

  /// The elements of a member that is a list.
  static List<Value> list(Value object, String member) {
    return object.get(member) instanceof Value.Arr array ? array.elements() : List.of();
  }
}
