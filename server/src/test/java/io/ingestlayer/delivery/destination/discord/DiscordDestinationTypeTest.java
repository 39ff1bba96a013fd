package io.ingestlayer.delivery.destination.discord;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.LaneSpec;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.workspace.DestinationDefinition.Rate;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscordDestinationTypeTest {
  private static final String URL = "https://discord.com/api/webhooks/1/abc";

  private final DiscordDestinationType type = new DiscordDestinationType();
  private final Config bot = SampleDeliveries.config(type.config(), "{\"token\":\"a.b.c\"}");
  private final Config webhook =
      SampleDeliveries.config(type.config(), "{\"webhook_url\":\"" + URL + "\"}");

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{};token_or_webhook",
        "{\"token\":\"x\",\"webhook_url\":\"https://discord.com/api/webhooks/1/abc\"};token_or_webhook",
        "{\"token\":\"two words\"};invalid_token",
        "{\"webhook_url\":\"https://discord.com/channels/1/2\"};invalid_url",
        "{\"webhook_url\":\"https://discord.com/api/webhooks/abc/1/2/3\"};invalid_url",
        "{\"webhook_url\":\"ftp://discord.com/api/webhooks/1/abc\"};invalid_url",
        "{\"token\":\"x\",\"base_url\":\"https://h.example/api?x=1\"};invalid_url",
        "{\"token\":\"x\",\"username\":\"me\"};webhook_only",
        "{\"webhook_url\":\"https://discord.com/api/webhooks/1/abc\",\"username\":\"DisCord news\"};invalid_username",
        "{\"webhook_url\":\"https://discord.com/api/webhooks/1/abc\",\"username\":\"Clyde\"};invalid_username",
        "{\"webhook_url\":\"https://discord.com/api/webhooks/1/abc\",\"username\":\" \"};invalid_username",
        "{\"webhook_url\":\"https://discord.com/api/webhooks/1/abc\",\"username\":\"everyone\"};invalid_username",
        "{\"token\":\"x\",\"mentions\":[\"all\"]};unknown_choice",
        "{\"tokn\":\"x\"};unknown_key"
      })
  void a_destination_has_a_token_or_a_webhook_that_can_be_used(String json, String code) {
    assertThat(SampleDeliveries.problems(type.config(), json)).contains(code);
  }

  @Test
  void a_username_may_be_80_characters_long() {
    String json = "{\"webhook_url\":\"" + URL + "\",\"username\":\"%s\"}";

    assertThat(SampleDeliveries.problems(type.config(), json.formatted("x".repeat(80)))).isEmpty();
    assertThat(SampleDeliveries.problems(type.config(), json.formatted("x".repeat(81))))
        .isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{};channel",
        "{\"channel\":\"#alerts\"};not_an_id",
        "{\"channel\":\"1\",\"thread_id\":\"2\"};webhook_only",
        "{\"channel\":\"1\",\"thread_name\":\"a\"};webhook_only"
      })
  void a_route_of_a_bot_names_a_channel(String json, String code) {
    assertThat(SampleDeliveries.problems(type.route(bot), json)).contains(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"channel\":\"1\"};channel",
        "{\"thread_id\":\"general\"};not_an_id",
        "{\"thread_id\":\"1\",\"thread_name\":\"a\"};thread"
      })
  void a_route_of_a_webhook_names_none(String json, String code) {
    assertThat(SampleDeliveries.problems(type.route(webhook), json)).contains(code);
    assertThat(SampleDeliveries.problems(type.route(webhook), "{}")).isEmpty();
  }

  @Test
  void a_lane_is_a_channel_or_a_thread_or_the_webhook() {
    assertThat(lane(bot, "{\"channel\":\" {{ $event.plan == 'pro' ? '12' : '34' }} \"}"))
        .isEqualTo("12");
    assertThat(lane(webhook, "{\"thread_id\":\"56\"}")).isEqualTo("56");
    assertThat(lane(webhook, "{\"thread_name\":\"{{ $event.plan }}\"}")).isEqualTo("webhook");
  }

  private String lane(Config destination, String json) {
    Config route = SampleDeliveries.config(type.route(destination), json);
    Scope scope = SampleDeliveries.signedUp(route).scope();
    return type.lane(destination, route, scope);
  }

  @Test
  void sends_as_fast_as_discord_lets_each_of_the_two() {
    assertThat(type.lanes(webhook))
        .isEqualTo(new LaneSpec(1, 1, new Rate(30, Duration.ofMinutes(1))));
    assertThat(type.lanes(bot)).isEqualTo(new LaneSpec(1, 1, new Rate(5, Duration.ofSeconds(5))));
  }

  @Test
  void mentions_nobody_unless_the_destination_or_the_route_asks() {
    Config loud =
        SampleDeliveries.config(
            type.config(), "{\"token\":\"a.b.c\",\"mentions\":[\"users\",\"roles\"]}");

    assertThat(mentions(bot, "{\"channel\":\"1\"}")).isEqualTo("[]");
    assertThat(mentions(loud, "{\"channel\":\"1\"}")).isEqualTo("[\"users\",\"roles\"]");
    assertThat(mentions(loud, "{\"channel\":\"1\",\"mentions\":[]}")).isEqualTo("[]");
    assertThat(mentions(bot, "{\"channel\":\"1\",\"mentions\":\"everyone\"}"))
        .isEqualTo("[\"everyone\"]");
  }

  private String mentions(Config destination, String json) {
    Config route = SampleDeliveries.config(type.route(destination), json);
    try (FakeDiscordVendor vendor = new FakeDiscordVendor(false)) {
      DestinationContext context = vendor.context();
      Value preview = type.preview(destination, SampleDeliveries.signedUp(route), context);
      return Json.write(preview.get("allowed_mentions").get("parse"));
    }
  }

  @Test
  void reads_as_a_person_sees_it() {
    Value message =
        Json.parseObject(
            """
            {"channel": "7", "content": "**bold** \\\\*x\\\\* [here](https://a.co)",
             "embeds": [{"title": "a\\\\_b", "url": "https://b.co", "description": "__d__",
               "fields": [{"name": "Plan", "value": "p\\\\_1"}],
               "footer": {"text": "_as it is_"}, "timestamp": "2026-01-05T09:00:00.123Z"}]}
            """);

    assertThat(type.read(bot, message).lines())
        .containsExactly(
            "7",
            "bold *x* here (https://a.co)",
            "a_b (https://b.co)",
            "d",
            "Plan: p_1",
            "_as it is_ · 2026-01-05 09:00:00 UTC");
  }
}
