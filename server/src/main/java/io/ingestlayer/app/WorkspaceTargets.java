package io.ingestlayer.app;

import io.ingestlayer.catalog.Catalog;
import io.ingestlayer.delivery.DestinationType;
import io.ingestlayer.delivery.LaneSpec;
import io.ingestlayer.delivery.Targets;
import io.ingestlayer.workspace.DestinationDefinition;
import io.ingestlayer.workspace.Workspace;
import java.util.Optional;

/// The destinations of the workspace with their types from the catalog.
final class WorkspaceTargets implements Targets {
  private final Workspace workspace;
  private final Catalog catalog;

  WorkspaceTargets(Workspace workspace, Catalog catalog) {
    this.workspace = workspace;
    this.catalog = catalog;
  }

  @Override
  public Optional<Target> find(String name) {
    return Optional.ofNullable(workspace.active().destinations().get(name))
        .flatMap(definition ->
            catalog
                .destinationType(definition.type())
                .map(type -> new Target(definition, type, lanes(definition, type))));
  }

  private static LaneSpec lanes(DestinationDefinition definition, DestinationType type) {
    LaneSpec lanes = type.lanes(definition.config());
    DestinationDefinition.Rate rate = definition.rate();
    Integer concurrency = definition.concurrency();
    LaneSpec paced = rate == null ? lanes : lanes.withRate(rate);
    return concurrency == null ? paced : paced.withConcurrency(concurrency);
  }
}
