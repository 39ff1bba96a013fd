package io.ingestlayer.delivery.destination.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.LaneSpec;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.workspace.DestinationDefinition.Rate;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TelegramDestinationTypeTest {
  private final TelegramDestinationType type = new TelegramDestinationType();
  private final Config bot = SampleDeliveries.config(type.config(), "{\"token\":\"1:AAx_-9\"}");

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"token\":\"two words\"};invalid_token",
        "{\"token\":\"1:a/../b\"};invalid_token",
        "{\"token\":\"bot1:abc\"};invalid_token",
        "{\"token\":\"1:a\",\"base_url\":\"https://h.example/?x=1\"};invalid_url",
        "{\"tokn\":\"1:a\"};unknown_key"
      })
  void a_destination_has_a_token_that_can_stand_in_an_address(String json, String code) {
    assertThat(SampleDeliveries.problems(type.config(), json)).contains(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"chat\":\"acme\"};not_a_chat",
        "{\"chat\":\"https://t.me/acme\"};not_a_chat",
        "{\"chat\":\"@a b\"};not_a_chat",
        "{\"chat\":\"-1\",\"thread\":\"general\"};not_a_thread"
      })
  void a_route_names_a_chat(String json, String code) {
    assertThat(SampleDeliveries.problems(type.route(bot), json)).contains(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"chat\":\"-1001234567890\"};-1001234567890",
        "{\"chat\":\" @acme_alerts \"};@acme_alerts",
        "{\"chat\":\"{{ $event.plan == 'pro' ? '-1' : '-2' }}\",\"thread\":\"5\"};-1/5"
      })
  void a_lane_is_a_chat_or_a_topic_in_it(String json, String lane) {
    Config route = SampleDeliveries.config(type.route(bot), json);
    Scope scope = SampleDeliveries.signedUp(route).scope();

    assertThat(type.lane(bot, route, scope)).isEqualTo(lane);
  }

  @Test
  void sends_one_message_a_second_in_each_lane() {
    assertThat(type.lanes(bot)).isEqualTo(new LaneSpec(1, 1, new Rate(1, Duration.ofSeconds(1))));
  }
}
