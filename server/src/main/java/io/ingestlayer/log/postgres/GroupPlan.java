package io.ingestlayer.log.postgres;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.event.EventIds;
import io.ingestlayer.event.Offset;
import io.ingestlayer.log.AppendResult;
import io.ingestlayer.log.IdempotencyKey;
import io.ingestlayer.log.NewEvent;
import io.ingestlayer.log.postgres.PostgresKeyClaims.Claim;
import io.ingestlayer.log.postgres.PostgresKeyClaims.Holder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What a group will do, as far as it can be said without the database: an id for each event that may be stored, and one
/// claim for each distinct key. The first event of a key is the one it is claimed for; later ones are its repeats.
final class GroupPlan {
  private final List<NewEvent> events;
  private final EventId[] ids;
  private final Instant receivedAt;
  private final Map<UUID, Claim> claims = new HashMap<>();

  private GroupPlan(List<NewEvent> events, Instant receivedAt) {
    this.events = events;
    this.ids = new EventId[events.size()];
    this.receivedAt = receivedAt;
  }

  static GroupPlan of(List<NewEvent> events, EventIds source, Instant receivedAt) {
    GroupPlan plan = new GroupPlan(events, receivedAt);
    for (int i = 0; i < plan.ids.length; i++) {
      EventId id = source.next(receivedAt);
      plan.ids[i] = id;
      IdempotencyKey key = events.get(i).key();
      if (key != null) {
        Instant expiresAt = receivedAt.plus(key.window());
        plan.claims.putIfAbsent(key.hash(), new Claim(key.hash(), id, key.bodyHash(), expiresAt));
      }
    }
    return plan;
  }

  /// Distinct, and in the order in which keys are claimed.
  List<Claim> claims() {
    if (claims.isEmpty()) {
      return List.of();
    }
    List<Claim> sorted = new ArrayList<>(claims.values());
    sorted.sort(Comparator.comparing(Claim::key, PostgresKeyClaims::order));
    return sorted;
  }

  /// How many events are stored when these keys stand for others already.
  int storedWith(Map<UUID, Holder> holders) {
    int stored = 0;
    for (int i = 0; i < ids.length; i++) {
      if (isStored(i, holders)) {
        stored++;
      }
    }
    return stored;
  }

  private boolean isStored(int i, Map<UUID, Holder> holders) {
    IdempotencyKey key = events.get(i).key();
    return key == null
        || (!holders.containsKey(key.hash())
            && requireNonNull(claims.get(key.hash())).event().equals(ids[i]));
  }

  /// The results and the stored events, the first of them at that offset.
  WrittenGroup written(Map<UUID, Holder> holders, Offset first) {
    List<AppendResult> results = new ArrayList<>(ids.length);
    List<Event> stored = new ArrayList<>(ids.length);
    for (int i = 0; i < ids.length; i++) {
      NewEvent event = events.get(i);
      if (isStored(i, holders)) {
        Event now =
            event(event, ids[i], new Offset(first.partition(), first.position() + stored.size()));
        stored.add(now);
        results.add(new AppendResult.Stored(now));
      } else {
        results.add(repeat(requireNonNull(event.key()), holders));
      }
    }
    return new WrittenGroup(results, stored);
  }

  private AppendResult repeat(IdempotencyKey key, Map<UUID, Holder> holders) {
    Holder holder = holders.get(key.hash());
    if (holder == null) {
      Claim claim = requireNonNull(claims.get(key.hash()));
      holder = new Holder(claim.event(), claim.bodyHash());
    }
    return holder.bodyHash().equals(key.bodyHash())
        ? new AppendResult.Duplicate(holder.event())
        : new AppendResult.Conflict(holder.event());
  }

  private Event event(NewEvent event, EventId id, Offset offset) {
    Instant occurredAt = event.occurredAt();
    return new Event(
        id,
        offset,
        event.type(),
        event.sourceId(),
        receivedAt,
        occurredAt == null ? receivedAt : occurredAt.truncatedTo(ChronoUnit.MILLIS),
        event.payload());
  }
}
