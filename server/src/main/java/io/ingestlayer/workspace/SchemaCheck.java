package io.ingestlayer.workspace;

import io.ingestlayer.event.Value;
import java.util.Optional;

/// Says what is wrong with a JSON Schema.
@FunctionalInterface
public interface SchemaCheck {

  /// One sentence on why the schema cannot be used; nothing when it can.
  Optional<String> problem(Value.Obj jsonSchema);
}
