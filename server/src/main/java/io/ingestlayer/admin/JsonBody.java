package io.ingestlayer.admin;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonException;
import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.event.Value;
import io.ingestlayer.ingest.JsonContent;
import io.ingestlayer.ingest.Utf8;
import io.ingestlayer.platform.http.BodyLimits;
import io.ingestlayer.platform.http.Problem;
import io.ingestlayer.platform.http.ProblemException;
import io.ingestlayer.platform.http.ServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A request's body as a JSON object.
final class JsonBody {
  private JsonBody() {}

  /// @param known the members it may have
  static Value.Obj read(ServerRequest request, JsonLimits limits, List<String> known) {
    JsonContent.require(request.header("Content-Type"));
    byte[] body = request.body(BodyLimits.EVENTS);
    if (Utf8.firstInvalid(body) >= 0) {
      throw new ProblemException(400, "invalid_utf8", "The body is not UTF-8.");
    }
    String text = new String(body, StandardCharsets.UTF_8);
    if (text.isBlank()) {
      throw new ProblemException(400, "empty_body", "The body is empty; it is a JSON object.");
    }
    try {
      if (Json.parse(text, limits) instanceof Value.Obj object) {
        return checked(object, known);
      }
      throw new ProblemException(400, "invalid_shape", "The body is a JSON object.");
    } catch (JsonException e) {
      String detail = String.valueOf(e.getMessage());
      Problem.Part part = new Problem.Part(e.pointer(), e.code(), detail);
      throw new ProblemException(new Problem(400, e.code(), detail, List.of(part)));
    }
  }

  private static Value.Obj checked(Value.Obj object, List<String> known) {
    for (String name : object.members().keySet()) {
      if (!known.contains(name)) {
        throw new ProblemException(
            400,
            "unknown_member",
            "The body takes %s and nothing else.".formatted(String.join(", ", known)));
      }
    }
    return object;
  }
}
