package io.ingestlayer.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.schema.EventSchema;
import io.ingestlayer.schema.SchemaViolation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The published schema takes the records that are written, and nothing else.
class ViolationSchemaTest {
  private static final EventSchema SCHEMA = EventSchema.ofJsonSchema(document(), false);

  private static final String PERIODIC =
      """
      {"limit_name":"notifications-per-minute","limit_type":"rate_limit",\
      "limit_interval_type":"periodic","limit_interval_periodic_details":{"duration_seconds":60},\
      "limit_threshold":100,"limit_threshold_unit":"count","limit_event_type":"notification",\
      "limit_value":137,\
      "violation_context":{"teamId":42,"connectorId":"slack-oncall","route":"primary"}}\
      """;

  private static Value.Obj document() {
    try {
      return Json.parseObject(
          Files.readString(Path.of("..", "api", "limit-violation.schema.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<SchemaViolation> check(Value.Obj record) {
    return SCHEMA.check(record);
  }

  private static List<String> problems(String record) {
    return check(Json.parseObject(record)).stream()
        .map(it -> it.pointer() + " " + it.code())
        .toList();
  }

  @Test
  void it_takes_the_published_example() {
    assertThat(problems(PERIODIC)).isEmpty();
    assertThat(document().get("title")).isEqualTo(Value.of("limitViolation"));
  }

  @Test
  void its_context_may_be_null_but_not_missing() {
    Value.Obj record = Json.parseObject(PERIODIC);

    assertThat(check(record.with("violation_context", Value.Null.NULL))).isEmpty();
    assertThat(problems(without(record, "violation_context")))
        .containsExactly("/violation_context required");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit_name",
        "limit_type",
        "limit_interval_type",
        "limit_interval_periodic_details",
        "limit_threshold",
        "limit_threshold_unit",
        "limit_event_type",
        "limit_value",
        "violation_context"
      })
  void a_record_without_a_field_is_refused(String field) {
    Value.Obj record = Json.parseObject(PERIODIC);

    assertThat(record.get(field).isPresent()).isTrue();
    assertThat(problems(without(record, field))).contains("/" + field + " required");
  }

  @Test
  void the_details_are_there_exactly_when_it_is_periodic() {
    Value.Obj perEvent =
        Json.parseObject(PERIODIC).with("limit_interval_type", Value.of("per_event"));

    assertThat(check(perEvent)).isNotEmpty();
    assertThat(problems(without(perEvent, "limit_interval_periodic_details"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "limit_value\":137; limit_value\":137,\"action\":\"drop",
        "duration_seconds\":60; duration_seconds\":60,\"aligned\":\"utc",
      })
  void an_additional_field_is_refused(String before, String after) {
    String record = PERIODIC.replace(before, after + "\"");

    assertThat(problems(record)).hasSize(1).first().asString().endsWith("unknown_field");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "periodic\"; rolling\"",
        "duration_seconds\":60; duration_seconds\":0",
        "limit_threshold\":100; limit_threshold\":100.5",
        "limit_threshold\":100; limit_threshold\":-1",
        "\"count\"; \"bytes\"",
        "limit_value\":137; limit_value\":9007199254740993",
        "42; 4.2",
        "42; true",
        "42; null",
        "42; [42]",
      })
  void what_is_not_of_its_kind_is_refused(String before, String after) {
    assertThat(PERIODIC).contains(before);
    assertThat(problems(PERIODIC.replace(before, after))).isNotEmpty();
  }

  @Test
  void a_context_has_at_most_20_values_of_256_code_points() {
    assertThat(check(withContext(20, "😀".repeat(256)))).isEmpty();
    assertThat(check(withContext(21, "x"))).isNotEmpty();
    assertThat(check(withContext(1, "x".repeat(257)))).isNotEmpty();
  }

  private static Value.Obj withContext(int size, String value) {
    Value.ObjBuilder context = Value.object();
    for (int i = 0; i < size; i++) {
      context.put("k" + i, value);
    }
    return Json.parseObject(PERIODIC).with("violation_context", context.build());
  }

  private static String without(Value.Obj record, String field) {
    return Json.write(
        Value.object()
            .putAll(
                record.members().entrySet().stream()
                    .filter(it -> !it.getKey().equals(field))
                    .toList())
            .build());
  }
}
