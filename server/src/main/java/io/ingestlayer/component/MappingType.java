package io.ingestlayer.component;

import org.jspecify.annotations.Nullable;

/// A mapping with fields of its own, such as one arm of a branch.
record MappingType(ConfigSpec spec) implements FieldType<Config> {

  @Override
  public String name() {
    return "mapping";
  }

  @Override
  public @Nullable Config read(Node node, ConfigReader reader) {
    return spec.read(node, reader);
  }
}
