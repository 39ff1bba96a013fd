package io.ingestlayer.delivery;

import java.util.List;
import java.util.Optional;

/// Keeps no facts.
record NoneKept() implements KeptFacts {

  @Override
  public Optional<List<Kept>> all() {
    return Optional.of(List.of());
  }

  @Override
  public boolean keep(String name, String value) {
    return true;
  }

  @Override
  public void forget(String name) {}
}
