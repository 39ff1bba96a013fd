package io.ingestlayer.component;

import java.util.List;
import java.util.Optional;

/// A catalog of nothing, for configurations that name no other component.
public final class NoComponents implements ComponentCatalog {

  @Override
  public Optional<ConfigSpec> action(String type) {
    return Optional.empty();
  }

  @Override
  public List<String> actionTypes() {
    return List.of();
  }

  @Override
  public Optional<ConfigSpec> destination(String type) {
    return Optional.empty();
  }

  @Override
  public ConfigSpec route(String type, Config destination) {
    return ConfigSpec.of();
  }

  @Override
  public List<String> destinationTypes() {
    return List.of();
  }
}
