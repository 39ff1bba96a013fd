package io.ingestlayer.app.command;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which deliveries a command is about.
final class DeliveryFilterOptions {
  @Option(
      names = "--state",
      paramLabel = "STATE",
      description =
          "delivered, dead, canceled, skipped or dropped; or open ones: pending, retrying or held. Without it all finished ones.")
  private @Nullable String state;

  @Option(names = "--destination", paramLabel = "NAME", description = "The destination's name.")
  private @Nullable String destination;

  @Option(names = "--pipeline", paramLabel = "NAME", description = "The pipeline's name.")
  private @Nullable String pipeline;

  @Option(
      names = "--code",
      paramLabel = "CODE",
      description = "The code that it ended with, such as http_500.")
  private @Nullable String code;

  @Mixin private TimeSpanOptions span = new TimeSpanOptions();

  /// As the API's parameters.
  Map<String, @Nullable String> query() {
    Map<String, @Nullable String> query = new HashMap<>();
    query.put("state", state);
    query.put("destination", destination);
    query.put("pipeline", pipeline);
    query.put("code", code);
    query.put("from", span.from());
    query.put("to", span.to());
    return query;
  }
}
