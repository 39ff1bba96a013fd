package io.ingestlayer.entity;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.Value;

/// What somebody says of an entity; not checked yet.
public record EntityUpdate(EntityKey key, Value.Obj traits) {

  public EntityUpdate {
    requireNonNull(key);
    requireNonNull(traits);
  }

  public static EntityUpdate of(String kind, String externalId, Value.Obj traits) {
    return new EntityUpdate(new EntityKey(kind, externalId), traits);
  }
}
