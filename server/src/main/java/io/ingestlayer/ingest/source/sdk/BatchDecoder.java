package io.ingestlayer.ingest.source.sdk;

import io.ingestlayer.ingest.DecodedEvent;
import io.ingestlayer.ingest.RequestDecoder;
import io.ingestlayer.ingest.Slice;
import io.ingestlayer.ingest.Utf8;
import io.ingestlayer.platform.http.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The body of `POST /v1/ingest`: UTF-8 first, then the envelope, then each event by itself.
public final class BatchDecoder implements RequestDecoder {
  /// Past this the trees of a batch, some ten times its text, are not held all at once; who needs one reads it again.
  private static final int KEEP_TREES_BYTES_MAX = 1024 * 1024;

  private static final int DETECTED_BYTES = 4;

  @Override
  public List<DecodedEvent> decode(byte[] body, Instant now) {
    checkEncoding(body);
    List<Slice> found = Envelope.events(body, afterMark(body), EVENTS_MAX);
    List<DecodedEvent> events = new ArrayList<>(found.size());
    for (int index = 0; index < found.size(); index++) {
      events.add(
          EventReader.read(found.get(index), index, now, body.length <= KEEP_TREES_BYTES_MAX));
    }
    return events;
  }

  /// A NUL among the first four bytes is how UTF-16 and UTF-32 look; elsewhere it is no JSON, and would make the
  /// tokenizer guess at the encoding of a part.
  private static void checkEncoding(byte[] body) {
    int invalid = Utf8.firstInvalid(body);
    if (invalid >= 0) {
      throw Malformed.at(body, invalid, "invalid_utf8", "these bytes are no UTF-8");
    }
    for (int at = 0; at < body.length; at++) {
      if (body[at] == 0) {
        throw at < DETECTED_BYTES
            ? new ProblemException(400, "invalid_utf8", "This looks like UTF-16; send UTF-8.")
            : Malformed.json(body, at, "a NUL byte stands here");
      }
    }
  }

  private static int afterMark(byte[] body) {
    boolean marked =
        body.length >= 3
            && body[0] == (byte) 0xef
            && body[1] == (byte) 0xbb
            && body[2] == (byte) 0xbf;
    return marked ? 3 : 0;
  }
}
