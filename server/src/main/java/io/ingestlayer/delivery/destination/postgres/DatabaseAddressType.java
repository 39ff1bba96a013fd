package io.ingestlayer.delivery.destination.postgres;

import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.FieldType;
import io.ingestlayer.component.FieldTypes;
import io.ingestlayer.component.Node;
import io.ingestlayer.component.Secret;
import org.jspecify.annotations.Nullable;

/// A secret that is the address of a database, checked where it is read; no error shows it.
record DatabaseAddressType() implements FieldType<DatabaseAddress> {

  @Override
  public String name() {
    return FieldTypes.SECRET.name();
  }

  @Override
  public @Nullable DatabaseAddress read(Node node, ConfigReader reader) {
    Secret secret = FieldTypes.SECRET.read(node, reader);
    if (secret == null) {
      return null;
    }
    try {
      return DatabaseAddress.parse(secret.reveal());
    } catch (IllegalArgumentException e) {
      reader.error(node.at(), "invalid_database_url", String.valueOf(e.getMessage()));
      return null;
    }
  }
}
