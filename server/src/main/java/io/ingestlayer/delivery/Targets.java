package io.ingestlayer.delivery;

import io.ingestlayer.workspace.DestinationDefinition;
import java.util.Optional;

/// The destinations that are defined now, each with its type. Any thread may call it.
public interface Targets {

  /// The destination of that name, unless it is not defined (any more).
  Optional<Target> find(String name);

  /// A definition and its type, and how its lanes send: by the definition, else by the type.
  record Target(DestinationDefinition definition, DestinationType type, LaneSpec lanes) {}
}
