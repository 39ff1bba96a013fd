package io.ingestlayer.testkit.notion;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/// Something the fake accepted: a page made in a data source, or blocks appended to a page.
///
/// @param parent the data source's or the page's id
/// @param json the body as it was sent
/// @param raw the same as text
public record Written(Instant at, Kind kind, String parent, JsonNode json, String raw) {
  /// What was made.
  public enum Kind {
    PAGE,
    BLOCKS
  }

  /// The value of a property, under its type.
  public JsonNode property(String name) {
    return json.path("properties").path(name);
  }

  public JsonNode children() {
    return json.path("children");
  }
}
