package io.ingestlayer.entity;

import io.ingestlayer.event.Value;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The entities as they are stored. Any thread may call it; each call is one transaction, committed when it returns.
///
/// Traits deep-merge one level: a member that is an object on both sides is merged member by member, any other is
/// replaced, an explicit null is kept. Two writers of one entity wait for each other; neither's members are lost.
public interface Entities {
  int BATCH_MAX = 500;

  /// Creates it or merges the traits into it: `Created`, `Merged` or `Refused`.
  EntityResult upsert(EntityUpdate update, Instant now);

  /// Writes all in one transaction and answers each in its order. A refused one is left out and does not stop the others;
  /// the same entity twice is written twice, in order.
  ///
  /// @param updates 1 to 500
  List<EntityResult> batch(List<EntityUpdate> updates, Instant now);

  /// Merges the traits into one that exists: `Merged`, `Missing` or `Refused`.
  EntityResult patch(EntityUpdate update, Instant now);

  Optional<Entity> get(EntityKey key);

  /// Those that exist, by external id, in one query.
  Map<String, Entity> find(String kind, Collection<String> externalIds);

  /// Forgets it; false when it was not known.
  boolean delete(EntityKey key);

  List<Entity> list(EntityFilter filter);

  default EntityResult upsert(String kind, String externalId, Value.Obj traits, Instant now) {
    return upsert(EntityUpdate.of(kind, externalId, traits), now);
  }
}
