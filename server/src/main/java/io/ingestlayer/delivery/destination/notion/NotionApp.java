package io.ingestlayer.delivery.destination.notion;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.FieldTypes;
import io.ingestlayer.component.Secret;
import io.ingestlayer.delivery.vendor.JsonAnswer;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.HttpSendException;
import io.ingestlayer.platform.http.HttpSender;
import io.ingestlayer.platform.http.HttpSender.Answer;
import io.ingestlayer.platform.net.EgressRefusedException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/// The public integration that people add by their consent, as the destination's `oauth` describes it.
///
/// Facts: <https://developers.notion.com/reference/create-a-token>, <https://developers.notion.com/reference/refresh-a-token>.
record NotionApp(String clientId, Secret clientSecret, URI baseUrl) {
  static final Field<String> CLIENT_ID =
      Field.required("client_id", FieldTypes.text(100), "The integration's OAuth client ID.");
  static final Field<Secret> CLIENT_SECRET =
      Field.required("client_secret", FieldTypes.SECRET, "The integration's OAuth client secret.");
  static final ConfigSpec SPEC = ConfigSpec.of(CLIENT_ID, CLIENT_SECRET).with(NotionApp::check);

  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  NotionApp {
    requireNonNull(clientId);
    requireNonNull(clientSecret);
  }

  /// @param oauth what stands under `oauth` in the destination
  static NotionApp of(Config destination, Config oauth) {
    return new NotionApp(
        oauth.get(CLIENT_ID),
        oauth.get(CLIENT_SECRET),
        destination.get(NotionDestinationType.BASE_URL));
  }

  private static void check(Config config, ConfigReader reader) {
    if (!config.get(CLIENT_ID).matches("[0-9A-Za-z_-]+")) {
      reader.error(config.at(), "invalid_client_id", "\"client_id\" is letters, digits and -");
    }
    if (!config.get(CLIENT_SECRET).reveal().matches("[!-~]+")) {
      reader.error(
          config.at(),
          "invalid_client_secret",
          "\"client_secret\" holds a blank or a character that no client secret has");
    }
  }

  /// Notion's page where a person consents and chooses what is shared.
  URI consentPage(URI redirect, String state) {
    return url(
        "authorize?client_id=%s&response_type=code&owner=user&redirect_uri=%s&state=%s"
            .formatted(encoded(clientId), encoded(redirect.toString()), encoded(state)));
  }

  /// Calls `/v1/oauth/token` or `/v1/oauth/revoke`, as the integration and not with a token.
  Answer call(HttpSender http, String what, Value body)
      throws EgressRefusedException, HttpSendException {
    String client = clientId + ":" + clientSecret.reveal();
    String basic = Base64.getEncoder().encodeToString(client.getBytes(StandardCharsets.UTF_8));
    Map<String, String> headers =
        Map.of(
            "Authorization",
            "Basic " + basic,
            "Notion-Version",
            NotionApi.VERSION,
            "Content-Type",
            "application/json; charset=utf-8");
    return http.send(HttpSender.Request.post(url(what), headers, Json.write(body), TIMEOUT));
  }

  /// The code of a refusal, in lower_snake: OAuth's, else Notion's, else the status.
  static String error(Answer answer) {
    Value json = JsonAnswer.of(answer);
    for (String member : new String[] {"error", "code"}) {
      if (json.get(member) instanceof Value.Text(String code) && code.matches("[a-z0-9_]{1,80}")) {
        return code;
      }
    }
    return "http_" + answer.status();
  }

  private URI url(String what) {
    return URI.create(baseUrl.toString().replaceAll("/+$", "") + "/v1/oauth/" + what);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
