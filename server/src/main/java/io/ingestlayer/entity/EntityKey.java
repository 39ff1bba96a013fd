package io.ingestlayer.entity;

import static java.util.Objects.requireNonNull;

/// Names an entity: what kind of thing it is, and what its owner calls it.
public record EntityKey(String kind, String externalId) implements Comparable<EntityKey> {

  public EntityKey {
    requireNonNull(kind);
    requireNonNull(externalId);
  }

  /// The order in which rows are locked, so that two writers cannot wait for each other.
  @Override
  public int compareTo(EntityKey other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : externalId.compareTo(other.externalId);
  }
}
