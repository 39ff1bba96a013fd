package io.ingestlayer.delivery.destination.slack;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.FieldTypes;
import io.ingestlayer.component.Secret;
import io.ingestlayer.platform.http.HttpSendException;
import io.ingestlayer.platform.http.HttpSender;
import io.ingestlayer.platform.net.EgressRefusedException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The Slack app that people install by their consent, as the destination's `oauth` and switches describe it.
///
/// @param scopes what it asks for: no more than the switches need
record SlackApp(String clientId, Secret clientSecret, URI baseUrl, List<String> scopes) {
  static final Field<String> CLIENT_ID =
      Field.required(
          "client_id", FieldTypes.text(100), "The app's client id, under Basic Information.");
  static final Field<Secret> CLIENT_SECRET =
      Field.required(
          "client_secret", FieldTypes.SECRET, "The app's client secret, on the same page.");
  static final ConfigSpec SPEC = ConfigSpec.of(CLIENT_ID, CLIENT_SECRET).with(SlackApp::check);

  static final Field<Boolean> PEOPLE =
      Field.withDefault(
          "people",
          FieldTypes.BOOLEAN,
          false,
          "With oauth: may look people up by e-mail address and write to them, for channel: { user: … }.");
  static final Field<Boolean> PUBLIC_CHANNELS =
      Field.withDefault(
          "public_channels",
          FieldTypes.BOOLEAN,
          false,
          "With oauth: may post to public channels that the bot was not invited to.");
  static final Field<Boolean> PRIVATE_CHANNELS =
      Field.withDefault(
          "private_channels",
          FieldTypes.BOOLEAN,
          false,
          "With oauth: may list the private channels that the bot is in, for choosing one. Posting there needs no switch.");

  /// What every connection asks for.
  static final List<String> SCOPES = List.of("chat:write", "channels:read");

  /// What each switch adds.
  static final Map<Field<Boolean>, List<String>> SCOPES_OF_SWITCHES =
      Map.of(
          PEOPLE, List.of("users:read", "users:read.email", "im:write"),
          PUBLIC_CHANNELS, List.of("chat:write.public"),
          PRIVATE_CHANNELS, List.of("groups:read"));

  private static final List<Field<Boolean>> SWITCHES =
      List.of(PEOPLE, PUBLIC_CHANNELS, PRIVATE_CHANNELS);
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  SlackApp {
    requireNonNull(clientId);
    requireNonNull(clientSecret);
    scopes = List.copyOf(scopes);
  }

  /// @param oauth what stands under `oauth` in the destination
  static SlackApp of(Config destination, Config oauth) {
    List<String> scopes = new ArrayList<>(SCOPES);
    SWITCHES.stream()
        .filter(destination::get)
        .forEach(it -> scopes.addAll(SCOPES_OF_SWITCHES.getOrDefault(it, List.of())));
    return new SlackApp(
        oauth.get(CLIENT_ID),
        oauth.get(CLIENT_SECRET),
        destination.get(SlackDestinationType.BASE_URL),
        scopes);
  }

  /// The keys of the switches that are on.
  static List<String> switchesOn(Config destination) {
    return SWITCHES.stream().filter(destination::get).map(Field::key).toList();
  }

  private static void check(Config config, ConfigReader reader) {
    if (!config.get(CLIENT_ID).matches("[0-9A-Za-z._-]+")) {
      reader.error(
          config.at(), "invalid_client_id", "\"client_id\" looks like 1234567890.1234567890");
    }
    if (!config.get(CLIENT_SECRET).reveal().matches("[!-~]+")) {
      reader.error(
          config.at(),
          "invalid_client_secret",
          "\"client_secret\" holds a blank or a character that no client secret has");
    }
  }

  /// Slack's page where a person consents, beside its API: `https://slack.com/oauth/v2/authorize`.
  URI consentPage(URI redirect, String state) {
    String root = baseUrl.toString().replaceAll("/+$", "").replaceAll("/api$", "");
    Map<String, String> query = new TreeMap<>();
    query.put("client_id", clientId);
    query.put("scope", String.join(",", scopes));
    query.put("state", state);
    query.put("redirect_uri", redirect.toString());
    return URI.create(root + "/oauth/v2/authorize?" + encoded(query));
  }

  /// Calls `oauth.v2.access`, the one method that is called as the app and not with a token.
  HttpSender.Answer access(HttpSender http, Map<String, String> form)
      throws EgressRefusedException, HttpSendException {
    URI url = URI.create(baseUrl.toString().replaceAll("/+$", "") + "/oauth.v2.access");
    String client = clientId + ":" + clientSecret.reveal();
    String basic = Base64.getEncoder().encodeToString(client.getBytes(StandardCharsets.UTF_8));
    Map<String, String> headers =
        Map.of(
            "Authorization", "Basic " + basic, "Content-Type", "application/x-www-form-urlencoded");
    return http.send(HttpSender.Request.post(url, headers, encoded(new TreeMap<>(form)), TIMEOUT));
  }

  private static String encoded(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(it -> it.getKey() + "=" + URLEncoder.encode(it.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
