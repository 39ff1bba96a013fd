package io.ingestlayer.testkit.seed;

import java.security.SecureRandom;
import java.util.Random;

/// Runs a property against values made by chance. Every run has a seed of its own; when the property does not hold,
/// the message names the seed, and with `-Dtestkit.seed=…` the first run is that very one.
public final class Seeds {
  /// The system property that gives the seed of the first run.
  public static final String PROPERTY = "testkit.seed";

  private static final int VALUE_CHARS_MAX = 2_000;

  /// The step between the seeds of two runs: any odd number would do, this one spreads the bits.
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private Seeds() {}

  /// Holds the property against that many values.
  ///
  /// @throws AssertionError when it throws for one; with the seed, the value and what was thrown
  public static <T> void forAll(int runs, Gen<T> gen, Property<? super T> property) {
    long first = first();
    for (int run = 0; run < runs; run++) {
      long seed = first + run * STEP;
      T value;
      try {
        value = gen.from(new Random(seed));
      } catch (RuntimeException e) {
        throw new AssertionError("no value in run %d, seed %d".formatted(run, seed), e);
      }
      try {
        property.holdsFor(value);
      } catch (Throwable e) {
        throw new AssertionError(
            "run %d of %d, again with -D%s=%d%nvalue: %s%n%s"
                .formatted(run + 1, runs, PROPERTY, seed, readable(value), e),
            e);
      }
    }
  }

  /// Chance for a test that does more than hold a property against a value. It says its seed at once, because nobody
  /// will see the test fail.
  public static Random random() {
    long seed = first();
    System.out.printf("-D%s=%d%n", PROPERTY, seed);
    return new Random(seed);
  }

  private static long first() {
    Long given = Long.getLong(PROPERTY);
    return given == null ? new SecureRandom().nextLong() : given;
  }

  /// The value in ASCII, so that it can be read and copied whatever is in it.
  private static String readable(Object value) {
    StringBuilder text = new StringBuilder();
    for (char c : String.valueOf(value).toCharArray()) {
      if (text.length() >= VALUE_CHARS_MAX) {
        return text.append("…").toString();
      }
      if (c >= ' ' && c < 0x7f) {
        text.append(c);
      } else {
        text.append("\\u%04x".formatted((int) c));
      }
    }
    return text.toString();
  }

  /// What holds for every value: it throws when it does not.
  @FunctionalInterface
  public interface Property<T> {
    void holdsFor(T value) throws Exception;
  }
}
