package io.ingestlayer.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class Utf8Test {
  private static final byte[] TELLING = {
    0,
    'a',
    0x7f,
    (byte) 0x80,
    (byte) 0x8f,
    (byte) 0x90,
    (byte) 0x9f,
    (byte) 0xa0,
    (byte) 0xbf,
    (byte) 0xc0,
    (byte) 0xc1,
    (byte) 0xc2,
    (byte) 0xdf,
    (byte) 0xe0,
    (byte) 0xe1,
    (byte) 0xed,
    (byte) 0xef,
    (byte) 0xf0,
    (byte) 0xf1,
    (byte) 0xf4,
    (byte) 0xf5,
    (byte) 0xff
  };

  @Test
  void agrees_with_the_jdk_on_what_is_utf8() {
    SplittableRandom random = new SplittableRandom(20260701);
    int sound = 0;
    for (int round = 0; round < 300_000; round++) {
      byte[] bytes = new byte[random.nextInt(12)];
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] = TELLING[random.nextInt(TELLING.length)];
      }
      boolean expected = isUtf8(bytes);
      sound += expected ? 1 : 0;
      assertThat(Utf8.firstInvalid(bytes) < 0).as("%s", ByteBuffer.wrap(bytes)).isEqualTo(expected);
    }
    assertThat(sound).isBetween(10_000, 290_000);
  }

  @Test
  void says_where_the_first_bad_byte_stands() {
    byte[] bytes = "0123456789ü€😀x".getBytes(StandardCharsets.UTF_8);
    bytes[bytes.length - 1] = (byte) 0xc3;

    assertThat(Utf8.firstInvalid(bytes)).isEqualTo(bytes.length - 1);
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
