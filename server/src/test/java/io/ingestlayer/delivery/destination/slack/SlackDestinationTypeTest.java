package io.ingestlayer.delivery.destination.slack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.LaneSpec;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.workspace.DestinationDefinition.Rate;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlackDestinationTypeTest {
  private final SlackDestinationType type = new SlackDestinationType();
  private final Config bot = SampleDeliveries.config(type.config(), "{\"token\":\"xoxb-1\"}");
  private final Config webhook =
      SampleDeliveries.config(
          type.config(), "{\"webhook_url\":\"https://hooks.slack.com/services/T1/B1/x\"}");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|token_or_webhook",
        "{\"token\":\"x\",\"webhook_url\":\"https://h.example/x\"}|token_or_webhook",
        "{\"token\":\"two words\"}|invalid_token",
        "{\"webhook_url\":\"not an address\"}|invalid_url",
        "{\"webhook_url\":\"ftp://h.example/x\"}|invalid_url",
        "{\"webhook_url\":\"https://me:pw@h.example/x\"}|invalid_url",
        "{\"token\":\"x\",\"base_url\":\"https://h.example/api?x=1\"}|invalid_url",
        "{\"tokn\":\"x\"}|unknown_key",
        "{\"token\":\"x\",\"oauth\":{\"client_id\":\"1\",\"client_secret\":\"s\"}}|token_or_webhook",
        "{\"oauth\":{\"client_id\":\"1\"}}|missing_key",
        "{\"oauth\":{\"client_id\":\"a&b\",\"client_secret\":\"s\"}}|invalid_client_id",
        "{\"oauth\":{\"client_id\":\"1\",\"client_secret\":\"s s\"}}|invalid_client_secret",
        "{\"token\":\"x\",\"people\":true}|oauth_only"
      })
  void a_destination_has_a_token_or_a_webhook_that_can_be_used(String json, String code) {
    assertThat(SampleDeliveries.problems(type.config(), json)).contains(code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"channel\":\"\"}",
        "{\"channel\":[\"#a\"]}",
        "{\"channel\":{\"user\":\"$event.owner\"}}",
        "{\"channel\":{\"fallback\":\"#a\"}}",
        "{\"channel\":{\"user\":\"$event.owner\",\"fallback\":\"#a\",\"other\":1}}",
        "{\"channel\":\"{{ $event. }}\"}"
      })
  void a_route_of_a_bot_names_a_channel(String json) {
    assertThat(SampleDeliveries.problems(type.route(bot), json)).isNotEmpty();
  }

  @Test
  void a_route_of_a_webhook_names_none() {
    assertThat(SampleDeliveries.problems(type.route(webhook), "{}")).isEmpty();
    assertThat(SampleDeliveries.problems(type.route(webhook), "{\"channel\":\"#a\"}"))
        .containsExactly("channel");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"channel\":\"#alerts\"}|#alerts",
        "{\"channel\":\" {{ $event.plan == 'pro' ? '#pro' : '#free' }} \"}|#pro",
        "{\"channel\":{\"user\":\"$event.csm ?? $event.email\",\"fallback\":\"#a\"}}|user:ada@acme.co",
        "{\"channel\":{\"user\":\"{{ $event.email }}\",\"fallback\":\"#a\"}}|user:ada@acme.co",
        "{\"channel\":{\"user\":\"$event.csm\",\"fallback\":\"#{{ $event.plan }}\"}}|#pro"
      })
  void a_lane_is_a_channel_or_a_person(String json, String lane) {
    Config route = SampleDeliveries.config(type.route(bot), json);
    Scope scope = SampleDeliveries.signedUp(route).scope();

    assertThat(type.lane(bot, route, scope)).isEqualTo(lane);
  }

  @Test
  void a_webhook_is_one_lane() {
    Config route = SampleDeliveries.config(type.route(webhook), "{}");
    Scope scope = SampleDeliveries.signedUp(route).scope();

    assertThat(type.lane(webhook, route, scope)).isEqualTo("webhook");
  }

  @Test
  void sends_one_message_a_second_in_each_lane() {
    assertThat(type.lanes(bot)).isEqualTo(new LaneSpec(1, 1, new Rate(1, Duration.ofSeconds(1))));
  }

  @Test
  void reads_as_a_person_sees_it() {
    Value message =
        Value.object()
            .put("channel", "#alerts")
            .put(
                "blocks",
                Value.array(
                    List.of(
                        SlackBlocks.header("a &amp; b"),
                        SlackBlocks.section(
                            "*bold* &lt;x&gt; &amp;lt; <https://a.co|here> <https://b.co>"),
                        SlackBlocks.fields(
                            List.of(
                                SlackBlocks.markup("*Plan*\npro"),
                                SlackBlocks.plain("Name\n*x*"))))))
            .build();

    assertThat(type.read(bot, message).lines())
        .containsExactly(
            "#alerts",
            "a &amp; b",
            "bold <x> &lt; here (https://a.co) https://b.co",
            "Plan: pro",
            "Name: *x*");
  }

  private Config connected(String switches) {
    return SampleDeliveries.config(
        type.config(),
        "{\"oauth\":{\"client_id\":\"1\",\"client_secret\":\"s\"}%s}".formatted(switches));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|chat:write,channels:read",
        ",\"people\":false|chat:write,channels:read",
        ",\"people\":true|chat:write,channels:read,users:read,users:read.email,im:write",
        ",\"public_channels\":true|chat:write,channels:read,chat:write.public",
        ",\"private_channels\":true|chat:write,channels:read,groups:read"
      })
  void each_switch_asks_for_its_scopes_only(String switches, String scopes) {
    URI page =
        type.consent(connected(switches))
            .orElseThrow()
            .page(URI.create("https://ingest.example/callback"), "a+b");

    assertThat(page.getQuery().split("&"))
        .containsExactlyInAnyOrder(
            "client_id=1",
            "redirect_uri=https://ingest.example/callback",
            "scope=" + scopes,
            "state=a+b");
    assertThat(page.toString())
        .startsWith("https://slack.com/oauth/v2/authorize?")
        .contains("a%2Bb");
  }

  @Test
  void only_with_oauth_there_is_something_to_connect() {
    assertThat(type.consent(bot)).isEmpty();
    assertThat(type.consent(webhook)).isEmpty();
    assertThat(type.channels(webhook)).isEmpty();
    assertThat(type.channels(bot)).isPresent();
  }

  @Test
  void a_route_to_a_person_needs_the_switch() {
    String route = "{\"channel\":{\"user\":\"$event.owner\",\"fallback\":\"#a\"}}";

    assertThat(SampleDeliveries.problems(type.route(connected("")), route))
        .containsExactly("people");
    assertThat(SampleDeliveries.problems(type.route(connected(",\"people\":true")), route))
        .isEmpty();
    assertThat(SampleDeliveries.problems(type.route(bot), route)).isEmpty();
  }

  @Test
  void the_shipped_manifest_names_the_scopes_that_are_asked_for() {
    List<String> lines =
        type.manifest(URI.create("https://ingest.example/cb")).orElseThrow().lines().toList();
    Set<String> onlyWithSwitch =
        lines.stream()
            .filter(it -> it.strip().startsWith("# - "))
            .map(it -> it.replaceAll("^ *# - (\\S+) +# (\\S+)$", "$2 $1"))
            .collect(Collectors.toSet());
    List<String> always =
        lines.subList(lines.indexOf("    bot:") + 1, lines.indexOf("settings:")).stream()
            .filter(it -> it.strip().startsWith("- "))
            .map(it -> it.strip().substring(2))
            .toList();

    assertThat(always).isEqualTo(SlackApp.SCOPES);
    assertThat(onlyWithSwitch)
        .isEqualTo(
            SlackApp.SCOPES_OF_SWITCHES.entrySet().stream()
                .flatMap(it -> it.getValue().stream().map(scope -> it.getKey().key() + " " + scope))
                .collect(Collectors.toSet()));
    assertThat(lines).contains("    - https://ingest.example/cb", "  token_rotation_enabled: true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"icon.svg", "setup.md"})
  void comes_with_an_icon_and_steps_to_set_it_up(String name) throws IOException {
    try (InputStream file = SlackDestinationType.class.getResourceAsStream(name)) {
      assertThat(file).isNotEmpty();
    }
  }
}
