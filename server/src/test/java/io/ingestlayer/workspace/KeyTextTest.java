package io.ingestlayer.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTextTest {
  private static final String GOOD = "il_live_ABCDEFGHIJKLMNOPQRSTUVWXYZabcd1PRUna";

  /// The checksums were computed with Python's `zlib.crc32`.
  @ParameterizedTest
  @CsvSource({
    "il_live_0000000000000000000000000000002sYwBa, LIVE",
    "il_live_ABCDEFGHIJKLMNOPQRSTUVWXYZabcd1PRUna, LIVE",
    "il_test_zyxwvutsrqponmlkjihgfedcbaZYXW2uMsDn, TEST",
    "il_pub_0123456789ABCDEFGHIJabcdefghij32nqEI, PUBLIC",
    "ag_live_QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ3e7RG6, AGENT",
    "il_live_00000000000000000000000000020700jJLH, LIVE"
  })
  void a_key_with_its_checksum_is_whole(String key, KeyKind kind) {
    assertThat(KeyText.kind(key)).contains(kind);
  }

  @Test
  void no_single_wrong_character_goes_unnoticed() {
    for (int i = 0; i < GOOD.length(); i++) {
      for (char other : "09AZaz_-".toCharArray()) {
        String typo = GOOD.substring(0, i) + other + GOOD.substring(i + 1);
        if (!typo.equals(GOOD)) {
          assertThat(KeyText.kind(typo)).as(typo).isEmpty();
        }
      }
    }
  }

  @Test
  void two_characters_in_the_wrong_order_are_noticed() {
    for (int i = 8; i < GOOD.length() - 1; i++) {
      String swapped =
          GOOD.substring(0, i) + GOOD.charAt(i + 1) + GOOD.charAt(i) + GOOD.substring(i + 2);
      assertThat(KeyText.kind(swapped)).as(swapped).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "il_live_",
        "il_live_ABCDEFGHIJKLMNOPQRSTUVWXYZabcd1PRUn",
        "il_live_ABCDEFGHIJKLMNOPQRSTUVWXYZabcd1PRUna ",
        " il_live_ABCDEFGHIJKLMNOPQRSTUVWXYZabcd1PRUna",
        "il_live_ABCDEFGHIJKLMNOPQRSTUVWXYZabcd1PRUnaa",
        "IL_LIVE_ABCDEFGHIJKLMNOPQRSTUVWXYZabcd1PRUna",
        "xx_live_ABCDEFGHIJKLMNOPQRSTUVWXYZabcd1PRUna",
        "Bearer il_live_ABCDEFGHIJKLMNOPQRSTUVWXYZabcd1PRUna"
      })
  void what_is_no_whole_key_is_none(String text) {
    assertThat(KeyText.kind(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"LIVE", "TEST", "PUBLIC", "AGENT"})
  void a_new_key_is_whole_and_not_like_another(KeyKind kind) {
    Random random = new Random(42);

    String first = KeyText.make(kind, random);
    String second = KeyText.make(kind, random);

    assertThat(KeyText.kind(first)).contains(kind);
    assertThat(first).hasSize(kind.prefix().length() + 36).isNotEqualTo(second);
    assertThat(KeyText.shown(first, kind)).hasSize(kind.prefix().length() + 4);
    assertThat(first).startsWith(KeyText.shown(first, kind));
  }

  @Test
  void a_public_key_may_only_send() {
    assertThat(KeyKind.PUBLIC.defaultScopes()).containsExactly(KeyScope.INGEST);
    assertThat(KeyKind.LIVE.defaultScopes())
        .containsExactlyInAnyOrder(KeyScope.INGEST, KeyScope.READ, KeyScope.WRITE);
  }
}
