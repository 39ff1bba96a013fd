package io.ingestlayer.delivery.destination.webhook;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.util.List;
import java.util.SequencedMap;

/// JSON put together from texts and from JSON that is passed on as it is, digit for digit. Pure.
final class JsonParts {
  private JsonParts() {}

  /// An object of text members and, last, one that is JSON already.
  static String object(SequencedMap<String, String> texts, String name, String json) {
    Value.ObjBuilder members = Value.object();
    texts.forEach(members::put);
    String beginning = Json.write(members.build());
    return beginning.substring(0, beginning.length() - 1)
        + (texts.isEmpty() ? "" : ",")
        + Json.write(Value.of(name))
        + ":"
        + json
        + "}";
  }

  /// An array of elements that are JSON already.
  static String array(List<String> elements) {
    return "[" + String.join(",", elements) + "]";
  }
}
