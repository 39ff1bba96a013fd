package io.ingestlayer.delivery.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.delivery.destination.slack.SlackDestinationType;
import io.ingestlayer.event.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageFieldTest {
  private final SlackDestinationType type = new SlackDestinationType();
  private final Config route =
      SampleDeliveries.config(
          type.route(SampleDeliveries.config(type.config(), "{\"token\":\"xoxb-1\"}")),
          "{\"channel\":\"#a\"}");

  private List<String> lines(String payload) {
    return lines(MessageField.ofBody(SampleDeliveries.delivery("a.b", payload, route), 100));
  }

  private static List<String> lines(List<MessageField> fields) {
    return fields.stream().map(it -> it.label() + ": " + it.value()).toList();
  }

  @Test
  void times_are_shown_as_a_person_reads_them_and_what_only_looks_like_one_as_it_is() {
    String payload =
        """
        {"window_start":"2026-01-05T08:00:00.000Z","next":"2026-01-08T10:30:12+01:00",
         "day":"2026-01-05","broken":"2026-13-45T99:00:00Z","said":"at 2026-01-05T08:00:00Z"}
        """;

    assertThat(lines(payload))
        .containsExactly(
            "Window start: 2026-01-05 08:00 UTC",
            "Next: 2026-01-08 09:30:12 UTC",
            "Day: 2026-01-05",
            "Broken: 2026-13-45T99:00:00Z",
            "Said: at 2026-01-05T08:00:00Z");
  }

  @Test
  void abbreviations_are_written_as_such() {
    assertThat(
            lines(
                "{\"api_calls\":1,\"hosted_invoice_url\":\"x\",\"csmEmail\":\"y\",\"id_card\":2}"))
        .containsExactly("API calls: 1", "Hosted invoice URL: x", "CSM email: y", "ID card: 2");
  }

  @Test
  void an_event_that_holds_only_objects_shows_what_they_hold() {
    String payload =
        "{\"order\":{\"id\":\"o_1\",\"total\":99.5,\"customer\":{\"name\":\"Ada\"}},\"items\":[{\"n\":2}]}";

    assertThat(lines(payload)).containsExactly("Order total: 99.5");
    assertThat(lines("{\"order\":{\"id\":\"o_1\"},\"plan\":\"pro\"}")).containsExactly("Plan: pro");
    assertThat(lines("{\"order\":{\"id\":\"o_1\"}}")).containsExactly("Order ID: o_1");
  }

  @Test
  void what_is_known_of_whom_it_is_about_is_shown_in_the_same_words() {
    String known = "{\"csm\":\"Grace\",\"mrr\":1490,\"renewal_at\":\"2026-03-01T00:00:00Z\"}";

    List<MessageField> fields =
        MessageField.ofEntities(
            SampleDeliveries.delivery(
                "a.b", "{}", route, it -> it.withEntity("customer", Json.parseObject(known))),
            100);

    assertThat(lines(fields))
        .containsExactly(
            "Customer CSM: Grace",
            "Customer MRR: 1490",
            "Customer renewal at: 2026-03-01 00:00 UTC");
  }

  @Test
  void what_the_event_says_itself_is_not_said_again_of_whom_it_is_about() {
    String payload = "{\"plan\":\"pro\",\"customer_name\":\"Acme\",\"seats\":5}";
    String known = "{\"plan\":\"pro\",\"name\":\"Acme\",\"seats\":9,\"tier\":\"pro\"}";

    List<MessageField> fields =
        MessageField.ofEntities(
            SampleDeliveries.delivery(
                "a.b", payload, route, it -> it.withEntity("customer", Json.parseObject(known))),
            100);

    assertThat(lines(fields)).containsExactly("Customer seats: 9", "Customer tier: pro");
  }

  @Test
  void what_an_object_tells_is_shown_rather_than_the_ids_and_times_beside_it() {
    String order = "\"order\":{\"id\":\"o_1\",\"total\":99.5}";

    assertThat(lines("{\"id\":\"e_1\",%s,\"paid_at\":\"today\"}".formatted(order)))
        .containsExactly("Order total: 99.5");
    assertThat(lines("{\"id\":\"e_1\",\"order\":{\"id\":\"o_1\"}}")).containsExactly("ID: e_1");
  }
}
