package io.ingestlayer.entity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.ingestlayer.event.Value;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/// Entities with their traits kept in memory, bounded by weight. Any thread may call it.
///
/// All writes of this node go through it, so a read that begins after a write has returned sees that write. What another
/// node writes is seen when the copy here is too old: 30 seconds for what exists, 5 for what does not.
public final class CachedEntities implements Entities, EntityTraits {
  private static final Duration FRESH = Duration.ofSeconds(30);
  private static final Duration ABSENT_FRESH = Duration.ofSeconds(5);
  private static final int STRIPES = 1 << 12;

  private final Entities stored;
  private final Cache<EntityKey, Known> cache;

  /// Counts the writes of the keys that fall on each stripe. A load that was overtaken by a write is not kept.
  private final AtomicLongArray writes = new AtomicLongArray(STRIPES);

  /// What is known of an entity; no traits: that it does not exist.
  private record Known(Value.@Nullable Obj traits) {}

  /// @param bytesMax roughly the memory that traits may take, such as 64 MiB
  public CachedEntities(Entities stored, long bytesMax, InstantSource clock) {
    this.stored = stored;
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(bytesMax)
            .<EntityKey, Known>weigher(CachedEntities::weight)
            .expireAfter(
                Expiry.<EntityKey, Known>creating(
                    (_, known) -> known.traits() == null ? ABSENT_FRESH : FRESH))
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.instant().toEpochMilli()))
            .executor(Runnable::run)
            .build();
  }

  @Override
  public Map<String, Value.Obj> traits(String kind, Collection<String> externalIds) {
    Map<String, Value.Obj> found = HashMap.newHashMap(externalIds.size());
    Set<String> misses = new LinkedHashSet<>();
    for (String id : externalIds) {
      EntityKey key = new EntityKey(kind, id);
      Known known = cache.getIfPresent(key);
      if (known == null) {
        if (EntityLimits.isPossible(key)) {
          misses.add(id);
        }
      } else if (known.traits() != null) {
        found.put(id, known.traits());
      }
    }
    if (!misses.isEmpty()) {
      load(kind, List.copyOf(misses), found);
    }
    return found;
  }

  private void load(String kind, List<String> ids, Map<String, Value.Obj> found) {
    long[] before = new long[ids.size()];
    for (int i = 0; i < before.length; i++) {
      before[i] = writes.get(stripe(new EntityKey(kind, ids.get(i))));
    }
    Map<String, Entity> loaded = stored.find(kind, ids);
    for (int i = 0; i < before.length; i++) {
      Entity entity = loaded.get(ids.get(i));
      if (entity != null) {
        found.put(ids.get(i), entity.traits());
      }
      keep(new EntityKey(kind, ids.get(i)), before[i], entity);
    }
  }

  /// Keeps what was loaded unless the entity was written since. The check and the put are one step to `forget`, which
  /// counts first and removes then: either it is seen here, or it removes what is put here.
  private void keep(EntityKey key, long writesBefore, @Nullable Entity loaded) {
    cache
        .asMap()
        .compute(
            key,
            (_, present) ->
                writes.get(stripe(key)) == writesBefore
                    ? new Known(loaded == null ? null : loaded.traits())
                    : present);
  }

  private void forget(EntityKey key) {
    writes.incrementAndGet(stripe(key));
    cache.invalidate(key);
  }

  private static int stripe(EntityKey key) {
    int hash = key.hashCode() * 0x9E3779B9;
    return (hash >>> 16) & (STRIPES - 1);
  }

  @Override
  public EntityResult upsert(EntityUpdate update, Instant now) {
    try {
      return stored.upsert(update, now);
    } finally {
      // Also when it failed: the answer to a commit may have been lost.
      forget(update.key());
    }
  }

  @Override
  public List<EntityResult> batch(List<EntityUpdate> updates, Instant now) {
    try {
      return stored.batch(updates, now);
    } finally {
      updates.forEach(it -> forget(it.key()));
    }
  }

  @Override
  public EntityResult patch(EntityUpdate update, Instant now) {
    try {
      return stored.patch(update, now);
    } finally {
      forget(update.key());
    }
  }

  @Override
  public boolean delete(EntityKey key) {
    try {
      return stored.delete(key);
    } finally {
      forget(key);
    }
  }

  @Override
  public Optional<Entity> get(EntityKey key) {
    return stored.get(key);
  }

  @Override
  public Map<String, Entity> find(String kind, Collection<String> externalIds) {
    return stored.find(kind, externalIds);
  }

  @Override
  public List<Entity> list(EntityFilter filter) {
    return stored.list(filter);
  }

  private static int weight(EntityKey key, Known known) {
    long keyBytes = 128 + 2L * key.externalId().length();
    long traitBytes = known.traits() == null ? 0 : weight(known.traits());
    return (int) Math.min(Integer.MAX_VALUE, keyBytes + traitBytes);
  }

  private static long weight(Value value) {
    return switch (value) {
      case Value.Absent _, Value.Null _, Value.Bool _ -> 8;
      case Value.Num number -> 96 + number.text().length();
      case Value.Text text -> 64 + 2L * text.value().length();
      case Value.Arr array ->
          48 + array.elements().stream().mapToLong(CachedEntities::weight).sum();
      case Value.Obj object ->
          96
              + object.members().entrySet().stream()
                  .mapToLong(it -> 96 + 2L * it.getKey().length() + weight(it.getValue()))
                  .sum();
    };
  }
}
