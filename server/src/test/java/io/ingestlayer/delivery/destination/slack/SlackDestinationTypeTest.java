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
import java.time.Duration;
import java.util.List;
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
        "{\"tokn\":\"x\"}|unknown_key"
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

  @ParameterizedTest
  @ValueSource(strings = {"icon.svg", "setup.md"})
  void comes_with_an_icon_and_steps_to_set_it_up(String name) throws IOException {
    try (InputStream file = SlackDestinationType.class.getResourceAsStream(name)) {
      assertThat(file).isNotEmpty();
    }
  }
}
