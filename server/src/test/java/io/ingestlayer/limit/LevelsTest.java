package io.ingestlayer.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.testkit.seed.Seeds;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LevelsTest {
  private static final long MAX = 9_007_199_254_740_991L;

  @ParameterizedTest
  @CsvSource({
    "99,  100, 0, 0",
    "100, 100, 0, 0",
    "101, 100, 0, 1",
    "999, 100, 0, 1",
    "200, 100, 100, 1",
    "201, 100, 100, 2",
    "501, 100, 100, 5",
    "1101, 100, 100, 11",
    "999999, 100, 100, 11",
    "4,   3, 50, 1",
    "5,   3, 50, 2",
    "0,   0, 100, 0",
    "7,   0, 100, 1",
    "9007199254740991, 9007199254740990, 1000, 1",
    "9007199254740991, 9007199254740991, 1, 0",
    "9007199254740991, 1, 1000, 11",
  })
  void a_level_is_reached_by_more_than_the_threshold_and_each_further_step(
      long value, long threshold, int againAt, int level) {
    assertThat(Levels.level(value, threshold, againAt)).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource({
    "100, 80, 80",
    "101, 80, 81",
    "1,   80, 1",
    "10,  99, 10",
    "9007199254740991, 80, 7205759403792793",
    "9007199254740991, 99, 8917127262193582",
    "4294967295, 80, 3435973836",
  })
  void a_warning_begins_at_the_first_whole_number_that_is_the_percent(
      long threshold, int percent, long from) {
    assertThat(Levels.warnFrom(threshold, percent)).isEqualTo(from);
    assertThat(Levels.warned(from - 1, threshold, List.of(percent))).isZero();
    assertThat(Levels.warned(from, threshold, List.of(percent))).isEqualTo(percent);
  }

  @Test
  void nothing_is_no_part_of_nothing() {
    assertThat(Levels.warned(0, 0, List.of(1, 99))).isZero();
  }

  @Test
  void both_agree_with_arithmetic_that_has_no_bounds() {
    Seeds.forAll(
        5_000,
        random ->
            new long[] {
              random.nextLong(MAX + 1) >>> random.nextInt(53),
              random.nextLong(MAX + 1) >>> random.nextInt(53),
              1 + random.nextInt(1_000),
              1 + random.nextInt(99)
            },
        it -> {
          BigInteger value = BigInteger.valueOf(it[0]).multiply(BigInteger.valueOf(100));
          BigInteger threshold = BigInteger.valueOf(it[1]);
          int level = 0;
          BigInteger bound = threshold.multiply(BigInteger.valueOf(100));
          while (level < (it[1] == 0 ? 1 : 11) && value.compareTo(bound) > 0) {
            level++;
            bound = bound.add(threshold.multiply(BigInteger.valueOf(it[2])));
          }
          boolean warned =
              it[1] > 0 && value.compareTo(threshold.multiply(BigInteger.valueOf(it[3]))) >= 0;

          assertThat(Levels.level(it[0], it[1], (int) it[2])).isEqualTo(level);
          assertThat(Levels.warned(it[0], it[1], List.of((int) it[3])))
              .isEqualTo(warned ? (int) it[3] : 0);
        });
  }
}
