package io.ingestlayer.ingest;

import static java.util.Objects.requireNonNull;

/// Who sends: a key that was recognised, and the source that its events belong to.
///
/// @param keyId no secret; what its budget is kept under
public record Sender(String keyId, String sourceId) {
  public Sender {
    requireNonNull(keyId);
    requireNonNull(sourceId);
  }
}
