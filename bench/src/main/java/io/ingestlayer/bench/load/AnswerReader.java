package io.ingestlayer.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Reads one HTTP/1.1 answer after another as far as is needed: the status, and where the answer ends.
final class AnswerReader {
  private static final int HEAD_BYTES_MAX = 8 * 1024;
  private static final String LENGTH = "\r\ncontent-length:";

  private final byte[] head = new byte[HEAD_BYTES_MAX];
  private int headLength;
  private long bodyLeft;
  private boolean inBody;
  private int status;

  /// Takes what has come; true when the answer is whole.
  boolean read(ByteBuffer in) {
    while (!inBody) {
      if (!in.hasRemaining()) {
        return false;
      }
      if (headLength == HEAD_BYTES_MAX) {
        throw new IllegalStateException("an answer's head is more than 8 KiB");
      }
      head[headLength++] = in.get();
      if (headIsWhole()) {
        readHead();
      }
    }
    int skipped = (int) Math.min(bodyLeft, in.remaining());
    in.position(in.position() + skipped);
    bodyLeft -= skipped;
    if (bodyLeft > 0) {
      return false;
    }
    inBody = false;
    headLength = 0;
    return true;
  }

  private boolean headIsWhole() {
    return headLength >= 4
        && head[headLength - 1] == '\n'
        && head[headLength - 2] == '\r'
        && head[headLength - 3] == '\n';
  }

  private void readHead() {
    String text =
        new String(head, 0, headLength, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    int length = text.indexOf(LENGTH);
    if (length < 0 || !text.startsWith("http/1.1 ")) {
      throw new IllegalStateException("an answer that cannot be read: " + text);
    }
    status = Integer.parseInt(text.substring(9, 12));
    int from = length + LENGTH.length();
    bodyLeft = Long.parseLong(text.substring(from, text.indexOf('\r', from)).strip());
    inBody = true;
  }

  int status() {
    return status;
  }
}
