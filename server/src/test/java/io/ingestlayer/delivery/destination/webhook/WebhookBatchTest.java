package io.ingestlayer.delivery.destination.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.Attempt;
import io.ingestlayer.delivery.AttemptReport;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.AttemptResult.Delivered;
import io.ingestlayer.delivery.AttemptResult.RateLimited;
import io.ingestlayer.delivery.AttemptResult.Reject;
import io.ingestlayer.delivery.AttemptResult.Retry;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.DeliveryId;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.testkit.http.Answer;
import io.ingestlayer.testkit.http.ReceivedRequest;
import io.ingestlayer.testkit.webhook.WebhookFake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhookBatchTest {
  private final FakeWebhookVendor fake = new FakeWebhookVendor();

  @AfterEach
  void close() {
    fake.close();
  }

  private Config config() {
    return fake.destination(
        """
        "secret": "%s", "auth": {"bearer": "%s"}, "format": "payload", "batch": {"max": 100}
        """
            .formatted(FakeWebhookVendor.SECRET, FakeWebhookVendor.TOKEN));
  }

  private Delivery numbered(int number, String text) {
    Delivery it =
        SampleDeliveries.delivery(
            "order.paid",
            Value.object().put("number", number).put("text", text).build(),
            fake.route());
    DeliveryId id = new DeliveryId(new UUID(0x019b8d5d12007000L, number));
    return new Delivery(id, it.event(), it.scope(), it.pipeline(), it.route());
  }

  private List<Delivery> numbered(int count) {
    return IntStream.range(0, count).mapToObj(it -> numbered(it, "")).toList();
  }

  private AttemptReport send(List<Delivery> deliveries) throws Exception {
    Attempt attempt = new Attempt(new UUID(1, 2), "endpoint", deliveries, fake.clock.instant());
    try (Destination destination = fake.type().open(config(), fake.context())) {
      return destination.deliver(attempt);
    }
  }

  private static List<Value> events(ReceivedRequest request) {
    return Json.parseObject(request.text()).get("events") instanceof Value.Arr events
        ? events.elements()
        : List.of();
  }

  private Set<Value> accepted() {
    Set<Value> numbers = new HashSet<>();
    fake.receiver
        .accepted()
        .forEach(request -> events(request).forEach(it -> numbers.add(it.get("number"))));
    return numbers;
  }

  private static int count(AttemptReport report, Class<? extends AttemptResult> kind) {
    return (int) report.results().stream().filter(kind::isInstance).count();
  }

  /// Refuses whatever holds that number.
  private void refuse(int number, Answer.Respond answer) {
    fake.receiver.answerWhen(
        request -> request.text().contains("\"number\":" + number + ","), answer);
  }

  @Test
  void a_hundred_events_are_one_signed_request() throws Exception {
    AttemptReport report = send(numbered(100));

    assertThat(report.results()).hasSize(100).containsOnly(Delivered.OK);
    assertThat(fake.receiver.requests()).hasSize(1);
    ReceivedRequest request = fake.receiver.accepted().getFirst();
    assertThat(events(request)).hasSize(100);
    assertThat(WebhookFake.isSignedWith(request, FakeWebhookVendor.SECRET)).isTrue();
    assertThat(Json.parseObject(request.text()).get("deliveries"))
        .isEqualTo(
            Value.array(numbered(100).stream().map(it -> Value.of(it.id().toString())).toList()));
  }

  @Test
  void a_batch_that_is_tried_again_as_it_was_has_the_same_name() throws Exception {
    fake.receiver.answerNext(1, Answer.status(500));

    AttemptReport first = send(numbered(10));
    AttemptReport second = send(numbered(10));

    assertThat(first.results()).allMatch(it -> it instanceof Retry retry && retry.ambiguous());
    assertThat(second.results()).containsOnly(Delivered.OK);
    assertThat(fake.receiver.requests()).extracting(it -> it.header("webhook-id")).hasSize(2);
    assertThat(
            new HashSet<>(
                fake.receiver.requests().stream().map(it -> it.header("webhook-id")).toList()))
        .hasSize(1);
  }

  @Test
  void a_batch_that_is_too_large_is_halved_until_it_fits() throws Exception {
    fake.receiver.bytesMax(1_000);

    AttemptReport report = send(numbered(100));

    assertThat(report.results()).containsOnly(Delivered.OK);
    assertThat(accepted()).hasSize(100);
    assertThat(fake.receiver.accepted()).allMatch(it -> it.body().length <= 1_000);
  }

  @Test
  void an_event_that_alone_is_too_large_is_dead_and_the_others_arrive() throws Exception {
    fake.receiver.bytesMax(20_000);
    List<Delivery> deliveries = new ArrayList<>(numbered(20));
    deliveries.set(7, numbered(7, "x".repeat(30_000)));

    AttemptReport report = send(deliveries);

    assertThat(report.results().get(7)).isInstanceOf(Reject.class);
    assertThat(count(report, Delivered.class)).isEqualTo(19);
    assertThat(accepted()).hasSize(19);
    assertThat(report.response()).startsWith("HTTP 413");
  }

  @Test
  void one_event_that_is_refused_does_not_take_the_others_with_it() throws Exception {
    refuse(42, Answer.status(422));

    AttemptReport report = send(numbered(100));

    assertThat(report.results().get(42))
        .isEqualTo(new Retry("http_422", "the receiver answered HTTP 422", false));
    assertThat(count(report, Delivered.class)).isEqualTo(99);
    assertThat(accepted()).hasSize(99).doesNotContain(Value.of(42));
    assertThat(fake.receiver.requests()).hasSizeLessThan(16);
  }

  @Test
  void a_receiver_that_refuses_everything_is_not_asked_for_ever_and_kills_nothing()
      throws Exception {
    fake.receiver.answerAlways(Answer.status(413));

    AttemptReport report = send(numbered(100));

    // Each halving is two requests more, at most; what was refused together is not dead.
    assertThat(fake.receiver.requests()).hasSize(1 + 2 * WebhookBatch.HALVINGS_MAX);
    assertThat(count(report, Retry.class) + count(report, Reject.class)).isEqualTo(100);
    assertThat(count(report, Reject.class)).isLessThanOrEqualTo(WebhookBatch.HALVINGS_MAX);
  }

  @Test
  void large_events_are_spread_over_requests() throws Exception {
    List<Delivery> deliveries =
        IntStream.range(0, 10).mapToObj(it -> numbered(it, "ü".repeat(150_000))).toList();

    AttemptReport report = send(deliveries);

    assertThat(report.results()).containsOnly(Delivered.OK);
    assertThat(accepted()).hasSize(10);
    assertThat(fake.receiver.requests()).hasSize(4);
    assertThat(fake.receiver.requests())
        .allMatch(it -> it.body().length < WebhookBatch.PART_BYTES_MAX + 10_000);
  }

  @Test
  void after_a_request_that_failed_the_rest_is_not_sent_and_cannot_have_arrived() throws Exception {
    List<Delivery> deliveries =
        IntStream.range(0, 10).mapToObj(it -> numbered(it, "x".repeat(300_000))).toList();
    fake.receiver.answerNext(1, Answer.drop());

    AttemptReport report = send(deliveries);

    assertThat(fake.receiver.requests()).hasSize(1);
    assertThat(report.results().subList(0, 3)).allMatch(it -> ((Retry) it).ambiguous());
    assertThat(report.results().subList(3, 10)).noneMatch(it -> ((Retry) it).ambiguous());
  }

  @Test
  void a_receiver_that_asks_to_wait_in_the_midst_is_sent_no_more() throws Exception {
    List<Delivery> deliveries =
        IntStream.range(0, 10).mapToObj(it -> numbered(it, "x".repeat(300_000))).toList();
    fake.receiver.answerWhen(
        request -> request.text().contains("\"number\":4,"),
        Answer.status(429).with("Retry-After", "7"));

    AttemptReport report = send(deliveries);

    assertThat(report.results().subList(0, 3)).containsOnly(Delivered.OK);
    assertThat(report.results().subList(3, 10))
        .allMatch(it ->
            it instanceof RateLimited limited && Duration.ofSeconds(7).equals(limited.after()));
    assertThat(fake.receiver.requests()).hasSize(2);
  }

  @Test
  void a_slow_receiver_gets_no_further_request_after_a_minute() throws Exception {
    List<Delivery> deliveries =
        IntStream.range(0, 10).mapToObj(it -> numbered(it, "x".repeat(300_000))).toList();
    fake.receiver.whenAsked(() -> fake.clock.turn(WebhookBatch.TIME_MAX.plusSeconds(1)));

    AttemptReport report = send(deliveries);

    assertThat(report.results().subList(0, 3)).containsOnly(Delivered.OK);
    assertThat(report.results().subList(3, 10))
        .allMatch(
            it -> it instanceof RateLimited limited && limited.code().equals("batch_unfinished"));
    assertThat(fake.receiver.requests()).hasSize(1);
  }
}
