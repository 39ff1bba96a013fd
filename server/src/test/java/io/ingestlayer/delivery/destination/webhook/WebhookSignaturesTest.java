package io.ingestlayer.delivery.destination.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.ingestlayer.component.Secret;
import io.ingestlayer.delivery.destination.webhook.WebhookSignatures.Way;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignaturesTest {
  private static final String OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String NEW = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
  private static final String BODY = "{\"test\": 2432232314, \"ü\": \"👩‍🚀\"}";
  private static final Instant AT = Instant.parse("2021-02-25T15:02:10.900Z");

  private static SigningKey key(String text) {
    return SigningKey.of(new Secret(text));
  }

  private static WebhookSignatures both(String secret) {
    return new WebhookSignatures(Way.BOTH, key(secret), null, null);
  }

  private static Map<String, List<String>> lists(Map<String, String> headers) {
    return headers.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, it -> List.of(it.getValue())));
  }

  @Test
  void signs_what_the_libraries_of_the_standard_sign() throws Exception {
    Map<String, String> headers =
        both(OLD).headers("msg_p5jXN8AQM9LWM0D4loKWxJek", AT, "{\"test\": 2432232314}");

    // The vector that stands in the tests of every one of those libraries.
    assertThat(headers)
        .containsEntry("webhook-timestamp", "1614265330")
        .containsEntry("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    assertThat(new Webhook(OLD).sign("dlv_1", AT.getEpochSecond(), BODY))
        .isEqualTo(both(OLD).headers("dlv_1", AT, BODY).get("webhook-signature"));
  }

  @Test
  void signs_with_an_ed25519_key_what_the_libraries_of_the_standard_sign() {
    WebhookSignatures signatures = both("whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=");

    Map<String, String> headers =
        signatures.headers("msg_p5jXN8AQM9LWM0D4loKWxJek", AT, "{\"test\": 2432232314}");

    assertThat(headers)
        .containsEntry(
            "webhook-signature",
            "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag==")
        .doesNotContainKey("X-Ingestlayer-Signature");
  }

  @Test
  void a_receiver_with_the_library_takes_it_and_nothing_that_was_changed() throws Exception {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Map<String, List<String>> headers = lists(both(OLD).headers("dlv_1", now, BODY));

    assertThatCode(() -> new Webhook(OLD).verify(BODY, headers)).doesNotThrowAnyException();
    assertThatThrownBy(() -> new Webhook(OLD).verify(BODY + " ", headers))
        .isInstanceOf(WebhookVerificationException.class);
    assertThatThrownBy(() -> new Webhook(NEW).verify(BODY, headers))
        .isInstanceOf(WebhookVerificationException.class);
  }

  @Test
  void while_a_secret_is_replaced_the_library_takes_it_with_either() throws Exception {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    WebhookSignatures overlap = new WebhookSignatures(Way.BOTH, key(NEW), key(OLD), null);
    Map<String, List<String>> headers = lists(overlap.headers("dlv_1", now, BODY));

    assertThatCode(() -> new Webhook(OLD).verify(BODY, headers)).doesNotThrowAnyException();
    assertThatCode(() -> new Webhook(NEW).verify(BODY, headers)).doesNotThrowAnyException();
    assertThat(overlap.headers("dlv_1", now, BODY).get("X-Ingestlayer-Signature"))
        .matches("t=[0-9]+,v1=[0-9a-f]{64},v1=[0-9a-f]{64}");
  }

  @Test
  void the_one_before_signs_until_its_end_and_not_at_it() {
    Instant end = AT.plusSeconds(60);
    WebhookSignatures overlap = new WebhookSignatures(Way.STANDARD, key(NEW), key(OLD), end);

    String before = overlap.headers("dlv_1", end.minusMillis(1), BODY).get("webhook-signature");
    String at = overlap.headers("dlv_1", end, BODY).get("webhook-signature");

    assertThat(before).matches("v1,[^ ]+ v1,[^ ]+");
    assertThat(at).isEqualTo(both(NEW).headers("dlv_1", end, BODY).get("webhook-signature"));
  }

  @Test
  void our_own_header_signs_the_time_and_the_body() {
    Map<String, String> headers =
        new WebhookSignatures(Way.INGESTLAYER, key("sixteen letters!"), null, null)
            .headers("dlv_1", Instant.ofEpochSecond(1_717_000_000), "{\"type\":\"a\"}");

    // printf '1717000000.{"type":"a"}' | openssl dgst -sha256 -hmac 'sixteen letters!'
    assertThat(headers)
        .containsEntry(
            "X-Ingestlayer-Signature",
            "t=1717000000,v1=3fe29ed7bb3ccb45e8022735d9f136a7bff71cf2b6ee11ea1d51f5ef192f8604")
        .doesNotContainKey("webhook-signature");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "whsec_AAAA",
        "whsec_not base64!",
        "whsec_c2hvcnQ=",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLQ==",
        "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whpk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=",
        "fifteen letters"
      })
  void what_is_no_secret_is_refused_without_being_shown(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> key(text))
        .withMessageNotContaining(text.length() > 6 ? text.substring(6) : text);
  }

  @Test
  void a_key_does_not_print_itself() {
    assertThat(both(OLD).toString()).doesNotContain(OLD.substring(6));
    assertThat(key(OLD)).hasToString("***");
  }
}
