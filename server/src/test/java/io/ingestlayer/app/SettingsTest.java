package io.ingestlayer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  @TempDir private Path folder;

  @Test
  void the_default_file_is_the_defaults() {
    Settings settings = Settings.read(null, Map.of());

    assertThat(settings.listen()).isEqualTo(new Settings.Listen("127.0.0.1", 8080));
    assertThat(settings.databaseUrl()).isEmpty();
    assertThat(settings.publicUrl()).isEqualTo(URI.create("http://127.0.0.1:8080"));
    assertThat(settings.egressAllow()).isEmpty();
    assertThat(settings.retention().attempts()).isEqualTo(Duration.ofDays(14));
  }

  @Test
  void a_file_overrides_the_defaults_and_the_environment_overrides_the_file() throws IOException {
    Path file = folder.resolve("settings.yaml");
    Files.writeString(file, "listen: 127.0.0.1:9000\nlog: { partitions: 4 }\n");

    Settings settings =
        Settings.read(
            file,
            Map.of(
                "INGESTLAYER_LOG_PARTITIONS", "3", "INGESTLAYER_PUBLIC_URL", "https://e.example/"));

    assertThat(settings.listen().port()).isEqualTo(9000);
    assertThat(settings.log().partitions()).isEqualTo(3);
    assertThat(settings.publicUrl()).isEqualTo(URI.create("https://e.example"));
  }

  @Test
  void what_cannot_be_used_is_named_with_what_would_be_right() throws IOException {
    Path file = folder.resolve("settings.yaml");
    Files.writeString(file, "lisen: 127.0.0.1:9000\n");

    assertThatThrownBy(() -> Settings.read(file, Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("did you mean \"listen\"?");
    assertThatThrownBy(() -> Settings.read(null, Map.of("INGESTLAYER_LISTEN", "8080")))
        .hasMessageContaining("INGESTLAYER_LISTEN")
        .hasMessageContaining("127.0.0.1:8080");
    assertThatThrownBy(() -> Settings.read(null, Map.of("INGESTLAYER_RETENTION_EVENTS", "soon")))
        .hasMessageContaining("35d");
    assertThatThrownBy(() -> Settings.read(null, Map.of("INGESTLAYER_EGRESS_ALLOW", "localhost")))
        .hasMessageContaining("10.0.0.0/8");
  }
}
