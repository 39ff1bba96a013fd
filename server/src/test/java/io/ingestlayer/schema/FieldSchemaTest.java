package io.ingestlayer.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldSchemaTest {
  private static final EventSchema LIMIT_REACHED =
      EventSchema.ofFields(
          List.of(
              new FieldRule("customer_id", FieldKind.STRING, false, List.of()),
              new FieldRule("metric", FieldKind.STRING, false, List.of("seats", "api-calls")),
              new FieldRule("used", FieldKind.NUMBER, false, List.of()),
              new FieldRule("plan", FieldKind.STRING, true, List.of())),
          false);

  private static List<SchemaViolation> check(EventSchema schema, String json) {
    return schema.check(Json.parseObject(json));
  }

  @Test
  void a_payload_as_declared_has_no_violations() {
    String payload =
        """
        {"customer_id": "c1", "metric": "seats", "used": 1.5, "more": [1]}
        """;

    assertThat(check(LIMIT_REACHED, payload)).isEmpty();
  }

  @Test
  void every_violation_names_its_field_and_has_a_code() {
    String payload =
        """
        {"metric": "disk", "used": "5", "plan": 7}
        """;

    assertThat(check(LIMIT_REACHED, payload))
        .containsExactly(
            new SchemaViolation("/customer_id", "required", "\"customer_id\" is missing"),
            new SchemaViolation("/metric", "enum", "expected one of seats, api-calls"),
            new SchemaViolation("/used", "type", "expected a number, found a string"),
            new SchemaViolation("/plan", "type", "expected a string, found a number"));
  }

  @Test
  void null_is_nothing_to_an_optional_field_and_a_wrong_type_to_a_required_one() {
    String payload =
        """
        {"customer_id": null, "metric": "seats", "used": 1, "plan": null}
        """;

    assertThat(check(LIMIT_REACHED, payload))
        .containsExactly(
            new SchemaViolation("/customer_id", "type", "expected a string, found null"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "STRING | \"x\" | true",
        "STRING | 1 | false",
        "STRING | {} | false",
        "INTEGER | 1 | true",
        "INTEGER | -1 | true",
        "INTEGER | 5.0 | true",
        "INTEGER | 5e3 | true",
        "INTEGER | 0e9 | true",
        "INTEGER | 0.00 | true",
        "INTEGER | 5.5 | false",
        "INTEGER | 5e-1 | false",
        "INTEGER | \"5\" | false",
        "INTEGER | 9007199254740993 | true",
        "INTEGER | 1e400 | true",
        "NUMBER | 1 | true",
        "NUMBER | 1.5 | true",
        "NUMBER | \"1.5\" | false",
        "NUMBER | true | false",
        "BOOLEAN | true | true",
        "BOOLEAN | false | true",
        "BOOLEAN | \"true\" | false",
        "BOOLEAN | 0 | false",
        "OBJECT | {} | true",
        "OBJECT | [] | false",
        "ARRAY | [] | true",
        "ARRAY | {} | false",
        "ANY | {} | true",
        "ANY | 1 | true"
      })
  void a_kind_takes_its_values_and_no_others(FieldKind kind, String json, boolean taken) {
    EventSchema schema =
        EventSchema.ofFields(List.of(new FieldRule("f", kind, false, List.of())), false);

    assertThat(check(schema, "{\"f\": " + json + "}").isEmpty()).isEqualTo(taken);
  }

  @Test
  void a_choice_of_numbers_is_compared_as_written() {
    EventSchema schema =
        EventSchema.ofFields(
            List.of(new FieldRule("n", FieldKind.NUMBER, false, List.of("1", "5"))), false);

    assertThat(check(schema, "{\"n\": 5}")).isEmpty();
    assertThat(check(schema, "{\"n\": 6}")).extracting("code").containsExactly("enum");
    assertThat(check(schema, "{\"n\": \"5\"}")).extracting("code").containsExactly("type");
  }

  @Test
  void strict_refuses_what_is_not_declared() {
    FieldRule rule = new FieldRule("a", FieldKind.STRING, true, List.of());
    String payload = "{\"b/c\": 1, \"a\": \"x\"}";

    assertThat(check(EventSchema.ofFields(List.of(rule), false), payload)).isEmpty();
    assertThat(check(EventSchema.ofFields(List.of(rule), true), payload))
        .containsExactly(
            new SchemaViolation(
                "/b~1c", "unknown_field", "this field is not declared for the event type"));
  }

  @Test
  void violations_are_bounded() {
    List<FieldRule> rules = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      rules.add(new FieldRule("f" + i, FieldKind.STRING, false, List.of()));
    }
    Value.ObjBuilder unknown = Value.object();
    for (int i = 0; i < 100; i++) {
      unknown.put("u" + i, 1);
    }

    assertThat(EventSchema.ofFields(rules, true).check(unknown.build()))
        .hasSize(EventSchema.VIOLATIONS_MAX);
    assertThat(EventSchema.ofFields(List.of(), true).check(unknown.build()))
        .hasSize(EventSchema.VIOLATIONS_MAX);
  }
}
