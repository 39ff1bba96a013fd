package io.ingestlayer.workspace;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.component.Location;
import io.ingestlayer.component.Node;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A declared event type.
///
/// @param schema the declared fields in short form, or a whole JSON Schema; null when only the window is declared
/// @param strict whether fields that are not declared are refused
/// @param window how long an idempotency key of this type is kept, 1 minute to 400 days
public record EventDefinition(
    String type, Node.@Nullable Members schema, boolean strict, Duration window, Location at) {
  public static final Duration DEFAULT_WINDOW = Duration.ofHours(24);

  public EventDefinition {
    requireNonNull(type);
    requireNonNull(window);
    requireNonNull(at);
  }
}
