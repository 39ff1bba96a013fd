package io.ingestlayer.workspace;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.component.Location;
import io.ingestlayer.event.Value;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A declared event type.
///
/// @param fields the top-level fields in the order they were declared, from the short form or a JSON Schema; empty when
///     only the window is declared
/// @param jsonSchema the whole JSON Schema (2020-12), or null when the short form or nothing was declared
/// @param strict whether fields that are not declared are refused
/// @param window how long an idempotency key of this type is kept, 1 minute to 400 days
public record EventDefinition(
    String type,
    List<DeclaredField> fields,
    Value.@Nullable Obj jsonSchema,
    boolean strict,
    Duration window,
    Location at) {
  public static final Duration DEFAULT_WINDOW = Duration.ofHours(24);

  public EventDefinition {
    requireNonNull(type);
    fields = List.copyOf(fields);
    requireNonNull(window);
    requireNonNull(at);
  }
}
