package io.ingestlayer.expression;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.event.Value;
import io.ingestlayer.testkit.seed.Gen;
import io.ingestlayer.testkit.seed.JsonTexts;
import io.ingestlayer.testkit.seed.Numbers;
import io.ingestlayer.testkit.seed.Seeds;
import io.ingestlayer.testkit.seed.Strings;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What holds for expressions and events by chance: an answer, always, bounded, and the same again.
class ExpressionPropertiesTest {
  private static final JsonLimits WIDE =
      new JsonLimits(200, 10_000, 100_000, 10_000, 300_000, 2_000, 2_000);

  @Test
  void a_well_formed_expression_always_answers() {
    Seeds.forAll(
        3_000,
        random -> new Round(ExpressionTexts.valid(4).from(random), SCOPES.from(random)),
        round -> holds(Expression.parse(round.source()), round.scope()));
  }

  @Test
  void any_text_is_refused_or_answers() {
    Seeds.forAll(
        5_000,
        random -> new Round(ExpressionTexts.loose().from(random), SCOPES.from(random)),
        round -> {
          Expression expression;
          try {
            expression = Expression.parse(round.source());
          } catch (ExpressionException e) {
            assertThat(e.position()).isBetween(0, round.source().length());
            return;
          }
          holds(expression, round.scope());
        });
  }

  @Test
  void any_text_is_refused_as_a_template_or_renders() {
    Seeds.forAll(
        2_000,
        random -> new Round(template(random), SCOPES.from(random)),
        round -> {
          TextTemplate template;
          try {
            template = TextTemplate.parse(round.source());
          } catch (ExpressionException e) {
            assertThat(e.position()).isBetween(0, round.source().length());
            return;
          }
          String text = template.render(round.scope(), new Notes());
          assertThat(text).hasSizeLessThanOrEqualTo(Bounds.RESULT_MAX);
          assertThat(template.render(round.scope(), Notes.none())).isEqualTo(text);
        });
  }

  @Test
  void what_an_event_holds_comes_out_as_it_went_in() {
    Seeds.forAll(
        2_000,
        Gen.oneOf(Strings.hostile(), Strings.any(40), ExpressionTexts.loose()),
        hostile -> {
          Scope scope = Samples.scope(Json.write(Value.object().put("a", hostile).build()));

          assertThat(TextTemplate.parse("<$event.a>{{ $event.a }}").render(scope, Notes.none()))
              .isEqualTo("<" + hostile + ">" + hostile);
        });
  }

  private static void holds(Expression expression, Scope scope) {
    Notes notes = new Notes();
    Value answer = expression.evaluate(scope, notes);
    boolean test = expression.test(scope, Notes.none());

    assertThat(test).isEqualTo(answer == Value.Bool.TRUE);
    assertThat(expression.evaluate(scope, Notes.none())).isEqualTo(answer);
    assertThat(notes.remarks()).hasSizeLessThanOrEqualTo(8);
    if (answer != Value.Absent.ABSENT) {
      assertThat(Json.parse(Json.write(answer), WIDE)).isEqualTo(answer);
    }
  }

  private static String template(Random random) {
    StringBuilder text = new StringBuilder();
    for (int left = 1 + random.nextInt(5); left > 0; left--) {
      text.append(
          switch (random.nextInt(4)) {
            case 0 -> "{{ " + ExpressionTexts.valid(2).from(random) + " }}";
            case 1 -> "{{" + ExpressionTexts.loose().from(random) + "}}";
            case 2 -> ExpressionTexts.loose().from(random);
            default -> Strings.any(10).from(random);
          });
    }
    return text.toString();
  }

  private static final Gen<Scope> SCOPES =
      random -> {
        Value.ObjBuilder payload = Value.object();
        for (String name : new String[] {"a", "b", "a.b", "type"}) {
          Gen<String> json =
              Gen.oneOf(
                  JsonTexts.valid(),
                  Numbers.json(),
                  Strings.any(30).map(ExpressionPropertiesTest::quoted));
          payload.put(name, Json.parse(json.from(random), WIDE));
        }
        return Samples.scope(Json.write(payload.build()))
            .withEntity("user", Value.object().put("plan", "pro").build())
            .withSummary(Value.of(Strings.hostile().from(random)));
      };

  private static String quoted(String text) {
    return Json.write(Value.of(text));
  }

  private record Round(String source, Scope scope) {
    @Override
    public String toString() {
      return source + "   for   " + scope.event().payload().text();
    }
  }
}
