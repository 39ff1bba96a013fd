package io.ingestlayer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

class SettingsTest {
  @TempDir private Path folder;

  @Test
  void the_default_file_is_the_defaults() {
    Settings settings = Settings.read(null, Map.of());

    assertThat(settings.listen()).isEqualTo(new Settings.Listen("127.0.0.1", 8080));
    assertThat(settings.databaseUrl()).isEmpty();
    assertThat(settings.publicUrl()).isEqualTo(URI.create("http://127.0.0.1:8080"));
    assertThat(settings.egress().allow()).isEmpty();
    assertThat(settings.api().bodyMibMax()).isEmpty();
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
                "INGESTLAYER_LOG_PARTITIONS", "3",
                "INGESTLAYER_API_BODY_MIB_MAX", "96",
                "INGESTLAYER_PUBLIC_URL", "https://e.example/"));

    assertThat(settings.listen().port()).isEqualTo(9000);
    assertThat(settings.log().partitions()).isEqualTo(3);
    assertThat(settings.api().bodyMibMax()).hasValue(96);
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
    assertThatThrownBy(() -> Settings.read(null, Map.of("INGESTLAYER_EGRESS_PORTS", "8443,x")))
        .hasMessageContaining("8443,9000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://ann:s3cret@proxy.example",
        "https://ann:s3cret@proxy.example:3128",
        "socks5://ann:s3cret@proxy.example:1080",
        "http://ann:s3cret@proxy.example:99999",
        "http://ann:s3cret%@proxy.example:3128",
        "http://ann:s3cret@proxy.example:3128/path"
      })
  void a_proxy_is_shown_without_its_password_whether_it_can_be_used_or_not(String text) {
    Settings usable =
        Settings.read(
            null, Map.of("INGESTLAYER_EGRESS_PROXY", "http://ann:s3cret@proxy.example:3128"));

    assertThatThrownBy(() -> Settings.read(null, Map.of("INGESTLAYER_EGRESS_PROXY", text)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("INGESTLAYER_EGRESS_PROXY")
        .hasMessageNotContaining("s3cret");
    assertThat(usable.toString()).contains("proxy.example:3128").doesNotContain("s3cret", "ann");
  }

  @Test
  void a_file_that_is_no_yaml_is_refused_without_a_line_of_it() throws IOException {
    Path file = folder.resolve("settings.yaml");
    Files.writeString(file, "listen: 127.0.0.1:9000\ndatabase_url: \"postgresql://u:hunter2@h/d\n");

    assertThatThrownBy(() -> Settings.read(file, Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("is not YAML")
        .hasMessageContaining("in line ")
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @CsvSource({
    "pipeline.batch_events_max, 0, 10000",
    "pipeline.batch_events_max, 10001, 10000",
    "pipeline.handoff_events_max, 0, 10000000",
    "delivery.memory_deliveries_max, 99, 131072",
    "delivery.memory_deliveries_max, 131073, 131072",
    "retention.events, 23h, 1d to 36500d",
    "retention.deliveries, 0d, 1d to 36500d",
    "retention.attempts, 36501d, 1d to 36500d",
    "retention.dead_letters, 1h, 1d to 36500d",
    "retention.limit_violations, 1h, 1d to 36500d",
    "retention.limit_violations_rows_max, 999, 1000000000",
    "log.append_timeout, 0s, 1ms to 10m"
  })
  void a_value_out_of_bounds_is_refused_with_its_name_and_its_bounds(
      String key, String value, String bound) {
    assertThatThrownBy(() -> Settings.read(null, Map.of(variable(key), value)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(key)
        .hasMessageContaining(variable(key))
        .hasMessageContaining(bound);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void every_key_of_the_default_file_changes_the_settings(String key, String value) {
    Settings defaults = Settings.read(null, Map.of());

    Settings changed = Settings.read(null, Map.of(variable(key), another(key, value)));

    assertThat(changed).isNotEqualTo(defaults);
  }

  /// That what is read is used as well: each part of the settings is asked for somewhere else than in the settings.
  @Test
  void every_part_of_the_settings_is_used() {
    JavaClasses product = new ClassFileImporter().importPath(Path.of("target", "classes"));
    List<Class<?>> records = new ArrayList<>(List.of(Settings.class));
    records.addAll(List.of(Settings.class.getDeclaredClasses()));

    List<String> unused =
        records.stream()
            .flatMap(record ->
                Stream.of(record.getRecordComponents())
                    .map(RecordComponent::getName)
                    .filter(part -> !isUsed(product.get(record).getMethod(part)))
                    .map(part -> record.getSimpleName() + "." + part))
            .toList();

    assertThat(unused).isEmpty();
    assertThat(records).hasSizeGreaterThan(4);
  }

  private static boolean isUsed(JavaMethod part) {
    return part.getAccessesToSelf().stream()
        .map(it -> it.getOriginOwner().getName())
        .anyMatch(it ->
            !it.equals(Settings.class.getName()) && !it.startsWith(Settings.class.getName() + "$"));
  }

  private static Stream<Arguments> keys() throws IOException {
    try (InputStream file = Settings.class.getResourceAsStream("/ingestlayer.default.yaml")) {
      Map<String, Object> document = new Yaml().load(file);
      return document.entrySet().stream()
          .flatMap(it -> keys(it.getKey(), it.getValue()))
          .toList()
          .stream();
    }
  }

  private static Stream<Arguments> keys(String name, Object value) {
    return value instanceof Map<?, ?> members
        ? members.entrySet().stream().flatMap(it -> keys(name + "." + it.getKey(), it.getValue()))
        : Stream.of(Arguments.of(name, value.toString()));
  }

  /// Another value that the setting takes.
  private static String another(String key, String value) {
    return switch (key) {
      case "listen", "metrics_listen" -> "127.0.0.1:8099";
      case "public_url" -> "https://events.example.com";
      case "egress_allow" -> "10.0.0.0/8";
      case "egress_ports" -> "8443";
      case "egress_proxy" -> "http://proxy.example:3128";
      case "api.body_mib_max" -> "96";
      default -> {
        Matcher number = Pattern.compile("([0-9]+)([a-z]*)").matcher(value);
        yield number.matches()
            ? Integer.parseInt(number.group(1)) + 1 + number.group(2)
            : value + "/another";
      }
    };
  }

  private static String variable(String key) {
    return "INGESTLAYER_" + key.replace('.', '_').toUpperCase(Locale.ROOT);
  }
}
