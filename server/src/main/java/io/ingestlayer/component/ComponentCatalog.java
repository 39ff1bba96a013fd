package io.ingestlayer.component;

import java.util.List;
import java.util.Optional;

/// What kinds of components there are, by their type names and aliases.
public interface ComponentCatalog {

  /// The configuration of an action type (`filter.match`, `enrich.entity`).
  Optional<ConfigSpec> action(String type);

  /// The action type's own name, when this is it or an alias of it.
  default Optional<String> actionKey(String typeOrAlias) {
    return action(typeOrAlias).map(spec -> typeOrAlias);
  }

  List<String> actionTypes();

  /// The configuration of a destination type (`slack`, `postgres`).
  Optional<ConfigSpec> destination(String type);

  /// The destination type's own name, when this is it or an alias of it (`warehouse.pg`).
  default Optional<String> destinationKey(String typeOrAlias) {
    return destination(typeOrAlias).map(spec -> typeOrAlias);
  }

  /// What a pipeline says of such a destination beside `to` and `when`: a channel, a table.
  ConfigSpec route(String type, Config destination);

  List<String> destinationTypes();
}
