package io.ingestlayer.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.testkit.seed.Gen;
import io.ingestlayer.testkit.seed.JsonTexts;
import io.ingestlayer.testkit.seed.Seeds;
import org.junit.jupiter.api.Test;

/// What holds for JSON by chance.
class JsonPropertiesTest {
  private static final int RUNS = 3_000;

  /// Wide enough for whatever the generators make.
  private static final JsonLimits WIDE =
      new JsonLimits(200, 10_000, 100_000, 10_000, 100_000, 1_000, 1_000);

  @Test
  void what_is_written_is_read_as_the_same_value() {
    Seeds.forAll(
        RUNS,
        Gen.oneOf(JsonTexts.valid(), JsonTexts.edge()),
        text -> {
          Value value = Json.parse(text, WIDE);
          String written = Json.write(value);

          assertThat(Json.parse(written, WIDE)).isEqualTo(value);
          assertThat(Json.write(Json.parse(written, WIDE))).isEqualTo(written);
          assertThat(Json.writeWithin(written.length(), value)).contains(written);
          assertThat(Json.writeWithin(written.length() - 1, value)).isEmpty();
        });
  }

  @Test
  void what_is_no_json_is_refused_as_such() {
    Seeds.forAll(
        RUNS,
        JsonTexts.invalid(),
        text ->
            assertThatThrownBy(() -> Json.parse(text, WIDE))
                .isInstanceOfSatisfying(
                    JsonException.class, e -> assertThat(e.code()).isEqualTo("invalid_json")));
  }

  @Test
  void a_key_that_stands_twice_is_never_taken() {
    Seeds.forAll(
        RUNS,
        JsonTexts.duplicateKey(),
        text ->
            assertThatThrownBy(() -> Json.parse(text, WIDE))
                .isInstanceOfSatisfying(
                    JsonException.class, e -> assertThat(e.code()).isEqualTo("duplicate_key")));
  }

  @Test
  void whatever_comes_it_is_a_value_or_a_json_exception() {
    Seeds.forAll(
        RUNS,
        Gen.oneOf(JsonTexts.mutated(), JsonTexts.loneSurrogate()),
        text -> {
          try {
            String written = Json.write(Json.parse(text, JsonLimits.EVENT));
            assertThat(Json.write(Json.parse(written, WIDE))).isEqualTo(written);
          } catch (JsonException e) {
            assertThat(e.line()).isPositive();
            assertThat(e.column()).isPositive();
          }
        });
  }
}
