package io.ingestlayer.testkit.seed;

import java.util.List;
import java.util.Random;

/// Numbers by chance, with those at which programs break far more often than chance would have it.
public final class Numbers {
  private static final List<Long> EDGES =
      List.of(
          0L,
          1L,
          -1L,
          10L,
          127L,
          128L,
          255L,
          32_767L,
          65_535L,
          (long) Integer.MAX_VALUE,
          Integer.MAX_VALUE + 1L,
          (long) Integer.MIN_VALUE,
          (1L << 53) - 1,
          1L << 53,
          (1L << 53) + 1,
          Long.MAX_VALUE,
          Long.MIN_VALUE);

  private static final List<String> TEXTS =
      List.of(
          "-0",
          "0.0",
          "-0.0",
          "0.1",
          "0.30000000000000004",
          "1e2",
          "1E+2",
          "1e-2",
          "100e-2",
          "1.0",
          "1.00",
          "12345678901234567890",
          "9007199254740993",
          "1e308",
          "1e309",
          "1e400",
          "-1e400",
          "5e-324",
          "1e-400",
          "0.1234567890123456789012345678901234567890",
          "99999999999999999999999999999999999999.99");

  private Numbers() {}

  public static Gen<Long> longs() {
    return random ->
        random.nextBoolean()
            ? EDGES.get(random.nextInt(EDGES.size()))
            : random.nextLong() >> random.nextInt(Long.SIZE);
  }

  /// From the first to the last, both included, the two ends more often.
  public static Gen<Integer> between(int first, int last) {
    return random ->
        switch (random.nextInt(8)) {
          case 0 -> first;
          case 1 -> last;
          default -> (int) (first + random.nextLong(last - (long) first + 1));
        };
  }

  /// A number as JSON writes it, with up to about a hundred digits and exponents up to 400.
  public static Gen<String> json() {
    return Gen.oneOf(
        longs().map(String::valueOf),
        random -> TEXTS.get(random.nextInt(TEXTS.size())),
        random -> Double.toString(random.nextGaussian() * 1e6),
        Numbers::digits);
  }

  private static String digits(Random random) {
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "-" : "");
    text.append(1 + random.nextInt(9)).append(some(random, 49));
    if (random.nextBoolean()) {
      text.append('.').append(random.nextInt(10)).append(some(random, 49));
    }
    if (random.nextBoolean()) {
      text.append(random.nextBoolean() ? 'e' : 'E');
      text.append(List.of("", "+", "-").get(random.nextInt(3))).append(random.nextInt(401));
    }
    return text.toString();
  }

  private static String some(Random random, int max) {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(max + 1); left > 0; left--) {
      text.append(random.nextInt(10));
    }
    return text.toString();
  }
}
