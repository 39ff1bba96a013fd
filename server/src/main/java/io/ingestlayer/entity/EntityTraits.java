package io.ingestlayer.entity;

import io.ingestlayer.event.Value;
import java.util.Collection;
import java.util.Map;

/// The traits of entities, for the hot path: through a bounded cache that sees every write of this node at once.
public interface EntityTraits {

  /// The traits of those that exist, by external id; at most one round trip to the database for all.
  Map<String, Value.Obj> traits(String kind, Collection<String> externalIds);
}
