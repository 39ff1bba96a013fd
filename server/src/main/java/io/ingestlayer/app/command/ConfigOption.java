package io.ingestlayer.app.command;

import io.ingestlayer.app.Settings;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--config`: where settings come from, for every command that has some.
final class ConfigOption {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A settings file; what it does not name keeps its default.",
      defaultValue = "${env:INGESTLAYER_CONFIG}")
  private @Nullable Path file;

  Settings settings() {
    return settings(System.getenv());
  }

  Settings settings(Map<String, String> environment) {
    return Settings.read(file, environment);
  }
}
