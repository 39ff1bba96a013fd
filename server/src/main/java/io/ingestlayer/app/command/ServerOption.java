package io.ingestlayer.app.command;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The server that a command speaks to, and as whom.
final class ServerOption {
  static final String NO_KEY =
      "no API key: set INGESTLAYER_KEY to the one that the first start printed, or give --key";

  @Option(
      names = "--url",
      paramLabel = "URL",
      converter = ServerAddress.class,
      description = "The server; default INGESTLAYER_URL, else http://127.0.0.1:8080.",
      defaultValue = "${env:INGESTLAYER_URL:-http://127.0.0.1:8080}")
  private URI url = URI.create("http://127.0.0.1:8080");

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "The API key; default INGESTLAYER_KEY.",
      defaultValue = "${env:INGESTLAYER_KEY}")
  private @Nullable String key;

  URI url() {
    return url;
  }

  Optional<String> key() {
    return Optional.ofNullable(key).filter(it -> !it.isEmpty());
  }
}
