package io.ingestlayer.schema;

import java.util.Map;
import java.util.Optional;

/// The schemas of the event types that are declared now. Any thread may ask; whoever activates definitions replaces them.
public final class SchemaRegistry {
  private volatile Map<String, EventSchema> schemas;

  /// @param schemas by event type
  public SchemaRegistry(Map<String, EventSchema> schemas) {
    this.schemas = Map.copyOf(schemas);
  }

  /// The schema of that event type; nothing when it is not declared, and anything goes.
  public Optional<EventSchema> find(String eventType) {
    return Optional.ofNullable(schemas.get(eventType));
  }

  /// Takes effect for the next event.
  public void replace(Map<String, EventSchema> now) {
    schemas = Map.copyOf(now);
  }
}
