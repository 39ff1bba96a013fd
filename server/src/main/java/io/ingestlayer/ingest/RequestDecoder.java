package io.ingestlayer.ingest;

import io.ingestlayer.platform.http.ProblemException;
import java.time.Instant;
import java.util.List;

/// Turns a request's body into events: what a source's room is for. Any thread may call it.
public interface RequestDecoder {
  /// Events in one request.
  int EVENTS_MAX = 500;

  /// Code points of one event's JSON as it was sent; in UTF-8 at most four times as many bytes.
  int EVENT_CHARACTERS_MAX = 256 * 1024;

  /// The code of an event that is longer.
  String EVENT_TOO_LARGE = "event_too_large";

  /// The events in their order, 1 to 500.
  ///
  /// @param body not changed afterwards; the events may refer to it
  /// @param now what a timestamp is compared with
  /// @throws BatchTooLargeException when there are more than that
  /// @throws ProblemException 400 to 499 when the request as a whole cannot be read; any bytes end here or in a list
  List<DecodedEvent> decode(byte[] body, Instant now) throws ProblemException;
}
