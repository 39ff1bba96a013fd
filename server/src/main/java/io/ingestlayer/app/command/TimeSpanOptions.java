package io.ingestlayer.app.command;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// From when until when.
final class TimeSpanOptions {
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

  /// RFC 3339, as the API reads it; null when it is open to that side.
  @Nullable String from() {
    return from == null ? null : from.toString();
  }

  @Nullable String to() {
    return to == null ? null : to.toString();
  }
}
