package io.ingestlayer.ingest;

import static java.util.Objects.requireNonNull;

/// Who sends: a key that was recognised, and the source that its events belong to.
///
/// @param keyId no secret; what its budget is kept under
/// @param keyName what a person called the key; shown where limits are
public record Sender(String keyId, String keyName, String sourceId) {
  public Sender {
    requireNonNull(keyId);
    requireNonNull(keyName);
    requireNonNull(sourceId);
  }
}
