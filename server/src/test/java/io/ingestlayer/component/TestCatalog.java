package io.ingestlayer.component;

import static io.ingestlayer.component.FieldTypes.BOOLEAN;
import static io.ingestlayer.component.FieldTypes.STEPS;
import static io.ingestlayer.component.FieldTypes.TEXT;
import static io.ingestlayer.component.FieldTypes.listOf;
import static io.ingestlayer.component.FieldTypes.mapOf;
import static io.ingestlayer.component.FieldTypes.mapping;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A catalog of two actions, enough for steps inside steps.
final class TestCatalog implements ComponentCatalog {
  static final Field<Boolean> ELSE = Field.optional("else", BOOLEAN, "Taken when no other is.");
  static final Field<List<Step>> ARM_STEPS = Field.required("steps", STEPS, "What to do.");
  static final Field<List<Config>> ARMS =
      Field.required("arms", listOf(mapping(ConfigSpec.of(ELSE, ARM_STEPS))), "The arms.");
  static final Field<java.util.SequencedMap<String, String>> VALUES =
      Field.required("values", mapOf(TEXT), "What to write.");

  private static final Map<String, ConfigSpec> ACTIONS =
      Map.of("branch", ConfigSpec.whole(ARMS), "set", ConfigSpec.whole(VALUES));

  @Override
  public Optional<ConfigSpec> action(String type) {
    return Optional.ofNullable(ACTIONS.get(type));
  }

  @Override
  public List<String> actionTypes() {
    return List.of("branch", "set");
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
