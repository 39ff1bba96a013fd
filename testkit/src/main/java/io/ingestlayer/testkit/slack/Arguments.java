package io.ingestlayer.testkit.slack;

import io.ingestlayer.testkit.http.ReceivedRequest;
import io.ingestlayer.testkit.slack.Outcome.Refused;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The arguments of a Web API call: JSON, a form, or the query. What is read depends on the content type, as the
/// vendor says in docs.slack.dev/apis/web-api/#post_bodies.
sealed interface Arguments {
  JsonMapper JSON = JsonMapper.shared();
  Set<String> CHARSETS = Set.of("utf-8", "iso-8859-1");
  Set<String> JSON_IN_FORMS = Set.of("blocks", "attachments", "metadata");

  /// @param json whether they came as JSON, which the reading methods of the API do not look at
  record Read(ObjectNode values, boolean json, List<String> warnings) implements Arguments {}

  record Unreadable(Refused why) implements Arguments {}

  static Arguments of(ReceivedRequest request) {
    if (request.body().length == 0) {
      return form(request.query(), List.of());
    }
    String[] type =
        request.header("content-type").orElse("").toLowerCase(Locale.ROOT).split(";", 2);
    String charset = type.length < 2 ? "" : charset(type[1]);
    if (!charset.isEmpty() && !CHARSETS.contains(charset)) {
      return new Unreadable(Refused.because("invalid_charset"));
    }
    return switch (type[0].strip()) {
      case "application/json" ->
          json(request.body(), charset.isEmpty() ? List.of("missing_charset") : List.of());
      case "application/x-www-form-urlencoded" ->
          form(request.text(), charset.isEmpty() ? List.of() : List.of("superfluous_charset"));
      case "" -> new Unreadable(Refused.because("missing_post_type"));
      default -> new Unreadable(Refused.because("invalid_post_type"));
    };
  }

  private static String charset(String parameters) {
    String parameter = parameters.strip();
    return parameter.startsWith("charset=")
        ? parameter.substring("charset=".length()).replace("\"", "")
        : "";
  }

  private static Arguments json(byte[] body, List<String> warnings) {
    try {
      return JSON.readTree(body) instanceof ObjectNode values
          ? new Read(values, true, warnings)
          : new Unreadable(Refused.because("json_not_object"));
    } catch (JacksonException e) {
      return new Unreadable(Refused.because("invalid_json"));
    }
  }

  private static Arguments form(String encoded, List<String> warnings) {
    ObjectNode values = JSON.createObjectNode();
    try {
      for (String pair : encoded.split("&")) {
        String[] parts = pair.split("=", 2);
        if (parts.length == 2) {
          String name = URLDecoder.decode(parts[0], StandardCharsets.UTF_8);
          String value = URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
          JsonNode node =
              JSON_IN_FORMS.contains(name) ? JSON.readTree(value) : values.stringNode(value);
          values.set(name, node);
        }
      }
      return new Read(values, false, warnings);
    } catch (IllegalArgumentException | JacksonException e) {
      return new Unreadable(Refused.because("invalid_form_data"));
    }
  }
}
