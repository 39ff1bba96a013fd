package io.ingestlayer.delivery.destination.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.Attempt;
import io.ingestlayer.delivery.AttemptReport;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.destination.HttpDestinationContract;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.testkit.http.Answer;
import io.ingestlayer.testkit.http.Header;
import io.ingestlayer.testkit.http.ReceivedRequest;
import io.ingestlayer.testkit.http.Receiver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookDestinationTest extends HttpDestinationContract {

  @Override
  protected HttpVendor open() {
    return new FakeWebhookVendor();
  }

  private FakeWebhookVendor fake() {
    return (FakeWebhookVendor) vendor();
  }

  private AttemptReport send(Config config, Delivery delivery) throws InterruptedException {
    return send(config, SampleDeliveries.attempt("endpoint", delivery));
  }

  private AttemptReport send(Config config, Attempt attempt) throws InterruptedException {
    try (Destination destination = fake().type().open(config, fake().context())) {
      return destination.deliver(attempt);
    } catch (InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private ReceivedRequest only() {
    assertThat(fake().receiver.accepted()).hasSize(1);
    return fake().receiver.accepted().getFirst();
  }

  @Test
  void sends_the_event_and_says_what_it_is() {
    deliver(signedUp());

    ReceivedRequest request = only();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.target()).isEqualTo("/hooks/in?access=tokeninquery");
    assertThat(request.header("content-type")).contains("application/json");
    assertThat(request.header("webhook-id")).contains(signedUp().id().toString());
    assertThat(request.header("webhook-timestamp"))
        .contains(Long.toString(SampleDeliveries.AT.getEpochSecond()));
    assertThat(request.header("user-agent").orElseThrow()).startsWith("ingestlayer");
    assertThat(request.header("x-gate-key")).contains(FakeWebhookVendor.PASSING);
    assertThat(request.header("x-stage")).contains("test");
    assertThat(request.header("idempotency-key")).isEmpty();
    assertThat(request.text())
        .isEqualTo(
            "{\"id\":\"%s\",\"type\":\"user.signed_up\",\"received_at\":\"2026-01-05T09:00:00Z\",\"payload\":%s}"
                .formatted(signedUp().event().id(), signedUp().event().payload().text()));
  }

  @Test
  void the_id_stays_over_the_tries_and_the_time_is_that_of_the_try() throws Exception {
    Delivery delivery = signedUp();
    fake().receiver.answerNext(1, Answer.status(500));

    send(fake().destination(), SampleDeliveries.attempt("endpoint", delivery));
    fake().clock.turn(Duration.ofHours(6));
    Attempt later =
        new Attempt(new UUID(1, 3), "endpoint", List.of(delivery), fake().clock.instant());
    send(fake().destination(), later);

    List<ReceivedRequest> both = fake().receiver.requests();
    assertThat(both).hasSize(2);
    assertThat(both.get(1).header("webhook-id")).isEqualTo(both.get(0).header("webhook-id"));
    assertThat(both.get(1).header("webhook-timestamp"))
        .contains(Long.toString(fake().clock.instant().getEpochSecond()));
    assertThat(fake().receiver.accepted()).hasSize(1);
  }

  @Test
  void without_a_secret_a_message_has_its_name_and_no_signature() throws Exception {
    fake().receiver.knows();
    fake().receiver.authorization(null);

    send(fake().destination(""), signedUp());

    assertThat(only().header("webhook-id")).isPresent();
    assertThat(only().headers())
        .extracting(it -> it.name().toLowerCase(Locale.ROOT))
        .doesNotContain("webhook-signature", "x-ingestlayer-signature", "authorization");
  }

  @Test
  void sends_by_put_with_a_user_and_a_password_and_an_idempotency_key() throws Exception {
    String basic = Base64.getEncoder().encodeToString("ada:päss".getBytes(StandardCharsets.UTF_8));
    fake().receiver.method("PUT");
    fake().receiver.authorization("Basic " + basic);
    Config config =
        fake()
            .destination(
                """
                "method": "PUT", "idempotency_key": true, "secret": "%s",
                "auth": {"basic": {"user": "ada", "password": "päss"}}
                """
                    .formatted(FakeWebhookVendor.SECRET));

    AttemptReport report = send(config, signedUp());

    assertThat(report.results()).containsExactly(AttemptResult.Delivered.OK);
    assertThat(only().header("idempotency-key")).isEqualTo(only().header("webhook-id"));
    assertThat(report.toString()).doesNotContain(basic, "päss");
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 301, 302, 303, 307, 308})
  void a_redirect_is_a_failure_and_is_not_followed(int status) throws Exception {
    try (Receiver elsewhere = Receiver.start()) {
      fake()
          .receiver
          .answerNext(
              1, Answer.status(status).with("Location", elsewhere.url("/in?access=tokeninquery")));

      AttemptReport report = send(fake().destination(), signedUp());

      assertThat(report.results().getFirst())
          .asInstanceOf(type(AttemptResult.Hold.class))
          .matches(it -> it.code().equals("redirected"), "its code");
      assertThat(report.response()).contains(elsewhere.url("/in?")).doesNotContain("tokeninquery");
      assertThat(elsewhere.requests()).isEmpty();
      assertThat(elsewhere.connections()).isZero();
    }
  }

  @Test
  void a_receiver_that_never_answers_is_waited_for_so_long() throws Exception {
    fake().receiver.answerNext(1, Answer.stall());
    Config config =
        fake()
            .destination(
                "\"secret\":\"%s\",\"timeout\":\"1s\"".formatted(FakeWebhookVendor.SECRET));

    AttemptReport report = send(config, signedUp());

    assertThat(report.results().getFirst())
        .asInstanceOf(type(AttemptResult.Retry.class))
        .matches(AttemptResult.Retry::ambiguous, "ambiguous")
        .matches(it -> it.code().equals("timeout"), "its code");
  }

  @Test
  void a_receiver_that_repeats_all_it_was_sent_is_kept_without_the_secrets() throws Exception {
    String basic =
        Base64.getEncoder().encodeToString("ada:secretpassword".getBytes(StandardCharsets.UTF_8));
    Config config =
        fake()
            .destination(
                """
                "secret": "%s", "previous_secret": "a secret of \\"old\\" days/once",
                "auth": {"basic": {"user": "ada", "password": "secretpassword"}},
                "headers": {"X-Gate-Key": "%s"}
                """
                    .formatted(FakeWebhookVendor.SECRET, FakeWebhookVendor.PASSING));
    String echo =
        String.join(
            "\n",
            FakeWebhookVendor.SECRET,
            "Basic " + basic,
            "\"" + basic.replace("/", "\\/") + "\"",
            FakeWebhookVendor.PASSING.replace("/", "\\/"),
            "passphrase%2Fof%3Dthe%2Bgate",
            "secretpassword",
            "a secret of \\\"old\\\" days\\/once",
            "/hooks/in?access=tokeninquery");
    fake().receiver.answerNext(1, Answer.text(500, echo + "x".repeat(100_000)));

    AttemptReport report = send(config, signedUp());

    assertThat(report.response())
        .hasSizeLessThan(32 * 1024)
        .doesNotContain(
            FakeWebhookVendor.SECRET.substring(6),
            basic,
            "passphrase",
            "secretpassword",
            "days",
            "tokeninquery");
    assertThat(report.request()).contains("POST " + fake().receiver.url("/…"), "ada@acme.co");
    assertThat(report.toString()).doesNotContain("tokeninquery", "/hooks/in", "v1,", "v1=");
  }

  @Test
  void what_an_event_holds_never_becomes_a_header() throws Exception {
    fake().receiver.knows();
    fake().receiver.authorization(null);
    Delivery hostile =
        SampleDeliveries.delivery(
            "user.a\r\nX-Evil: 1\r\n\r\nGET /stolen", "{\"n\":1}", fake().route());

    send(fake().destination("\"format\":\"cloudevents-binary\""), hostile);

    assertThat(only().headers()).extracting(Header::name).doesNotContain("X-Evil");
    assertThat(only().header("ce-type"))
        .contains("user.a%0D%0AX-Evil:%201%0D%0A%0D%0AGET%20/stolen");
    assertThat(fake().receiver.requests()).hasSize(1);
  }

  @Test
  void a_number_of_twenty_digits_arrives_digit_for_digit() throws Exception {
    String payload = "{ \"n\":12345678901234567890, \"f\":1.10, \"e\":1E400 }";
    Delivery delivery = SampleDeliveries.delivery("order.paid", payload, fake().route());

    for (String format : WebhookFormat.names()) {
      send(
          fake()
              .destination(
                  "\"secret\":\"%s\",\"auth\":{\"bearer\":\"%s\"},\"format\":\"%s\""
                      .formatted(FakeWebhookVendor.SECRET, FakeWebhookVendor.TOKEN, format)),
          delivery);
    }

    assertThat(fake().accepted())
        .hasSize(WebhookFormat.values().length)
        .allMatch(it -> it.contains(payload));
  }

  @Test
  void a_preview_shows_the_request_and_hides_what_is_secret() {
    Value preview = fake().type().preview(fake().destination(), signedUp(), fake().context());

    String read = fake().type().read(fake().destination(), preview);
    assertThat(read)
        .startsWith("POST " + fake().receiver.url("/…") + "\n")
        .contains("X-Gate-Key: ***", "X-Stage: test", "Authorization: ***", "webhook-signature: …")
        .endsWith("\n\n" + Json.write(preview.get("body")));
    assertThat(preview.get("body").get("payload")).isEqualTo(signedUp().event().payload().tree());
  }
}
