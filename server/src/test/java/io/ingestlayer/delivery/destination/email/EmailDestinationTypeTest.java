package io.ingestlayer.delivery.destination.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Value;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailDestinationTypeTest {
  private final EmailDestinationType type = new EmailDestinationType();
  private final Config destination =
      SampleDeliveries.config(
          type.config(), "{\"host\":\"smtp.acme.example\",\"from\":\"a@acme.example\"}");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"from\":\"a@b.co\"}|missing_key",
        "{\"host\":\"h\"}|missing_key",
        "{\"host\":\"smtp://h\",\"from\":\"a@b.co\"}|invalid_host",
        "{\"host\":\"h:25\",\"from\":\"a@b.co>\"}|invalid_address",
        "{\"host\":\"h\",\"from\":\"a@b.co\\r\\nBcc: c@d.co\"}|invalid_address",
        "{\"host\":\"h\",\"from\":\"A\\nB <a@b.co>\"}|invalid_address",
        "{\"host\":\"h\",\"from\":\"a@b.co\",\"user\":\"u\"}|user_and_password",
        "{\"host\":\"h\",\"from\":\"a@b.co\",\"tls\":\"maybe\"}|unknown_choice",
        "{\"host\":\"h\",\"from\":\"a@b.co\",\"tls\":\"none\"}|unencrypted",
        "{\"host\":\"127.0.0.1\",\"from\":\"a@b.co\",\"tls\":\"none\",\"user\":\"u\",\"password\":\"p\"}|password_unencrypted",
        "{\"host\":\"h\",\"from\":\"a@b.co\",\"list_unsubscribe\":\"http://a.co\"}|invalid_unsubscribe",
        "{\"host\":\"h\",\"from\":\"a@b.co\",\"timeout\":\"5m\"}|out_of_range"
      })
  void a_destination_that_cannot_send_is_told_so_at_once(String json, String code) {
    assertThat(SampleDeliveries.problems(type.config(), json)).contains(code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"host\":\"127.0.0.1\",\"from\":\"a@b.co\",\"tls\":\"none\"}",
        "{\"host\":\"h\",\"from\":\"a@b.co\",\"tls\":\"none\",\"unencrypted\":true}",
        "{\"host\":\"h\",\"from\":\"\\\"Ada, of Acme\\\" <a@b.co>\",\"reply_to\":\"c@d.co\"}"
      })
  void a_destination_that_can_send(String json) {
    assertThat(SampleDeliveries.problems(type.config(), json)).doesNotContain("unencrypted");
    SampleDeliveries.config(type.config(), json);
  }

  @Test
  void tls_is_required_and_the_ports_are_the_usual_ones_unless_something_else_is_said() {
    assertThat(EmailDestinationType.server(destination).tls()).isEqualTo(SmtpServer.Tls.STARTTLS);
    assertThat(EmailDestinationType.server(destination).port()).isEqualTo(587);
    Config implicit =
        SampleDeliveries.config(
            type.config(), "{\"host\":\"h\",\"from\":\"a@b.co\",\"tls\":\"implicit\"}");
    assertThat(EmailDestinationType.server(implicit).port()).isEqualTo(465);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"recipients\":\"\"}",
        "{\"recipients\":\"nobody\"}",
        "{\"recipients\":[\"a@b.co\",\"nobody\"]}",
        "{\"recipients\":{\"a\":\"b\"}}",
        "{\"recipients\":\"$event.\"}"
      })
  void a_route_names_who_it_is_for(String json) {
    assertThat(SampleDeliveries.problems(type.route(destination), json)).isNotEmpty();
  }

  @Test
  void recipients_are_texts_and_lists_out_of_events_each_once() {
    Config route =
        SampleDeliveries.config(
            type.route(destination),
            "{\"recipients\":[\"ops@acme.co\",\"$event.owners\",\"{{ $event.name }}@acme.co\",\"$event.none\"]}");
    Value.Obj payload =
        Value.object()
            .put(
                "owners",
                Value.array(List.of(Value.of("a@b.co"), Value.of("ops@ACME.co"), Value.of("?"))))
            .put("name", "ada")
            .build();

    Recipients recipients =
        EmailDestinationType.recipients(SampleDeliveries.delivery("a.b", payload, route));

    assertThat(recipients.addresses())
        .extracting(MailAddress::toString)
        .containsExactly("ops@acme.co", "a@b.co", "ada@acme.co");
    assertThat(recipients.wrong()).singleElement().asString().startsWith("?: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"icon.svg", "setup.md"})
  void comes_with_an_icon_and_steps_to_set_it_up(String name) throws IOException {
    try (InputStream file = EmailDestinationType.class.getResourceAsStream(name)) {
      assertThat(file).isNotEmpty();
    }
  }
}
