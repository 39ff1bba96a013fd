package io.ingestlayer.delivery.destination.webhook;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.FieldTypes;
import io.ingestlayer.component.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// What is said in `Authorization`: a bearer token, or a user and a password (RFC 7617).
///
/// @param header the value of the header
/// @param told what it is made of and must be seen nowhere either
record WebhookAuth(Secret header, Secret told) {
  private static final int TEXT_MAX = 8 * 1024;

  private static final Field<Secret> BEARER =
      Field.optional("bearer", FieldTypes.SECRET, "A token, sent as `Authorization: Bearer …`.");
  private static final Field<String> USER =
      Field.required("user", FieldTypes.text(200), "The user's name, without a colon.");
  private static final Field<Secret> PASSWORD =
      Field.required("password", FieldTypes.SECRET, "The password.");
  private static final Field<Config> BASIC =
      Field.optional(
          "basic",
          FieldTypes.mapping(ConfigSpec.of(USER, PASSWORD).with(WebhookAuth::checkBasic)),
          "{ user, password }, sent as `Authorization: Basic …`.");

  static final ConfigSpec SPEC = ConfigSpec.of(BEARER, BASIC).with(WebhookAuth::check);

  private static void check(Config config, ConfigReader reader) {
    if (config.find(BEARER).isPresent() == config.find(BASIC).isPresent()) {
      reader.error(
          config.at(),
          "bearer_or_basic",
          "\"auth\" takes either bearer: a token, or basic: { user, password }; leave it out for neither");
    }
    if (config
        .find(BEARER)
        .filter(it -> !it.reveal().matches("[!-~]{1," + TEXT_MAX + "}"))
        .isPresent()) {
      reader.error(
          config.at(),
          "invalid_token",
          "\"bearer\" holds a blank or a character that no token has");
    }
  }

  private static void checkBasic(Config config, ConfigReader reader) {
    boolean isFit =
        !config.get(USER).contains(":")
            && (config.get(USER) + config.get(PASSWORD).reveal())
                .codePoints()
                .noneMatch(Character::isISOControl);
    if (!isFit || config.get(PASSWORD).reveal().length() > TEXT_MAX) {
      reader.error(
          config.at(),
          "invalid_basic",
          "the user has no colon in it, and neither user nor password a control character");
    }
  }

  static WebhookAuth of(Config auth) {
    Optional<Secret> token = auth.find(BEARER);
    if (token.isPresent()) {
      return new WebhookAuth(new Secret("Bearer " + token.get().reveal()), token.get());
    }
    Config basic = auth.find(BASIC).orElseThrow();
    String pair = basic.get(USER) + ":" + basic.get(PASSWORD).reveal();
    String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    return new WebhookAuth(new Secret("Basic " + encoded), basic.get(PASSWORD));
  }
}
