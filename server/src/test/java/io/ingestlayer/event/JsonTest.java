package io.ingestlayer.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

class JsonTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "\"\"",
        "[]",
        "{}",
        "[[],{},[1,[2]],\"a\"]",
        "{\"b\":1,\"a\":{\"c\":[true,false,null]}}",
        "{\"__proto__\":1,\"\":2,\"a.b\":3,\"$event\":4,\"😀\":\"\\u0000\"}",
        "[12345678901234567890,0.1,1e400,-0,1E+2,1.0,9007199254740993]",
        "\"\\\"\\\\\\n\\r\\t\\b\\f\\u0001é😀\u2028\"",
        "\"\\ud800 and \\udc00\\udc00\\ud800\"",
      })
  void writes_what_it_read_letter_for_letter(String text) {
    assertThat(Json.write(parse(text))).isEqualTo(text);
  }

  @Test
  void an_object_keeps_the_order_of_its_members() {
    Value.Obj object = Json.parseObject(" { \"z\" : 1 , \"a\" : [ ] } ");

    assertThat(object.members().keySet()).containsExactly("z", "a");
    assertThat(object.get("a")).isEqualTo(Value.Arr.EMPTY);
  }

  @Test
  void absent_is_written_as_null() {
    assertThat(Json.write(Value.array(List.of(Value.Absent.ABSENT)))).isEqualTo("[null]");
  }

  @Test
  void half_a_surrogate_pair_never_leaves_as_broken_utf_8() {
    String written = Json.write(Value.of("a\ud83db\udc00c😀"));

    assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(written)).isTrue();
    assertThat(written).isEqualTo("\"a\\ud83db\\udc00c😀\"");
  }

  @Test
  void a_name_with_half_a_surrogate_pair_can_be_read_again() {
    Value.Obj made = Value.object().put("a\ud83d", 1).put("b😀", 2).build();

    assertThat(Json.write(made)).isEqualTo("{\"a\ufffd\":1,\"b😀\":2}");
    assertThat(Json.parseObject(Json.write(made)).members()).containsKey("a\ufffd");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "{",
        "[1,]",
        "{\"a\":1,}",
        "{'a':1}",
        "{a:1}",
        "// c\n1",
        "NaN",
        "+1",
        "01",
        ".5",
        "1.",
        "1 2",
        "{} x",
        "\"a\nb\"",
        "tru",
        "]",
        "{\"a\"}",
        "\u0000"
      })
  void refuses_what_is_not_json(String text) {
    assertThat(refusal(text).code()).isEqualTo("invalid_json");
  }

  @Test
  void says_where_the_text_breaks() {
    JsonException refused = refusal("{\n  \"a\": [1, }\n}");

    assertThat(refused.line()).isEqualTo(2);
    assertThat(refused.column()).isEqualTo(12);
    assertThat(refused.pointer()).startsWith("/a");
    assertThat(refused).hasMessageContaining("line 2, column 12");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,\"a\":2}                       | duplicate_key    | /a",
        "{\"x\":[0,{\"a/b~\":1,\"a/b~\":2}]}     | duplicate_key    | /x/1/a~1b~0",
        "[[[[[1]]]]]                             | too_deep         | /0/0/0/0",
        "{\"a\":{\"b\":{\"c\":{\"d\":[]}}}}      | too_deep         | /a/b/c/d",
        "[1,2,3,4,5,6,7,8,9,0]                   | too_many_nodes   | /9",
        "{\"a\":1,\"b\":2,\"c\":3,\"d\":4}       | too_many_members | /d",
        "{\"abcdefghijk\":1}                     | name_too_long    | /abcdefghijk",
        "[\"abcdefghijk\"]                       | string_too_long  | /0",
        "{\"n\":[12345678901]}                   | number_too_large | /n/0",
        "1e51                                    | number_too_large | ``",
        "1e-51                                   | number_too_large | ``",
        "1E9999999                               | number_too_large | ``",
      })
  void a_passed_limit_has_a_code_and_a_pointer(String text, String code, String pointer) {
    JsonException refused =
        catchThrowableOfType(JsonException.class, () -> Json.parse(text, SMALL));

    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused.pointer()).isEqualTo(pointer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[[[[1]]]]",
        "{\"a\":1,\"b\":2,\"c\":3}",
        "[1,2,3,4,5,6,7,8,9]",
        "{\"abcdefghij\":\"abcdefghij\"}",
        "[1234567890,1e50,1e-50,1e+0050]",
      })
  void what_reaches_a_limit_is_taken(String text) {
    assertThat(Json.write(Json.parse(text, SMALL))).isEqualTo(text);
  }

  @Test
  void hostile_depth_digits_and_names_are_refused_not_suffered() {
    assertThat(refusal("[".repeat(100_000)).code()).isEqualTo("too_deep");
    assertThat(refusal("{\"a\":".repeat(100_000)).code()).isEqualTo("too_deep");
    assertThat(refusal("1".repeat(1_000_000)).code()).isEqualTo("number_too_large");
    assertThat(refusal("1e1000000000").code()).isEqualTo("number_too_large");
    assertThat(refusal("1e" + "9".repeat(90)).code()).isEqualTo("number_too_large");
    assertThat(refusal("{\"" + "n".repeat(70_000) + "\":1}").code()).isEqualTo("name_too_long");
    assertThat(refusal("{\"" + "n".repeat(70_000) + "\":1}").pointer()).hasSizeLessThan(600);
  }

  @Test
  void a_stored_text_may_be_deeper_than_an_event_but_not_endless() {
    String deep = "{\"a\":" + "[".repeat(500) + "]".repeat(500) + "}";

    assertThat(Json.write(Json.parseObject(deep))).isEqualTo(deep);
    assertThatThrownBy(() -> Json.parseObject("{\"a\":" + "[".repeat(5_000)))
        .isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> Json.parseObject("[]")).isInstanceOf(JsonException.class);
  }

  @Test
  void reads_one_value_after_the_other_from_the_middle_of_a_stream() {
    String batch = "{\"events\":[{\"a\":1},[2],3,{\"b\":{\"c\":1,\"c\":2}}]}";
    List<Value> read = new ArrayList<>();

    try (JsonParser parser = Json.factory().createParser(ObjectReadContext.empty(), batch)) {
      while (parser.nextToken() != JsonToken.START_ARRAY) {}
      for (int index = 0; index < 3; index++) {
        parser.nextToken();
        read.add(JsonTree.read(parser, SMALL, "/events/" + index));
      }
      parser.nextToken();

      assertThat(read).extracting(Json::write).containsExactly("{\"a\":1}", "[2]", "3");
      assertThatThrownBy(() -> JsonTree.read(parser, SMALL, "/events/3"))
          .isInstanceOfSatisfying(
              JsonException.class, e -> assertThat(e.pointer()).isEqualTo("/events/3/b/c"));
    }
  }

  @Test
  void writing_stops_at_the_length_it_was_given() {
    Value value = parse("{\"a\":[1,2,3]}");

    assertThat(Json.writeWithin(13, value)).contains("{\"a\":[1,2,3]}");
    assertThat(Json.writeWithin(12, value)).isEmpty();
  }

  private static final JsonLimits SMALL = new JsonLimits(4, 3, 10, 10, 10, 10, 50);

  private static Value parse(String text) {
    return Json.parse(text, JsonLimits.EVENT);
  }

  private static JsonException refusal(String text) {
    return catchThrowableOfType(JsonException.class, () -> parse(text));
  }
}
