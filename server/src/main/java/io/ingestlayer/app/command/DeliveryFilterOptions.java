package io.ingestlayer.app.command;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which deliveries a command is about.
final class DeliveryFilterOptions {
  @Option(
      names = "--state",
      description =
          "delivered, dead, canceled, skipped or dropped; or open ones: pending, retrying or held. Without it all finished ones.")
  private @Nullable String state;

  @Option(names = "--destination", description = "The destination's name.")
  private @Nullable String destination;

  @Option(names = "--pipeline", description = "The pipeline's name.")
  private @Nullable String pipeline;

  @Option(names = "--code", description = "The code that it ended with, such as http_500.")
  private @Nullable String code;

  @Option(
      names = {"--from", "--since"},
      paramLabel = "TIME",
      converter = PastTime.class,
      description = "Not before: 2026-11-22T14:00:00Z, or how long ago, such as 2h or 3d.")
  private @Nullable Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = PastTime.class,
      description = "Before that, written alike.")
  private @Nullable Instant to;

  /// As the API's parameters.
  Map<String, @Nullable String> query() {
    Map<String, @Nullable String> query = new HashMap<>();
    query.put("state", state);
    query.put("destination", destination);
    query.put("pipeline", pipeline);
    query.put("code", code);
    query.put("from", from == null ? null : from.toString());
    query.put("to", to == null ? null : to.toString());
    return query;
  }
}
