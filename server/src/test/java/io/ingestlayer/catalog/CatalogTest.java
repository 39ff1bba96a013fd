package io.ingestlayer.catalog;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.DestinationType;
import io.ingestlayer.delivery.destination.KeptMessages;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.time.TurnedTimer;
import io.ingestlayer.testkit.clock.TurnableClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogTest {
  private static final Map<String, String> ROUTES =
      Map.of(
          "slack", "{\"channel\": \"#alerts\"}",
          "discord", "{\"channel\": \"1\"}",
          "telegram", "{\"chat\": \"1\"}",
          "notion", "{\"page\": \"248104cd477e80fd87570000000000ff\"}",
          "email", "{\"recipients\": [\"ada@acme.example\"]}",
          "webhook", "{}",
          "postgres", "{\"table\": \"events\"}");

  static Stream<DestinationType> destinations() {
    Catalog catalog = new Catalog();
    return catalog.destinationTypes().stream().map(it -> catalog.destinationType(it).orElseThrow());
  }

  static Stream<DestinationType> othersThanTheInbox() {
    return destinations().filter(it -> !it.key().equals("inbox"));
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

  @ParameterizedTest
  @MethodSource("othersThanTheInbox")
  void an_inbox_shows_what_any_other_would_send(DestinationType type) {
    Config nothing = Config.empty(SampleDeliveries.HERE);
    Config route =
        SampleDeliveries.config(type.route(nothing), requireNonNull(ROUTES.get(type.key())));
    Delivery delivery = SampleDeliveries.signedUp(route);

    Value preview = type.preview(nothing, delivery, context());

    assertThat(type.lanes(nothing).concurrency()).isPositive();
    assertThat(type.lane(nothing, route, delivery.scope())).isNotNull();
    assertThat(type.read(nothing, preview)).contains("pro");
  }

  private static DestinationContext context() {
    return new DestinationContext(
        "looking",
        URI.create("https://ingest.example"),
        new TurnedTimer(TurnableClock.start()),
        _ -> {
          throw new AssertionError("an inbox sends nothing");
        },
        (_, _, _) -> List.of(),
        new KeptMessages());
  }

  private static String resource(DestinationType type, String name) {
    try (InputStream in = requireNonNull(type.getClass().getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(name, e);
    }
  }
}
