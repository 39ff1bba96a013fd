package io.ingestlayer.testkit.notion;

import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Notion's refusal of a request: developers.notion.com/reference/status-codes.
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final transient Map<String, String> additional;

  Refusal(int status, String code, String message, Map<String, String> additional) {
    super(message);
    this.status = status;
    this.code = code;
    this.additional = Map.copyOf(additional);
  }

  static Refusal of(int status, String code, String message) {
    return new Refusal(status, code, message, Map.of());
  }

  static Refusal invalid(String message) {
    return of(400, "validation_error", message);
  }

  /// What does not exist, and what was not shared, are told alike.
  static Refusal unknown(String kind, String id) {
    return of(
        404,
        "object_not_found",
        "Could not find %s with ID: %s. Make sure the relevant pages and databases are shared with your integration."
            .formatted(kind, id));
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  ObjectNode json() {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("object", "error").put("status", status).put("code", code);
    json.put("message", String.valueOf(getMessage()));
    if (!additional.isEmpty()) {
      ObjectNode more = json.putObject("additional_data");
      additional.forEach(more::put);
    }
    return json.put("request_id", "00000000-0000-4000-8000-000000000000");
  }
}
