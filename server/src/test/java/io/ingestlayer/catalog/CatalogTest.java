package io.ingestlayer.catalog;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.delivery.DestinationType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogTest {
  static Stream<DestinationType> destinations() {
    Catalog catalog = new Catalog();
    return catalog.destinationTypes().stream().map(it -> catalog.destinationType(it).orElseThrow());
  }

  @ParameterizedTest
  @MethodSource("destinations")
  void every_room_tells_how_to_set_it_up(DestinationType type) {
    String setup = resource(type, "setup.md");

    assertThat(setup).startsWith("# ").contains("type: " + type.key());
    assertThat(setup.lines().filter(it -> it.startsWith("# "))).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("destinations")
  void every_room_has_an_icon_that_does_nothing_but_be_seen(DestinationType type) {
    String icon = resource(type, "icon.svg");

    assertThat(icon).startsWith("<svg ").contains("viewBox=\"0 0 24 24\"", "<title>");
    assertThat(icon.toLowerCase(Locale.ROOT))
        .doesNotContain("<script", "href", " on", "javascript:");
  }

  @ParameterizedTest
  @MethodSource("destinations")
  void every_name_leads_to_one_room(DestinationType type) {
    List<DestinationType> all = destinations().toList();

    Stream.concat(Stream.of(type.key()), type.aliases().stream())
        .forEach(name ->
            assertThat(
                    all.stream().filter(it -> it.key().equals(name) || it.aliases().contains(name)))
                .hasSize(1));
  }

  private static String resource(DestinationType type, String name) {
    try (InputStream in = requireNonNull(type.getClass().getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(name, e);
    }
  }
}
