package io.ingestlayer.delivery.destination.webhook;

import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.FieldType;
import io.ingestlayer.component.FieldTypes;
import io.ingestlayer.component.Node;
import io.ingestlayer.component.Secret;
import org.jspecify.annotations.Nullable;

/// A secret that is a signing key, checked where it is read; no error shows it.
record SigningKeyType() implements FieldType<SigningKey> {

  @Override
  public String name() {
    return FieldTypes.SECRET.name();
  }

  @Override
  public @Nullable SigningKey read(Node node, ConfigReader reader) {
    Secret secret = FieldTypes.SECRET.read(node, reader);
    if (secret == null) {
      return null;
    }
    try {
      return SigningKey.of(secret);
    } catch (IllegalArgumentException e) {
      reader.error(node.at(), "invalid_signing_secret", String.valueOf(e.getMessage()));
      return null;
    }
  }
}
