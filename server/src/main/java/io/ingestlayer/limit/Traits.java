package io.ingestlayer.limit;

import io.ingestlayer.event.Value;
import java.util.Collection;
import java.util.Map;

/// Where the traits of entities come from, for thresholds that depend on them.
public interface Traits {
  Traits NONE = (_, _) -> Map.of();

  /// The traits of those that exist, by external id; at most one round trip for all.
  Map<String, Value.Obj> find(String kind, Collection<String> externalIds);
}
