package io.ingestlayer.platform.http;

/// How long a request's body may be, and how slow.
///
/// @param wireBytesMax as it is sent
/// @param inflatedBytesMax after gzip
/// @param ratioMax inflated over sent, looked at once more than 64 KiB are inflated
/// @param pace what is slower is given up
public record BodyLimits(long wireBytesMax, long inflatedBytesMax, int ratioMax, BodyPace pace) {

  /// The bounds of a batch of events.
  public static final BodyLimits EVENTS =
      new BodyLimits(5L * 1024 * 1024, 20L * 1024 * 1024, 100, BodyPace.DEFAULT);

  public BodyLimits {
    if (wireBytesMax < 1
        || inflatedBytesMax < wireBytesMax
        || inflatedBytesMax > Integer.MAX_VALUE / 2) {
      throw new IllegalArgumentException("a body is 1 byte to 1 GiB, and no shorter inflated");
    }
  }
}
