package io.ingestlayer.platform.http;

import static java.util.Objects.requireNonNull;

import java.io.StringWriter;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// A refusal as the caller sees it: RFC 9457 `application/problem+json`.
///
/// @param status the HTTP status, 400 to 599
/// @param code stable, lower_snake; what programs act on
/// @param detail a sentence that says what was found and what to do
/// @param errors the places in the request that are wrong; may be empty
public record Problem(int status, String code, String detail, List<Part> errors) {
  private static final JsonFactory JSON = new JsonFactory();

  /// One place in the request.
  ///
  /// @param pointer a JSON pointer into the body, such as `/events/3/payload/email`; `/query/from` is the parameter `from`
  public record Part(String pointer, String code, String detail) {
    public Part {
      requireNonNull(pointer);
      requireNonNull(code);
      requireNonNull(detail);
    }
  }

  public Problem {
    requireNonNull(code);
    requireNonNull(detail);
    errors = List.copyOf(errors);
  }

  public static Problem of(int status, String code, String detail) {
    return new Problem(status, code, detail, List.of());
  }

  /// The body, with `error.message` for clients of the hosted product.
  ///
  /// @param requestId what the caller quotes when it asks about this answer
  public String toJson(String requestId) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("type", "about:blank");
      json.writeStringProperty("title", code.replace('_', ' '));
      json.writeNumberProperty("status", status);
      json.writeStringProperty("detail", detail);
      json.writeStringProperty("code", code);
      json.writeStringProperty("request_id", requestId);
      json.writeArrayPropertyStart("errors");
      for (Part part : errors) {
        json.writeStartObject();
        json.writeStringProperty("pointer", part.pointer());
        json.writeStringProperty("code", part.code());
        json.writeStringProperty("detail", part.detail());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeObjectPropertyStart("error");
      json.writeStringProperty("message", detail);
      json.writeEndObject();
      json.writeEndObject();
    }
    return text.toString();
  }

  /// The answer to a caller who is not to see why.
  static Problem internal() {
    return of(
        500,
        "internal_error",
        "Something went wrong here, not in your request. Quote the request id to whoever runs this server.");
  }
}
