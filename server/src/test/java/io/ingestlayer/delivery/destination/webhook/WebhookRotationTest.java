package io.ingestlayer.delivery.destination.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.Attempt;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.testkit.http.Answer;
import io.ingestlayer.testkit.http.ReceivedRequest;
import io.ingestlayer.testkit.webhook.WebhookFake;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A secret is replaced while messages are under way: by definition and by time.
class WebhookRotationTest {
  private static final String OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String NEW = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

  private final FakeWebhookVendor fake = new FakeWebhookVendor();
  private int attempts;

  @BeforeEach
  void nobody_needs_a_token() {
    fake.receiver.authorization(null);
  }

  @AfterEach
  void close() {
    fake.close();
  }

  private Config signing(String secrets) {
    return fake.destination(secrets);
  }

  private static String secret(String secret) {
    return "\"secret\":\"%s\"".formatted(secret);
  }

  private static String overlap() {
    return secret(NEW) + ",\"previous_secret\":\"%s\"".formatted(OLD);
  }

  private AttemptResult send(Destination destination) throws Exception {
    Delivery delivery = SampleDeliveries.signedUp(fake.route());
    UUID id = new UUID(1, ++attempts);
    Attempt attempt = new Attempt(id, "endpoint", List.of(delivery), fake.clock.instant());
    return destination.deliver(attempt).results().getFirst();
  }

  private AttemptResult send(Config config) throws Exception {
    try (Destination destination = fake.type().open(config, fake.context())) {
      return send(destination);
    }
  }

  private List<ReceivedRequest> requests() {
    return fake.receiver.requests();
  }

  @Test
  void in_the_overlap_a_receiver_takes_every_message_whichever_secret_it_knows() throws Exception {
    fake.receiver.knows(OLD);
    assertThat(send(signing(secret(OLD)))).isEqualTo(AttemptResult.Delivered.OK);
    // A message that failed under the old definition is tried again under the new one.
    fake.receiver.answerNext(1, Answer.status(500));
    assertThat(send(signing(secret(OLD)))).isInstanceOf(AttemptResult.Retry.class);

    try (Destination destination = fake.type().open(signing(overlap()), fake.context())) {
      for (int i = 0; i < 20; i++) {
        assertThat(send(destination)).isEqualTo(AttemptResult.Delivered.OK);
      }
      fake.receiver.knows(NEW);
      for (int i = 0; i < 20; i++) {
        assertThat(send(destination)).isEqualTo(AttemptResult.Delivered.OK);
      }
    }
    assertThat(send(signing(secret(NEW)))).isEqualTo(AttemptResult.Delivered.OK);

    assertThat(requests().subList(2, 42))
        .allMatch(it -> WebhookFake.isSignedWith(it, OLD), "the old one")
        .allMatch(it -> WebhookFake.isSignedWith(it, NEW), "the new one");
    assertThat(requests().subList(0, 2)).noneMatch(it -> WebhookFake.isSignedWith(it, NEW));
    assertThat(requests().subList(42, 43))
        .hasSize(1)
        .noneMatch(it -> WebhookFake.isSignedWith(it, OLD))
        .allMatch(it -> WebhookFake.isSignedWith(it, NEW));
  }

  @Test
  void the_overlap_ends_by_itself_in_the_midst_of_sending() throws Exception {
    fake.receiver.knows(OLD);
    String until = fake.clock.instant().plus(Duration.ofHours(1)).toString();
    Config config = signing(overlap() + ",\"previous_secret_until\":\"%s\"".formatted(until));

    try (Destination destination = fake.type().open(config, fake.context())) {
      AttemptResult before = send(destination);
      fake.clock.turn(Duration.ofMinutes(59));
      AttemptResult justBefore = send(destination);
      fake.clock.turn(Duration.ofMinutes(1));
      AttemptResult after = send(destination);
      fake.receiver.knows(NEW);
      AttemptResult changed = send(destination);

      assertThat(before).isEqualTo(AttemptResult.Delivered.OK);
      assertThat(justBefore).isEqualTo(AttemptResult.Delivered.OK);
      assertThat(after).isInstanceOf(AttemptResult.Hold.class);
      assertThat(changed).isEqualTo(AttemptResult.Delivered.OK);
    }
    assertThat(requests().subList(2, 4)).noneMatch(it -> WebhookFake.isSignedWith(it, OLD));
  }

  @Test
  void the_receiver_would_see_a_signature_that_is_not_right() throws Exception {
    fake.receiver.knows(OLD);

    AttemptResult result = send(signing(secret(NEW)));

    assertThat(result)
        .isInstanceOf(AttemptResult.Hold.class)
        .extracting(AttemptResult::code)
        .isEqualTo("unauthorized");
    assertThat(fake.receiver.accepted()).isEmpty();
  }

  @Test
  void from_a_shared_secret_to_a_key_pair_each_receiver_finds_its_own() throws Exception {
    // Made with `openssl genpkey -algorithm ed25519`.
    String pair = "whsk_ZLfMrBWCm6jzSZQZBCYZncM4Wj2fBDlbbAovObCYO4o=";
    String half = "whpk_svFoNbWbgtscBUynJ5tgzQCG9GchvAKrKu4KbMGLwik=";
    Config config =
        signing(
            secret(pair) + ",\"previous_secret\":\"%s\",\"signature\":\"standard\"".formatted(OLD));

    fake.receiver.knows(OLD);
    AttemptResult before = send(config);
    fake.receiver.knows(half);
    AttemptResult after = send(config);

    assertThat(before).isEqualTo(AttemptResult.Delivered.OK);
    assertThat(after).isEqualTo(AttemptResult.Delivered.OK);
  }
}
