package io.ingestlayer.component;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A duration within bounds.
record DurationType(Duration min, Duration max) implements FieldType<Duration> {

  @Override
  public String name() {
    return "duration";
  }

  @Override
  public @Nullable Duration read(Node node, ConfigReader reader) {
    String expected =
        "a duration such as 30s, 5m, 24h or 35d, from "
            + DurationText.write(min)
            + " to "
            + DurationText.write(max);
    Optional<Duration> read =
        node instanceof Node.Scalar scalar ? DurationText.parse(scalar.text()) : Optional.empty();
    if (read.isEmpty()) {
      return reader.wrongType(node, expected);
    }
    Duration duration = read.get();
    if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
      reader.error(
          node.at(),
          "out_of_range",
          "expected " + expected + ", found " + DurationText.write(duration));
      return null;
    }
    return duration;
  }
}
