package io.ingestlayer.testkit.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.json.JsonMapper;

class SeedsTest {
  private static final int RUNS = 5_000;
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final JsonMapper STRICT =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  @Test
  void holds_a_property_against_as_many_values_as_asked() {
    List<Long> seen = new ArrayList<>();

    Seeds.forAll(100, Random::nextLong, seen::add);

    assertThat(seen).hasSize(100).doesNotHaveDuplicates();
  }

  @Test
  void prints_the_seed_and_the_value_of_the_run_that_failed_and_repeats_it() {
    String message = failure(100);
    Matcher seed = Pattern.compile("-Dtestkit.seed=(-?\\d+)").matcher(message);
    Matcher value = Pattern.compile("value: (\\S+)").matcher(message);
    assertThat(seed.find() && value.find()).isTrue();
    String before = System.getProperty(Seeds.PROPERTY);

    String again;
    try {
      System.setProperty(Seeds.PROPERTY, seed.group(1));
      again = failure(1);
    } finally {
      if (before == null) {
        System.clearProperty(Seeds.PROPERTY);
      } else {
        System.setProperty(Seeds.PROPERTY, before);
      }
    }

    assertThat(again).contains("run 1 of 1").contains("value: " + value.group(1));
  }

  @Test
  void writes_a_failing_value_so_that_it_can_be_read() {
    assertThatThrownBy(() ->
            Seeds.forAll(
                1,
                random -> "a\u0000\u202e",
                value -> {
                  throw new IllegalStateException("no");
                }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("value: a\\u0000\\u202e")
        .hasMessageContaining("no")
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void the_same_seed_makes_the_same_value() {
    Seeds.forAll(
        200,
        Random::nextLong,
        seed ->
            assertThat(JsonTexts.edge().from(new Random(seed)))
                .isEqualTo(JsonTexts.edge().from(new Random(seed))));
  }

  @Test
  void valid_json_is_json() {
    Seeds.forAll(RUNS, Gen.oneOf(JsonTexts.valid(), JsonTexts.edge()), STRICT::readTree);
    Seeds.forAll(
        RUNS,
        JsonTexts.validObject(),
        json -> assertThat(STRICT.readTree(json).isObject()).isTrue());
  }

  @Test
  void invalid_json_is_not() {
    Seeds.forAll(
        RUNS,
        JsonTexts.invalid(),
        text ->
            assertThatThrownBy(
                    () -> {
                      if (JSON.readTree(text).isMissingNode()) {
                        throw new NothingThere(text);
                      }
                    })
                .as(text)
                .isInstanceOfAny(JacksonException.class, NothingThere.class));
  }

  @Test
  void a_duplicate_key_is_one() {
    Seeds.forAll(
        200,
        JsonTexts.duplicateKey(),
        text -> {
          JSON.readTree(text);
          assertThatThrownBy(() -> STRICT.readTree(text)).isInstanceOf(JacksonException.class);
        });
  }

  @Test
  void a_lone_surrogate_is_an_escape_and_not_a_character() {
    Seeds.forAll(
        200,
        JsonTexts.loneSurrogate(),
        text -> {
          assertThat(text).containsPattern("\\\\ud[89a-f]");
          assertThat(roundTrip(text)).isEqualTo(text);
        });
  }

  @Test
  void mutated_json_is_sometimes_good_and_sometimes_bad() {
    int[] count = new int[2];

    Seeds.forAll(
        RUNS,
        JsonTexts.mutated(),
        text -> {
          try {
            JSON.readTree(text);
            count[0]++;
          } catch (JacksonException e) {
            count[1]++;
          }
        });

    assertThat(count[0]).isPositive();
    assertThat(count[1]).isPositive();
  }

  @Test
  void an_escaped_string_reads_as_what_it_was() {
    Seeds.forAll(
        RUNS,
        random -> new Random(random.nextLong()),
        random -> {
          String text = Strings.any(30).from(random);
          assertThat(JSON.readTree(JsonTexts.string(random, text)).stringValue()).isEqualTo(text);
        });
  }

  @Test
  void strings_keep_to_their_length_and_only_the_worst_are_malformed() {
    Seeds.forAll(
        RUNS,
        Strings.wellFormed(40),
        text -> {
          assertThat(text.length()).isLessThanOrEqualTo(40);
          assertThat(roundTrip(text)).isEqualTo(text);
        });
    Seeds.forAll(RUNS, Strings.any(40), text -> assertThat(text.length()).isLessThanOrEqualTo(40));
    List<String> malformed = new ArrayList<>();
    Seeds.forAll(
        RUNS,
        Strings.any(40),
        text -> {
          if (!roundTrip(text).equals(text)) {
            malformed.add(text);
          }
        });
    assertThat(malformed).isNotEmpty();
  }

  @Test
  void words_are_words_and_numbers_are_in_their_range() {
    Seeds.forAll(RUNS, Strings.word(8), word -> assertThat(word).matches("[a-z][a-z0-9_]{0,7}"));
    Seeds.forAll(RUNS, Numbers.between(-3, 3), n -> assertThat(n).isBetween(-3, 3));
    Seeds.forAll(RUNS, Numbers.between(Integer.MIN_VALUE, Integer.MAX_VALUE), n -> {});
    Seeds.forAll(RUNS, Strings.ascii(9), text -> assertThat(text).matches("[ -~]{0,9}"));
  }

  private static String failure(int runs) {
    try {
      Seeds.forAll(
          runs,
          Random::nextLong,
          value -> {
            throw new IllegalStateException("never");
          });
    } catch (AssertionError e) {
      return String.valueOf(e.getMessage());
    }
    throw new IllegalStateException("it should have failed");
  }

  private static String roundTrip(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private static final class NothingThere extends RuntimeException {
    NothingThere(String text) {
      super(text);
    }
  }
}
