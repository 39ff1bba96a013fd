package io.ingestlayer.delivery.destination.webhook;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.FieldTypes;
import io.ingestlayer.component.Secret;
import io.ingestlayer.platform.http.ClientTls;
import java.util.Optional;

/// Who we say we are by TLS, and whom we trust to be the receiver, as it is configured.
final class WebhookTls {
  private static final Field<Secret> CERTIFICATE =
      Field.optional(
          "certificate",
          FieldTypes.SECRET,
          "PEM of the certificate that is presented, and of those above it behind it. Goes with key.");
  private static final Field<Secret> KEY =
      Field.optional(
          "key",
          FieldTypes.SECRET,
          "PEM of its private key, PKCS#8 without a passphrase: RSA, EC or Ed25519.");
  private static final Field<Secret> CA =
      Field.optional(
          "ca",
          FieldTypes.SECRET,
          "PEM of the authorities that the receiver's certificate must come from; without it, those that Java trusts.");

  static final ConfigSpec SPEC = ConfigSpec.of(CERTIFICATE, KEY, CA).with(WebhookTls::check);

  private WebhookTls() {}

  private static void check(Config config, ConfigReader reader) {
    boolean hasKey = config.find(KEY).isPresent();
    if (config.find(CERTIFICATE).isPresent() != hasKey) {
      reader.error(config.at(), "certificate_and_key", "\"certificate\" and \"key\" go together");
      return;
    }
    if (!hasKey && config.find(CA).isEmpty()) {
      reader.error(
          config.at(),
          "certificate_and_key",
          "\"tls\" takes certificate and key, ca, or all three");
      return;
    }
    try {
      of(config);
    } catch (IllegalArgumentException e) {
      reader.error(config.at(), "invalid_tls", String.valueOf(e.getMessage()));
    }
  }

  /// @throws IllegalArgumentException when something of it cannot be used; the message may be shown
  static ClientTls of(Config tls) {
    Optional<String> ca = tls.find(CA).map(Secret::reveal);
    Optional<String> certificate = tls.find(CERTIFICATE).map(Secret::reveal);
    return certificate.isPresent()
        ? ClientTls.presenting(certificate.get(), tls.get(KEY).reveal(), ca.orElse(null))
        : ClientTls.trusting(ca.orElseThrow());
  }
}
