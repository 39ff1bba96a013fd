package io.ingestlayer.platform.http;

import java.util.concurrent.ThreadLocalRandom;

/// Makes the ids of requests: unlike each other, and no secret, so cheap chance is enough.
final class RequestIds {
  private static final char[] HEX = "0123456789abcdef".toCharArray();
  private static final String PREFIX = "req_";

  private RequestIds() {}

  static String next() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    char[] id = new char[PREFIX.length() + 32];
    PREFIX.getChars(0, PREFIX.length(), id, 0);
    hex(random.nextLong(), id, PREFIX.length());
    hex(random.nextLong(), id, PREFIX.length() + 16);
    return new String(id);
  }

  private static void hex(long bits, char[] into, int at) {
    for (int digit = 0; digit < 16; digit++) {
      into[at + digit] = HEX[(int) (bits >>> (60 - 4 * digit)) & 15];
    }
  }
}
