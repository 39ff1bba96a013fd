package io.ingestlayer.delivery;

import io.ingestlayer.component.Secret;
import java.util.Optional;

/// Keeps no credentials, so that nothing can be renewed: a vendor's new token would be lost.
record Unkept() implements Credentials {

  @Override
  public Optional<Secret> find(String field) {
    return Optional.empty();
  }

  @Override
  public Secret current(String field, Secret configured) {
    return configured;
  }

  @Override
  public void put(String field, Secret value) {
    throw new IllegalStateException("no credentials are kept here");
  }

  @Override
  public void remove(String field) {}

  @Override
  public Renewed renew(String field, Secret seen, Renewal renewal) {
    return new Lost(
        new AttemptResult.Hold(
            "credential_not_kept",
            "The credential \"" + field + "\" must be renewed, and nothing keeps a new one here.",
            "Give the destination a credential that does not end.",
            true));
  }
}
