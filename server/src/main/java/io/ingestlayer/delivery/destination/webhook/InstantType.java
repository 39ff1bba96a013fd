package io.ingestlayer.delivery.destination.webhook;

import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.FieldType;
import io.ingestlayer.component.Node;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/// A moment: `2026-03-01T00:00:00Z`.
record InstantType() implements FieldType<Instant> {

  @Override
  public String name() {
    return "time";
  }

  @Override
  public @Nullable Instant read(Node node, ConfigReader reader) {
    try {
      return node instanceof Node.Scalar scalar
          ? OffsetDateTime.parse(scalar.text()).toInstant()
          : reader.wrongType(node, "a time such as 2026-03-01T00:00:00Z");
    } catch (DateTimeException e) {
      return reader.wrongType(node, "a time such as 2026-03-01T00:00:00Z");
    }
  }
}
