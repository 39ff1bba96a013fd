package io.ingestlayer.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.event.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LimitKeyTest {
  private static LimitKey key(Value... values) {
    LimitKey.Builder key = new LimitKey.Builder();
    for (int i = 0; i < values.length; i++) {
      key.add("k" + i, values[i]);
    }
    return key.build();
  }

  private static Value json(String text) {
    return Json.parse(text, JsonLimits.EVENT);
  }

  private static LimitKey keyOf(String json) {
    return key(json(json));
  }

  @Test
  void parts_do_not_run_into_each_other() {
    assertThat(key(Value.of("a_b"), Value.of("c")).hash())
        .isNotEqualTo(key(Value.of("a"), Value.of("b_c")).hash())
        .isNotEqualTo(key(Value.of("a_bc"), Value.of("")).hash())
        .isEqualTo(key(Value.of("a_b"), Value.of("c")).hash());

    String between = "\0\0\0\u0005";
    assertThat(key(Value.of("a" + between + "b"), Value.of("c")).hash())
        .isNotEqualTo(key(Value.of("a"), Value.of("b" + between + "c")).hash());
  }

  @Test
  void values_of_different_types_are_different_keys() {
    List<Value> values =
        List.of(
            Value.Absent.ABSENT,
            Value.Null.NULL,
            Value.of(""),
            Value.of(42),
            Value.of("42"),
            Value.of(true),
            Value.of("true"),
            Value.of(0),
            Value.of(false),
            Value.of("null"),
            json("[]"),
            json("{}"),
            Value.of("[]"),
            Value.of("?"),
            Value.of("\ud800"),
            Value.of("\udc00"),
            json("42.5"),
            json("9007199254740993"),
            json("9007199254740992"));

    Set<UUID> hashes = new HashSet<>();
    values.forEach(it -> hashes.add(key(it).hash()));

    assertThat(hashes).hasSameSizeAs(values);
  }

  @Test
  void a_number_is_one_key_however_it_is_written() {
    assertThat(List.of(keyOf("42.0"), keyOf("4.2e1"), keyOf("420e-1")))
        .extracting(LimitKey::hash)
        .containsOnly(keyOf("42").hash());
    assertThat(keyOf("-0.0").hash()).isEqualTo(keyOf("0").hash());
  }

  @Test
  void what_is_shown_is_a_string_an_integer_or_null_and_leaves_out_what_is_missing() {
    LimitKey key =
        key(
            json("42.0"),
            json("1.5"),
            json("true"),
            json("null"),
            Value.Absent.ABSENT,
            json("[1]"));

    assertThat(Json.write(key.values()))
        .isEqualTo("{\"k0\":42,\"k1\":\"1.5\",\"k2\":\"true\",\"k3\":null,\"k5\":\"[1]\"}");
  }

  @Test
  void a_long_text_is_cut_where_it_is_shown_and_not_where_it_is_compared() {
    LimitKey one = key(Value.of("😀".repeat(256) + "a"));
    LimitKey other = key(Value.of("😀".repeat(256) + "b"));

    assertThat(one.values()).isEqualTo(other.values());
    assertThat(one.values().get("k0")).isEqualTo(Value.of("😀".repeat(256)));
    assertThat(one.hash()).isNotEqualTo(other.hash());
  }

  @Test
  void what_no_database_takes_is_replaced_where_it_is_shown() {
    assertThat(key(Value.of("a\u0000b\ud800c")).values().get("k0"))
        .isEqualTo(Value.of("a\ufffdb\ufffdc"));
  }

  @Test
  void an_integer_past_2_to_the_53_is_shown_as_text() {
    assertThat(Json.write(keyOf("9007199254740993").values()))
        .isEqualTo("{\"k0\":\"9007199254740993\"}");
    assertThat(Json.write(keyOf("-9007199254740991").values()))
        .isEqualTo("{\"k0\":-9007199254740991}");
  }
}
