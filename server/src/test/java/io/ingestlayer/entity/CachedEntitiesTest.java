package io.ingestlayer.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.testkit.clock.TurnableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CachedEntitiesTest {
  private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");

  private final CoreDatabase core = CoreDatabase.create();
  private final TurnableClock clock = TurnableClock.start();
  private final Watched stored = new Watched(new PostgresEntities(core.database(), 1));
  private final CachedEntities entities = new CachedEntities(stored, 1 << 20, clock);

  @AfterEach
  void close() {
    core.close();
  }

  @Test
  void all_misses_of_a_batch_are_one_query_and_hits_are_none() {
    stored.inner.upsert("user", "u1", obj("{\"plan\":\"free\"}"), NOW);
    stored.inner.upsert("user", "u2", obj("{\"plan\":\"pro\"}"), NOW);

    Map<String, Value.Obj> first = entities.traits("user", List.of("u1", "u2", "u3"));
    Map<String, Value.Obj> second = entities.traits("user", List.of("u3", "u1"));

    assertThat(first)
        .containsOnly(
            Map.entry("u1", obj("{\"plan\":\"free\"}")),
            Map.entry("u2", obj("{\"plan\":\"pro\"}")));
    assertThat(second).containsOnlyKeys("u1");
    assertThat(stored.finds).containsExactly(List.of("u1", "u2", "u3"));
  }

  @Test
  void a_write_is_seen_at_once_also_of_one_that_was_not_there() {
    assertThat(entities.traits("user", List.of("u1"))).isEmpty();

    entities.upsert("user", "u1", obj("{\"a\":1}"), NOW);
    Map<String, Value.Obj> created = entities.traits("user", List.of("u1"));
    entities.batch(List.of(EntityUpdate.of("user", "u1", obj("{\"a\":2}"))), NOW);
    Map<String, Value.Obj> merged = entities.traits("user", List.of("u1"));
    entities.patch(EntityUpdate.of("user", "u1", obj("{\"a\":3}")), NOW);
    Map<String, Value.Obj> patched = entities.traits("user", List.of("u1"));
    entities.delete(new EntityKey("user", "u1"));

    assertThat(created).containsEntry("u1", obj("{\"a\":1}"));
    assertThat(merged).containsEntry("u1", obj("{\"a\":2}"));
    assertThat(patched).containsEntry("u1", obj("{\"a\":3}"));
    assertThat(entities.traits("user", List.of("u1"))).isEmpty();
  }

  @Test
  void a_load_that_a_write_overtook_is_not_kept() {
    entities.upsert("user", "u1", obj("{\"a\":1}"), NOW);
    stored.afterFind = () -> entities.upsert("user", "u1", obj("{\"a\":2}"), NOW);

    Map<String, Value.Obj> racing = entities.traits("user", List.of("u1"));

    assertThat(racing).containsEntry("u1", obj("{\"a\":1}"));
    assertThat(entities.traits("user", List.of("u1"))).containsEntry("u1", obj("{\"a\":2}"));
  }

  @Test
  void what_another_node_wrote_is_seen_after_a_while() {
    entities.upsert("user", "u1", obj("{\"a\":1}"), NOW);
    entities.traits("user", List.of("u1", "u2"));
    stored.inner.upsert("user", "u1", obj("{\"a\":2}"), NOW);
    stored.inner.upsert("user", "u2", obj("{\"b\":1}"), NOW);

    Map<String, Value.Obj> atOnce = entities.traits("user", List.of("u1", "u2"));
    clock.turn(Duration.ofSeconds(6));
    Map<String, Value.Obj> soon = entities.traits("user", List.of("u1", "u2"));
    clock.turn(Duration.ofSeconds(31));
    Map<String, Value.Obj> later = entities.traits("user", List.of("u1", "u2"));

    assertThat(atOnce).containsOnly(Map.entry("u1", obj("{\"a\":1}")));
    assertThat(soon)
        .containsOnly(Map.entry("u1", obj("{\"a\":1}")), Map.entry("u2", obj("{\"b\":1}")));
    assertThat(later)
        .containsOnly(Map.entry("u1", obj("{\"a\":2}")), Map.entry("u2", obj("{\"b\":1}")));
  }

  @Test
  void an_id_that_cannot_be_is_absent_without_a_query() {
    assertThat(entities.traits("user", List.of("a\u0000b", "", "x".repeat(300)))).isEmpty();

    assertThat(stored.finds).isEmpty();
  }

  @Test
  void memory_is_bounded_by_weight() {
    Value.Obj large = Value.object().put("text", "x".repeat(30_000)).build();
    for (int i = 0; i < 40; i++) {
      stored.inner.upsert("user", "u" + i, large, NOW);
      entities.traits("user", List.of("u" + i));
    }
    stored.finds.clear();

    for (int i = 0; i < 40; i++) {
      entities.traits("user", List.of("u" + i));
    }

    assertThat(stored.finds).hasSizeGreaterThanOrEqualTo(20);
  }

  private static Value.Obj obj(String json) {
    return Json.parseObject(json);
  }

  /// The stored entities, with an eye on the look-ups.
  private static final class Watched implements Entities {
    final Entities inner;
    final List<List<String>> finds = new ArrayList<>();
    Runnable afterFind = () -> {};

    Watched(Entities inner) {
      this.inner = inner;
    }

    @Override
    public Map<String, Entity> find(String kind, Collection<String> externalIds) {
      finds.add(List.copyOf(externalIds));
      Map<String, Entity> found = inner.find(kind, externalIds);
      Runnable once = afterFind;
      afterFind = () -> {};
      once.run();
      return found;
    }

    @Override
    public EntityResult upsert(EntityUpdate update, Instant now) {
      return inner.upsert(update, now);
    }

    @Override
    public List<EntityResult> batch(List<EntityUpdate> updates, Instant now) {
      return inner.batch(updates, now);
    }

    @Override
    public EntityResult patch(EntityUpdate update, Instant now) {
      return inner.patch(update, now);
    }

    @Override
    public Optional<Entity> get(EntityKey key) {
      return inner.get(key);
    }

    @Override
    public boolean delete(EntityKey key) {
      return inner.delete(key);
    }

    @Override
    public List<Entity> list(EntityFilter filter) {
      return inner.list(filter);
    }
  }
}
