package io.ingestlayer.ingest;

import io.ingestlayer.platform.http.ProblemException;

/// There are more events in a request than one may have.
public final class BatchTooLargeException extends ProblemException {
  private static final long serialVersionUID = 1L;

  private final int found;

  /// @param found the events in the request, or those before the place where it cannot be read any further
  public BatchTooLargeException(int found, int eventsMax) {
    super(
        413,
        "batch_too_large",
        "There are more than " + eventsMax + " events in this request; send them in several.");
    this.found = found;
  }

  public int found() {
    return found;
  }
}
