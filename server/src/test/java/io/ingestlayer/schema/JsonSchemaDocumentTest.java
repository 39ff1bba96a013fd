package io.ingestlayer.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ingestlayer.event.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonSchemaDocumentTest {

  private static EventSchema schema(String json) {
    return EventSchema.ofJsonSchema(Json.parseObject(json), false);
  }

  private static List<SchemaViolation> check(String schema, String payload) {
    return schema(schema).check(Json.parseObject(payload));
  }

  @Test
  void a_whole_json_schema_is_checked_in_depth() {
    String schema =
        """
        {"$schema": "https://json-schema.org/draft/2020-12/schema",
         "type": "object",
         "required": ["id", "items"],
         "properties": {
           "id": {"type": "string", "minLength": 2},
           "items": {"type": "array", "items": {"$ref": "#/$defs/item"}}},
         "$defs": {"item": {"type": "object", "required": ["sku"],
           "properties": {"sku": {"enum": ["a", "b"]}, "n": {"type": "integer", "minimum": 1}}}}}
        """;

    assertThat(check(schema, "{\"id\": \"xy\", \"items\": [{\"sku\": \"a\", \"n\": 2.0}]}"))
        .isEmpty();
    assertThat(
            check(schema, "{\"id\": \"x\", \"items\": [{\"n\": 0}, {\"sku\": \"c\", \"n\": 1.5}]}"))
        .extracting(it -> it.pointer() + " " + it.code())
        .containsExactlyInAnyOrder(
            "/id min_length",
            "/items/0/sku required",
            "/items/0/n minimum",
            "/items/1/sku enum",
            "/items/1/n type");
  }

  @Test
  void numbers_are_exact() {
    String schema = "{\"properties\": {\"n\": {\"const\": 9007199254740993}}}";

    assertThat(check(schema, "{\"n\": 9007199254740993}")).isEmpty();
    assertThat(check(schema, "{\"n\": 9007199254740992}"))
        .extracting("code")
        .containsExactly("enum");
  }

  @Test
  void strict_refuses_top_level_fields_that_no_part_of_the_schema_declares() {
    String schema =
        """
        {"properties": {"a": {}}, "allOf": [{"properties": {"b": {}}}]}
        """;
    EventSchema strict = EventSchema.ofJsonSchema(Json.parseObject(schema), true);

    assertThat(strict.check(Json.parseObject("{\"a\": 1, \"b\": 2}"))).isEmpty();
    assertThat(strict.check(Json.parseObject("{\"a\": 1, \"c\": 2}")))
        .extracting(it -> it.pointer() + " " + it.code())
        .containsExactly("/c unknown_field");
    assertThat(check(schema, "{\"c\": 2}")).isEmpty();
  }

  @Test
  void an_additional_property_is_named() {
    assertThat(
            check("{\"properties\": {\"a\": {}}, \"additionalProperties\": false}", "{\"b\": 1}"))
        .extracting(it -> it.pointer() + " " + it.code())
        .containsExactly("/b unknown_field");
  }

  @Test
  void format_is_an_annotation_and_checks_nothing() {
    assertThat(check("{\"properties\": {\"e\": {\"format\": \"email\"}}}", "{\"e\": \"no\"}"))
        .isEmpty();
  }

  @Test
  @Timeout(5)
  void a_pattern_takes_linear_time() {
    String schema = "{\"properties\": {\"s\": {\"pattern\": \"^(a+)+$\"}}}";
    String payload = "{\"s\": \"" + "a".repeat(50_000) + "!\"}";

    assertThat(check(schema, payload)).extracting("code").containsExactly("pattern");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\": \"strin\"} | not a JSON Schema",
        "{\"properties\": []} | not a JSON Schema",
        "{\"required\": \"a\"} | not a JSON Schema",
        "{\"properties\": {\"a\": {\"pattern\": \"(?=x)\"}}} | is not RE2",
        "{\"$schema\": \"http://json-schema.org/draft-07/schema#\"} | only JSON Schema 2020-12",
        "{\"$ref\": \"https://example.com/remote.json\"} | not a JSON Schema",
        "{\"$ref\": \"file:///etc/passwd\"} | not a JSON Schema",
        "{\"$ref\": \"#/$defs/missing\"} | not a JSON Schema",
        "{\"properties\": {\"a\": {\"$ref\": \"https://example.com/remote.json\"}}} | not a JSON Schema",
        "{\"properties\": {\"a\": {\"$ref\": \"#/$defs/missing\"}}} | not a JSON Schema"
      })
  void what_is_no_schema_is_refused_when_it_is_loaded(String document, String said) {
    assertThatExceptionOfType(SchemaException.class)
        .isThrownBy(() -> schema(document))
        .withMessageContaining(said);
  }

  @Test
  void a_schema_that_multiplies_its_work_is_stopped() {
    String schema =
        """
        {"$ref": "#/$defs/t",
         "$defs": {"t": {"anyOf": [
           {"properties": {"c": {"$ref": "#/$defs/t"}, "x": {"const": 1}}, "required": ["x"]},
           {"properties": {"c": {"$ref": "#/$defs/t"}, "x": {"const": 2}}, "required": ["x"]},
           {"properties": {"c": {"$ref": "#/$defs/t"}, "x": {"const": 3}}, "required": ["x"]}]}}}
        """;
    String payload = "{\"c\":".repeat(40) + "{}" + "}".repeat(40);

    long begin = System.nanoTime();
    List<SchemaViolation> violations = check(schema, payload);

    assertThat(violations).isNotEmpty().hasSizeLessThanOrEqualTo(EventSchema.VIOLATIONS_MAX);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void a_registry_answers_for_declared_types_and_is_replaced_as_a_whole() {
    EventSchema first = schema("{}");
    SchemaRegistry registry = new SchemaRegistry(Map.of("a", first));

    assertThat(registry.find("a")).containsSame(first);
    assertThat(registry.find("b")).isEmpty();

    registry.replace(Map.of("b", first));
    assertThat(registry.find("a")).isEmpty();
    assertThat(registry.find("b")).containsSame(first);
  }
}
