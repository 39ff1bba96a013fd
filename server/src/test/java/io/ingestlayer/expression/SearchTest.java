package io.ingestlayer.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SearchTest {

  @Test
  void finds_what_index_of_finds() {
    Random random = new Random(4711);

    for (int round = 0; round < 5_000; round++) {
      String wanted = text(random, 28 + random.nextInt(20));
      String text = text(random, random.nextInt(200)) + (random.nextBoolean() ? wanted : "");
      int from = random.nextInt(60);

      assertThat(new Search(wanted).in(text, from)).isEqualTo(text.indexOf(wanted, from));
    }
  }

  /// Mostly one letter, so that there is much to fall back from.
  private static String text(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < length; at++) {
      text.append(random.nextInt(12) == 0 ? 'b' : 'a');
    }
    return text.toString();
  }
}
