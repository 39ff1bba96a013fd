package io.ingestlayer.ingest;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;

/// A stretch of a request's body that nobody has copied yet. The bytes are not changed by anyone.
///
/// @param to behind the last byte
@SuppressWarnings("ArrayRecordComponent") // never compared; identity of the bytes is all there is
public record Slice(byte[] bytes, int from, int to) {

  public Slice {
    requireNonNull(bytes);
    if (from < 0 || to < from || to > bytes.length) {
      throw new IllegalArgumentException("no stretch of " + bytes.length + " bytes");
    }
  }

  public static Slice whole(byte[] bytes) {
    return new Slice(bytes, 0, bytes.length);
  }

  public int length() {
    return to - from;
  }

  /// Code points, of UTF-8.
  public int characters() {
    int characters = 0;
    for (int at = from; at < to; at++) {
      if ((bytes[at] & 0xc0) != 0x80) {
        characters++;
      }
    }
    return characters;
  }

  public String text() {
    return new String(bytes, from, length(), StandardCharsets.UTF_8);
  }

  /// The beginning of it, at most so many bytes, cut between two characters.
  public Slice start(int bytesMax) {
    if (length() <= bytesMax) {
      return this;
    }
    int end = from + bytesMax;
    while (end > from && (bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    return new Slice(bytes, from, end);
  }
}
