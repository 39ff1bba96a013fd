package io.ingestlayer.delivery.destination.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Scope;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookMessageTest {
  private static final String PAYLOAD = "{\"n\": 12345678901234567890, \"plan\":\"pro\"}";

  private final FakeWebhookVendor fake = new FakeWebhookVendor();
  private final DestinationContext context = fake.context();

  @AfterEach
  void close() {
    fake.close();
  }

  private Delivery paid(String route) {
    return paid(route, it -> it);
  }

  private Delivery paid(String route, UnaryOperator<Scope> walk) {
    return SampleDeliveries.delivery("order.paid", PAYLOAD, fake.route(route), walk);
  }

  private static Scope transformed(Scope scope) {
    return scope.withOutput(Value.object().put("plan", "PRO").build());
  }

  private String body(Delivery delivery, WebhookFormat format) {
    return WebhookMessage.of(delivery, format, context).body();
  }

  @Test
  void the_event_is_in_an_envelope_unless_the_pipeline_made_something_of_it() {
    String id = paid("{}").event().id().toString();

    assertThat(body(paid("{}"), WebhookFormat.EVENT))
        .isEqualTo(
            "{\"id\":\"%s\",\"type\":\"order.paid\",\"received_at\":\"2026-01-05T09:00:00Z\",\"payload\":%s}"
                .formatted(id, PAYLOAD));
    assertThat(body(paid("{}", WebhookMessageTest::transformed), WebhookFormat.EVENT))
        .isEqualTo("{\"plan\":\"PRO\"}");
  }

  @Test
  void the_body_of_the_route_stands_in_for_what_the_pipeline_made() {
    String route =
        """
        {"body": {"n": "$event.n", "said": "{{ $event.plan }}!", "gone": "$event.gone", "two": [2, "$event.plan"]}}
        """;

    assertThat(body(paid(route, WebhookMessageTest::transformed), WebhookFormat.EVENT))
        .isEqualTo(
            "{\"n\":12345678901234567890,\"said\":\"pro!\",\"gone\":null,\"two\":[2,\"pro\"]}");
    assertThat(body(paid("{\"body\": \"$event.plan\"}"), WebhookFormat.PAYLOAD))
        .isEqualTo("\"pro\"");
    assertThat(body(paid("{\"body\": \"$event.gone\"}"), WebhookFormat.STANDARD))
        .endsWith("\"data\":null}");
  }

  @Test
  void the_payload_alone_is_what_was_sent() {
    assertThat(body(paid("{}"), WebhookFormat.PAYLOAD)).isEqualTo(PAYLOAD);
    assertThat(body(paid("{}", WebhookMessageTest::transformed), WebhookFormat.PAYLOAD))
        .isEqualTo("{\"plan\":\"PRO\"}");
  }

  @Test
  void the_shape_of_the_standard_has_type_timestamp_and_data() {
    assertThat(body(paid("{}"), WebhookFormat.STANDARD))
        .isEqualTo(
            "{\"type\":\"order.paid\",\"timestamp\":\"2026-01-05T09:00:00Z\",\"data\":%s}"
                .formatted(PAYLOAD));
  }

  /// The JSON format of CloudEvents 1.0.2, sections 2 and 3, attribute by attribute.
  @Test
  void a_structured_cloud_event_is_one() {
    WebhookMessage message = WebhookMessage.of(paid("{}"), WebhookFormat.CLOUDEVENTS, context);

    assertThat(message.headers())
        .containsExactly(Map.entry("Content-Type", "application/cloudevents+json; charset=utf-8"));
    Value.Obj event = Json.parseObject(message.body());
    assertThat(event.members().keySet()).allMatch(it -> it.matches("[a-z0-9]{1,20}"));
    assertThat(text(event, "specversion")).isEqualTo("1.0");
    assertThat(text(event, "id")).isEqualTo(paid("{}").event().id().toString());
    assertThat(URI.create(text(event, "source")))
        .isEqualTo(URI.create("https://ingest.example/sources/app"));
    assertThat(text(event, "type")).isEqualTo("order.paid");
    assertThat(Instant.parse(text(event, "time"))).isEqualTo(SampleDeliveries.AT);
    assertThat(text(event, "datacontenttype")).isEqualTo("application/json");
    assertThat(text(event, "deliveryid")).isEqualTo(paid("{}").id().toString());
    assertThat(text(event, "pipeline")).isEqualTo("signups");
    assertThat(event.get("data")).isEqualTo(Json.parse(PAYLOAD, JsonLimits.EVENT));
    assertThat(event.members()).hasSize(9);
    assertThat(message.body()).endsWith("\"data\":" + PAYLOAD + "}");
  }

  /// The HTTP binding of CloudEvents 1.0.2, section 3.1, header by header.
  @Test
  void a_binary_cloud_event_is_one() {
    WebhookMessage message =
        WebhookMessage.of(paid("{}"), WebhookFormat.CLOUDEVENTS_BINARY, context);

    assertThat(message.headers())
        .containsExactly(
            Map.entry("Content-Type", "application/json"),
            Map.entry("ce-specversion", "1.0"),
            Map.entry("ce-id", paid("{}").event().id().toString()),
            Map.entry("ce-source", "https://ingest.example/sources/app"),
            Map.entry("ce-type", "order.paid"),
            Map.entry("ce-time", "2026-01-05T09:00:00Z"),
            Map.entry("ce-deliveryid", paid("{}").id().toString()),
            Map.entry("ce-pipeline", "signups"));
    assertThat(message.body()).isEqualTo(PAYLOAD);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "Euro € 😀|Euro%20%E2%82%AC%20%F0%9F%98%80",
        "say \"x\"|say%20%22x%22",
        "100%|100%25",
        "!#$&'()*+,-./:;<=>?@[\\]^_`{}~aZ9|!#$&'()*+,-./:;<=>?@[\\]^_`{}~aZ9"
      })
  void an_attribute_in_a_header_is_percent_encoded_as_the_binding_says(
      String value, String header) {
    assertThat(CloudEvent.percentEncoded(value)).isEqualTo(header);
    assertThat(URLDecoder.decode(header.replace("+", "%2B"), StandardCharsets.UTF_8))
        .isEqualTo(value);
  }

  @Test
  void no_line_ends_in_a_header_and_no_half_of_a_pair_gets_there() {
    assertThat(CloudEvent.percentEncoded("a\r\nb\u007f\u0000")).isEqualTo("a%0D%0Ab%7F%00");
    assertThat(CloudEvent.percentEncoded("\ud83d")).matches("[!-~]*");
  }

  @Test
  void a_batch_names_its_deliveries_beside_its_events() {
    Delivery one = paid("{}");
    List<String> elements = List.of(WebhookMessage.json(one, WebhookFormat.PAYLOAD, context));

    WebhookMessage message = WebhookMessage.batch(List.of(one), elements, WebhookFormat.PAYLOAD);
    WebhookMessage again = WebhookMessage.batch(List.of(one), elements, WebhookFormat.PAYLOAD);

    assertThat(message.body())
        .isEqualTo("{\"deliveries\":[\"%s\"],\"events\":[%s]}".formatted(one.id(), PAYLOAD));
    assertThat(message.id()).matches("bat_[0-9a-f]{32}").isEqualTo(again.id());
    assertThat(message.headers()).containsEntry("Content-Type", "application/json");
  }

  @Test
  void a_batch_of_cloud_events_is_a_list_of_them() {
    Delivery one = paid("{}");
    List<String> elements = List.of(WebhookMessage.json(one, WebhookFormat.CLOUDEVENTS, context));

    WebhookMessage message =
        WebhookMessage.batch(List.of(one), elements, WebhookFormat.CLOUDEVENTS);

    assertThat(message.headers())
        .containsExactly(
            Map.entry("Content-Type", "application/cloudevents-batch+json; charset=utf-8"));
    assertThat(message.body()).isEqualTo("[" + body(one, WebhookFormat.CLOUDEVENTS) + "]");
  }

  private static String text(Value.Obj object, String name) {
    return object.get(name) instanceof Value.Text(String text) ? text : "not a text";
  }
}
