package io.ingestlayer.entity;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.Value;
import java.time.Instant;

/// What is known of one customer, user or device.
///
/// @param firstSeen when it was first written; never changes
/// @param lastSeen the latest time it was written with
/// @param revision counts the writes, from 1
public record Entity(
    EntityKey key, Value.Obj traits, Instant firstSeen, Instant lastSeen, long revision) {

  public Entity {
    requireNonNull(key);
    requireNonNull(traits);
    requireNonNull(firstSeen);
    requireNonNull(lastSeen);
  }
}
