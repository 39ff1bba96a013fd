package io.ingestlayer.expression;

import static io.ingestlayer.expression.Samples.NOW;
import static io.ingestlayer.expression.Samples.evaluate;
import static io.ingestlayer.expression.Samples.event;
import static io.ingestlayer.expression.Samples.object;
import static io.ingestlayer.expression.Samples.shown;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import org.junit.jupiter.api.Test;

class ScopeTest {
  private static final Event EVENT = event("{\"plan\":\"free\",\"id\":1,\"payload\":2}");

  @Test
  void each_root_holds_what_was_learned_under_it() {
    Scope scope = learned();

    assertThat(evaluate("$entity.user.plan", scope)).isEqualTo(Value.of("pro"));
    assertThat(evaluate("$entity.company.size", scope)).isEqualTo(Value.of(3));
    assertThat(evaluate("$enrich.person.name", scope)).isEqualTo(Value.of("Ada"));
    assertThat(evaluate("$classify.intent", scope)).isEqualTo(Value.of("buy"));
    assertThat(evaluate("$summarize", scope)).isEqualTo(Value.of("short"));
    assertThat(evaluate("$translate", scope)).isEqualTo(Value.of("kurz"));
    assertThat(evaluate("$context.severity", scope)).isEqualTo(Value.of("low"));
    assertThat(evaluate("$limit.value", scope)).isEqualTo(Value.of(9));
    assertThat(shown(scope.output())).isEqualTo("{\"a\":1}");
  }

  @Test
  void a_scope_is_not_changed_by_what_is_learned_later() {
    Scope before = Scope.of(EVENT, NOW);

    Scope after = before.withContext(object("{\"a\":1}"));

    assertThat(before.root("context")).isEqualTo(Value.Absent.ABSENT);
    assertThat(before.snapshot()).isEqualTo(Value.Obj.EMPTY);
    assertThat(after.withContext(object("{\"b\":2}")).root("context"))
        .isEqualTo(object("{\"b\":2}"));
  }

  @Test
  void what_was_learned_can_be_stored_and_restored() {
    Scope scope = learned();

    String stored = Json.write(scope.snapshot());
    Scope restored = Scope.restore(EVENT, NOW, Json.parseObject(stored));

    assertThat(stored).doesNotContain("free");
    assertThat(restored.snapshot()).isEqualTo(scope.snapshot());
    assertThat(restored.output()).isEqualTo(scope.output());
    assertThat(evaluate("$event.plan + $entity.user.plan", restored))
        .isEqualTo(Value.of("freepro"));
  }

  @Test
  void there_are_no_other_roots() {
    assertThat(learned().root("output")).isEqualTo(Value.Absent.ABSENT);
    assertThat(learned().root("nothing")).isEqualTo(Value.Absent.ABSENT);
    assertThat(learned().root("event").get("payload").get("plan")).isEqualTo(Value.of("free"));
  }

  @Test
  void the_envelope_hides_payload_fields_of_its_names_and_says_which() {
    assertThat(EventFields.hidden(EVENT.payload().tree())).containsExactly("id", "payload");
    assertThat(evaluate("starts_with($event.id, 'evt_')", Scope.of(EVENT, NOW)))
        .isEqualTo(Value.Bool.TRUE);
    assertThat(evaluate("$event.payload.payload", Scope.of(EVENT, NOW))).isEqualTo(Value.of(2));
  }

  private static Scope learned() {
    return Scope.of(EVENT, NOW)
        .withEntity("user", object("{\"plan\":\"basic\"}"))
        .withEntity("company", object("{\"size\":3}"))
        .withEntity("user", object("{\"plan\":\"pro\"}"))
        .withEnrichment("person", object("{\"name\":\"Ada\"}"))
        .withClassification("intent", Value.of("buy"))
        .withSummary(Value.of("short"))
        .withTranslation(Value.of("kurz"))
        .withContext(object("{\"severity\":\"low\"}"))
        .withLimit(object("{\"value\":9}"))
        .withOutput(object("{\"a\":1}"));
  }
}
