package io.ingestlayer.delivery.destination.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.NoComponents;
import io.ingestlayer.component.Node;
import io.ingestlayer.component.Problem;
import io.ingestlayer.component.Problems;
import io.ingestlayer.delivery.LaneSpec;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookDestinationTypeTest {
  private static final String URL = "\"url\":\"https://hooks.example.com/in\"";
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private final WebhookDestinationType type = new WebhookDestinationType();

  private List<String> problems(String more) {
    return SampleDeliveries.problems(type.config(), "{" + URL + "," + more + "}");
  }

  @Test
  void an_address_is_enough() {
    Config config = SampleDeliveries.config(type.config(), "{" + URL + "}");

    WebhookSettings settings = WebhookSettings.of(config);
    assertThat(settings.signatures()).isEqualTo(WebhookSignatures.UNSIGNED);
    assertThat(settings.format()).isEqualTo(WebhookFormat.EVENT);
    assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(15));
    assertThat(settings.method()).isEqualTo("POST");
    assertThat(type.lanes(config)).isEqualTo(new LaneSpec(4, 1, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"secret\":\"short\"|invalid_signing_secret",
        "\"previous_secret\":\"sixteen letters!\"|previous_without_secret",
        "\"previous_secret_until\":\"2026-03-01T00:00:00Z\"|until_without_previous",
        "\"secret\":\"sixteen letters!\",\"previous_secret\":\"sixteen letters!\"|same_secret",
        "\"secret\":\"sixteen letters!\",\"previous_secret\":\"sixteen letters?\",\"previous_secret_until\":\"soon\"|wrong_type",
        "\"signature\":\"both\"|secret_missing",
        "\"signature\":\"sha1\"|unknown_choice",
        "\"signature\":\"ingestlayer\",\"secret\":\"whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=\"|invalid_signing_secret",
        "\"auth\":{}|bearer_or_basic",
        "\"auth\":{\"bearer\":\"x\",\"basic\":{\"user\":\"a\",\"password\":\"b\"}}|bearer_or_basic",
        "\"auth\":{\"bearer\":\"two words\"}|invalid_token",
        "\"auth\":{\"bearer\":\"a\\r\\nX-Evil: 1\"}|invalid_token",
        "\"auth\":{\"basic\":{\"user\":\"a:b\",\"password\":\"c\"}}|invalid_basic",
        "\"auth\":{\"basic\":{\"user\":\"a\",\"password\":\"b\\nc\"}}|invalid_basic",
        "\"auth\":{\"basic\":{\"user\":\"a\"}}|missing_key",
        "\"auth\":{\"bearer\":\"x\"},\"headers\":{\"authorization\":\"y\"}|invalid_header",
        "\"tls\":{}|certificate_and_key",
        "\"tls\":{\"certificate\":\"x\"}|certificate_and_key",
        "\"tls\":{\"key\":\"x\",\"ca\":\"x\"}|certificate_and_key",
        "\"tls\":{\"ca\":\"not PEM\"}|invalid_tls",
        "\"tls\":{\"certificate\":\"not PEM\",\"key\":\"not PEM\"}|invalid_tls",
        "\"format\":\"xml\"|unknown_choice",
        "\"method\":\"GET\"|unknown_choice",
        "\"timeout\":\"31s\"|out_of_range",
        "\"timeout\":\"999ms\"|out_of_range",
        "\"batch\":{\"max\":1001}|out_of_range",
        "\"batch\":{},\"format\":\"cloudevents-binary\"|batch_format",
        "\"secrett\":\"x\"|unknown_key"
      })
  void what_cannot_be_sent_is_told_at_once(String more, String code) {
    assertThat(problems(more)).contains(code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host",
        "hOsT",
        "Content-Length",
        "Transfer-Encoding",
        "Connection",
        "Keep-Alive",
        "Proxy-Authorization",
        "Proxy-Connection",
        "TE",
        "Trailer",
        "Upgrade",
        "Expect",
        "Content-Type",
        "Content-Encoding",
        "Accept-Encoding",
        "webhook-id",
        "Webhook-Signature",
        "webhook-anything",
        "X-Ingestlayer-Signature",
        "ce-type",
        "Idempotency-Key",
        "",
        "two words",
        "X-Evil: 1\\r\\nX-Other",
        "X-Evil\\n",
        "X-Ünïcode",
        ":path"
      })
  void a_header_that_is_not_the_users_to_set_is_refused(String name) {
    assertThat(problems("\"headers\":{\"%s\":\"x\"}".formatted(name)))
        .containsExactly("invalid_header");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\\r\\nX-Evil: 1",
        "a\\n",
        "\\ra",
        "a\\u0000b",
        " a",
        "a ",
        "ü",
        "a\\u007fb",
        "a\\u2028b"
      })
  void a_value_in_which_a_line_could_end_is_refused(String value) {
    assertThat(problems("\"headers\":{\"X-Stage\":\"%s\"}".formatted(value)))
        .containsExactly("invalid_header");
    assertThat(problems("\"headers\":{\"X-Api-Key\":\"%s\"}".formatted(value)))
        .containsExactly("invalid_header");
  }

  @Test
  void a_header_is_set_once_whatever_its_case() {
    assertThat(problems("\"headers\":{\"X-Stage\":\"a\",\"x-stage\":\"b\"}"))
        .containsExactly("invalid_header");
    assertThat(
            problems("\"headers\":{\"X-Stage\":\"a b\",\"X-Api-Key\":\"b\",\"User-Agent\":\"c\"}"))
        .isEmpty();
  }

  @Test
  void no_error_shows_a_secret() {
    for (String more :
        List.of(
            "\"secret\":\"hushhush\"",
            "\"auth\":{\"bearer\":\"hush hush\"}",
            "\"headers\":{\"X-Api-Key\":\"hush\\nhush\"}",
            "\"auth\":{\"basic\":{\"user\":\"a:b\",\"password\":\"hush\"}}")) {
      Problems problems = new Problems();
      type.config()
          .read(
              Node.of(Json.parseObject("{" + URL + "," + more + "}"), SampleDeliveries.HERE),
              new ConfigReader(problems, new NoComponents(), name -> null));

      assertThat(problems.hasErrors()).isTrue();
      assertThat(problems.all()).extracting(Problem::message).noneMatch(it -> it.contains("hush"));
    }
  }

  @Test
  void a_credential_in_plain_text_is_known_by_the_name_of_its_header() {
    ConfigReader reader = new ConfigReader(new Problems(), new NoComponents(), name -> null);

    type.config()
        .read(
            Node.of(
                Json.parseObject(
                    "{%s,\"secret\":\"%s\",\"headers\":{\"X-Api-Key\":\"k\",\"Cookie\":\"c\",\"X-Stage\":\"s\"}}"
                        .formatted(URL, SECRET)),
                SampleDeliveries.HERE),
            reader);

    assertThat(reader.plainSecrets())
        .extracting(Node.Scalar::text)
        .containsExactlyInAnyOrder(SECRET, "k", "c");
  }

  @Test
  void a_batch_is_one_attempt_of_so_many() {
    Config config = SampleDeliveries.config(type.config(), "{" + URL + ",\"batch\":{\"max\":250}}");
    Config plain = SampleDeliveries.config(type.config(), "{" + URL + ",\"batch\":{}}");

    assertThat(type.lanes(config)).isEqualTo(new LaneSpec(4, 250, null));
    assertThat(type.lanes(plain).batchMax()).isEqualTo(100);
  }

  @Test
  void an_address_without_tls_is_warned_about() {
    assertThat(SampleDeliveries.problems(type.config(), "{\"url\":\"http://hooks.example.com/\"}"))
        .containsExactly("plain_http");
  }

  @Test
  void the_hosted_name_is_known() {
    assertThat(type.aliases()).containsExactly("webhook.out");
  }
}
