package io.ingestlayer.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresEntitiesTest {
  private static final Instant MONDAY = Instant.parse("2026-01-05T09:00:00Z");
  private static final Instant TUESDAY = Instant.parse("2026-01-06T09:00:00Z");

  private final CoreDatabase core = CoreDatabase.create();
  private final Entities entities = new PostgresEntities(core.database(), 1);

  @AfterEach
  void close() {
    core.close();
  }

  @Test
  void what_was_not_known_is_created_and_then_merged() {
    EntityResult first = entities.upsert("customer", "c1", obj("{\"plan\":\"free\"}"), MONDAY);
    EntityResult second = entities.upsert("customer", "c1", obj("{\"csm\":\"Ada\"}"), TUESDAY);

    assertThat(first)
        .isEqualTo(new EntityResult.Created(entity("{\"plan\":\"free\"}", MONDAY, MONDAY, 1)));
    assertThat(second)
        .isEqualTo(
            new EntityResult.Merged(
                entity("{\"plan\":\"free\",\"csm\":\"Ada\"}", MONDAY, TUESDAY, 2)));
    assertThat(entities.get(new EntityKey("customer", "c1")))
        .contains(entity("{\"plan\":\"free\",\"csm\":\"Ada\"}", MONDAY, TUESDAY, 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":1}           | {\"b\":2}             | {\"a\":1,\"b\":2}",
        "{\"a\":{\"x\":1}}   | {\"a\":{\"y\":2}}     | {\"a\":{\"x\":1,\"y\":2}}",
        "{\"a\":{\"x\":{\"k\":1}}} | {\"a\":{\"x\":{\"l\":2}}} | {\"a\":{\"x\":{\"l\":2}}}",
        "{\"a\":{\"x\":1}}   | {\"a\":[1]}           | {\"a\":[1]}",
        "{\"a\":[1,2]}       | {\"a\":[3]}           | {\"a\":[3]}",
        "{\"a\":1}           | {\"a\":{\"x\":1}}     | {\"a\":{\"x\":1}}",
        "{\"a\":1}           | {\"a\":null}          | {\"a\":null}",
        "{\"a\":{\"x\":1}}   | {\"a\":null}          | {\"a\":null}",
        "{\"a\":{\"x\":1}}   | {\"a\":{\"x\":null}}  | {\"a\":{\"x\":null}}",
        "{\"n\":1.00}        | {\"m\":9007199254740993} | {\"n\":1.00,\"m\":9007199254740993}",
        "{\"s\":\"a\\u0000b\"} | {\"t\":1}           | {\"s\":\"a\\u0000b\",\"t\":1}"
      })
  void traits_merge_one_level_deep(String before, String more, String after) {
    entities.upsert("customer", "c1", obj(before), MONDAY);

    entities.upsert("customer", "c1", obj(more), MONDAY);

    Value.Obj stored = entities.get(new EntityKey("customer", "c1")).orElseThrow().traits();
    assertThat(Json.write(stored)).isEqualTo(after);
  }

  @Test
  void an_earlier_time_does_not_take_last_seen_back() {
    entities.upsert("customer", "c1", obj("{}"), TUESDAY);

    EntityResult late = entities.upsert("customer", "c1", obj("{\"a\":1}"), MONDAY);

    assertThat(late).isEqualTo(new EntityResult.Merged(entity("{\"a\":1}", TUESDAY, TUESDAY, 2)));
    assertThat(entities.get(new EntityKey("customer", "c1")))
        .contains(entity("{\"a\":1}", TUESDAY, TUESDAY, 2));
  }

  @Test
  void a_batch_answers_in_its_order_and_leaves_out_what_is_refused() {
    entities.upsert("customer", "old", obj("{\"n\":0}"), MONDAY);

    List<EntityResult> results =
        entities.batch(
            List.of(
                EntityUpdate.of("customer", "new", obj("{\"a\":1}")),
                EntityUpdate.of("no kind", "x", obj("{}")),
                EntityUpdate.of("customer", "old", obj("{\"n\":1}")),
                EntityUpdate.of("customer", "new", obj("{\"b\":2}")),
                EntityUpdate.of("customer", "huge", obj(letters(70_000)))),
            TUESDAY);

    assertThat(results.get(0)).isInstanceOf(EntityResult.Created.class);
    assertThat(results.get(1)).matches(it -> code(it).equals("invalid_kind"));
    assertThat(results.get(2)).isInstanceOf(EntityResult.Merged.class);
    assertThat(results.get(3)).isInstanceOf(EntityResult.Merged.class);
    assertThat(results.get(4)).matches(it -> code(it).equals("traits_too_large"));
    Entity twice = entities.get(new EntityKey("customer", "new")).orElseThrow();
    assertThat(Json.write(twice.traits())).isEqualTo("{\"a\":1,\"b\":2}");
    assertThat(twice.revision()).isEqualTo(2);
    assertThat(entities.get(new EntityKey("customer", "huge"))).isEmpty();
  }

  @Test
  void a_merge_that_would_be_too_large_leaves_what_was_there() {
    entities.upsert("customer", "c1", obj(letters(40_000)), MONDAY);

    EntityResult result =
        entities.upsert(
            "customer", "c1", Value.object().put("b", "y".repeat(40_000)).build(), TUESDAY);

    assertThat(code(result)).isEqualTo("traits_too_large");
    Entity stored = entities.get(new EntityKey("customer", "c1")).orElseThrow();
    assertThat(stored.revision()).isEqualTo(1);
    assertThat(stored.lastSeen()).isEqualTo(MONDAY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1a", "a b", "a-b", "ä", "a.b"})
  void a_kind_is_a_word(String kind) {
    assertThat(code(entities.upsert(kind, "c1", obj("{}"), MONDAY))).isEqualTo("invalid_kind");
  }

  @Test
  void an_external_id_is_short_text_that_can_be_stored() {
    assertThat(entities.upsert("user", "ü".repeat(255), obj("{}"), MONDAY))
        .isInstanceOf(EntityResult.Created.class);

    for (String id : List.of("", "x".repeat(256), "a\u0000b", "a\ud800b")) {
      assertThat(code(entities.upsert("user", id, obj("{}"), MONDAY)))
          .isEqualTo("invalid_external_id");
      assertThat(entities.get(new EntityKey("user", id))).isEmpty();
      assertThat(entities.delete(new EntityKey("user", id))).isFalse();
    }
  }

  @Test
  void a_patch_needs_one_that_is_there() {
    EntityResult missing = entities.patch(EntityUpdate.of("user", "u1", obj("{\"a\":1}")), MONDAY);
    entities.upsert("user", "u1", obj("{\"a\":{\"x\":1}}"), MONDAY);
    EntityResult merged =
        entities.patch(EntityUpdate.of("user", "u1", obj("{\"a\":{\"y\":2}}")), TUESDAY);

    assertThat(missing).isEqualTo(new EntityResult.Missing());
    assertThat(merged).isInstanceOf(EntityResult.Merged.class);
    assertThat(Json.write(entities.get(new EntityKey("user", "u1")).orElseThrow().traits()))
        .isEqualTo("{\"a\":{\"x\":1,\"y\":2}}");
  }

  @Test
  void what_was_deleted_is_new_again() {
    entities.upsert("user", "u1", obj("{\"a\":1}"), MONDAY);

    boolean deleted = entities.delete(new EntityKey("user", "u1"));
    boolean again = entities.delete(new EntityKey("user", "u1"));
    EntityResult result = entities.upsert("user", "u1", obj("{\"b\":1}"), TUESDAY);

    assertThat(deleted).isTrue();
    assertThat(again).isFalse();
    assertThat(result).isInstanceOf(EntityResult.Created.class);
  }

  @Test
  void a_list_goes_on_where_it_ended() {
    for (String id : List.of("a1", "a2", "a3", "b1")) {
      entities.upsert("user", id, obj("{}"), MONDAY);
      entities.upsert("device", id, obj("{}"), MONDAY);
    }

    List<Entity> first = entities.list(EntityFilter.all(3));
    List<Entity> rest = entities.list(new EntityFilter(null, "", first.getLast().key(), 250));
    List<Entity> some = entities.list(new EntityFilter("user", "a", null, 2));
    List<Entity> more = entities.list(new EntityFilter("user", "a", some.getLast().key(), 2));

    assertThat(first).extracting(it -> it.key().externalId()).containsExactly("a1", "a2", "a3");
    assertThat(rest)
        .extracting(it -> it.key().kind() + " " + it.key().externalId())
        .containsExactly("device b1", "user a1", "user a2", "user a3", "user b1");
    assertThat(some).extracting(it -> it.key().externalId()).containsExactly("a1", "a2");
    assertThat(more).extracting(it -> it.key().externalId()).containsExactly("a3");
  }

  @Test
  void no_write_of_many_at_once_is_lost() throws Exception {
    int writers = 8;
    int rounds = 25;
    List<Future<?>> running = new ArrayList<>();

    try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
      for (int writer = 0; writer < writers; writer++) {
        String name = "w" + writer;
        running.add(
            threads.submit(() -> {
              for (int round = 0; round < rounds; round++) {
                Value.Obj traits =
                    Value.object()
                        .put("of", Value.object().put(name + "_" + round, true).build())
                        .build();
                entities.batch(
                    List.of(
                        EntityUpdate.of("user", round % 2 == 0 ? "a" : "b", traits),
                        EntityUpdate.of("user", round % 2 == 0 ? "b" : "a", traits),
                        EntityUpdate.of("user", name + "_" + round, traits)),
                    MONDAY);
              }
            }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    }

    Entity a = entities.get(new EntityKey("user", "a")).orElseThrow();
    assertThat(a.revision()).isEqualTo((long) writers * rounds);
    assertThat(a.traits().get("of"))
        .isInstanceOfSatisfying(
            Value.Obj.class, it -> assertThat(it.members()).hasSize(writers * rounds));
  }

  private static Entity entity(String traits, Instant first, Instant last, long revision) {
    return new Entity(new EntityKey("customer", "c1"), obj(traits), first, last, revision);
  }

  private static Value.Obj obj(String json) {
    return Json.parseObject(json);
  }

  private static String letters(int count) {
    return "{\"a\":\"" + "x".repeat(count) + "\"}";
  }

  private static String code(EntityResult result) {
    return result instanceof EntityResult.Refused refused ? refused.code() : "";
  }
}
