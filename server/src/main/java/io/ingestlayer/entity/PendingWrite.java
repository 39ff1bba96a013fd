package io.ingestlayer.entity;

import io.ingestlayer.event.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The updates of one entity in a batch, folded in their order onto what is stored.
///
/// @param last the entity as it is to be stored; null when every update was refused
/// @param results one for each update
record PendingWrite(@Nullable Entity last, List<EntityResult> results) {

  /// @param stored what the updates come to; null when there is nothing yet
  static PendingWrite fold(
      EntityKey key, @Nullable Entity stored, List<Value.Obj> updates, Instant now) {
    Entity current = stored;
    boolean written = false;
    List<EntityResult> results = new ArrayList<>(updates.size());
    for (Value.Obj update : updates) {
      Value.Obj traits = current == null ? update : TraitsMerge.merge(current.traits(), update);
      EntityResult.Refused refused = EntityLimits.refusal(traits);
      if (refused != null) {
        results.add(refused);
        continue;
      }
      boolean created = current == null;
      current = written(key, current, traits, now);
      written = true;
      results.add(created ? new EntityResult.Created(current) : new EntityResult.Merged(current));
    }
    return new PendingWrite(written ? current : null, results);
  }

  private static Entity written(
      EntityKey key, @Nullable Entity before, Value.Obj traits, Instant now) {
    if (before == null) {
      return new Entity(key, traits, now, now, 1);
    }
    Instant lastSeen = before.lastSeen().isAfter(now) ? before.lastSeen() : now;
    return new Entity(key, traits, before.firstSeen(), lastSeen, before.revision() + 1);
  }
}
