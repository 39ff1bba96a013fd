package io.ingestlayer.admin;

import io.ingestlayer.component.ComponentCatalog;
import io.ingestlayer.delivery.ConsentStates;
import io.ingestlayer.delivery.DeliveryLists;
import io.ingestlayer.delivery.DeliveryOperations;
import io.ingestlayer.delivery.DeliveryQueries;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.DestinationType;
import io.ingestlayer.delivery.InboxMessages;
import io.ingestlayer.delivery.Lanes;
import io.ingestlayer.delivery.Targets;
import io.ingestlayer.delivery.WaitingCounts;
import io.ingestlayer.entity.Entities;
import io.ingestlayer.event.Value;
import io.ingestlayer.ingest.DeadLetterRetry;
import io.ingestlayer.ingest.DeadLetters;
import io.ingestlayer.limit.CounterQueries;
import io.ingestlayer.limit.ViolationQueries;
import io.ingestlayer.log.EventQueries;
import io.ingestlayer.platform.http.Router;
import io.ingestlayer.platform.http.ServerRequest;
import io.ingestlayer.platform.http.ServerResponse;
import io.ingestlayer.replay.Replays;
import io.ingestlayer.workspace.ApiKeys;
import io.ingestlayer.workspace.KeyScope;
import io.ingestlayer.workspace.PipelineNames;
import io.ingestlayer.workspace.Secrets;
import io.ingestlayer.workspace.Workspace;
import java.net.URI;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Everything of the API but ingest.
public final class AdminApi {
  private final Needs needs;
  private final Access access;

  /// What the API looks at and works with.
  public record Needs(
      ApiKeys keys,
      Entities entities,
      EventQueries events,
      Timeline timeline,
      DeliveryQueries deliveries,
      DeliveryLists lists,
      PipelineNames pipelines,
      Replays replays,
      DeliveryOperations operations,
      DeadLetters deadLetters,
      DeadLetterRetry deadLetterRetry,
      Workspace workspace,
      Lanes lanes,
      Targets targets,
      Function<String, Optional<DestinationType>> types,
      URI publicUrl,
      Function<String, DestinationContext> contexts,
      ConsentStates consents,
      InboxMessages inbox,
      WaitingCounts waiting,
      ComponentCatalog catalog,
      Secrets secrets,
      Runnable secretsChanged,
      Fsck fsck,
      EventLinks links,
      ViolationQueries violations,
      CounterQueries counters,
      InstantSource clock) {}

  public AdminApi(Needs needs) {
    this.needs = needs;
    this.access = new Access(needs.keys(), needs.clock());
  }

  public void addTo(Router router) {
    new EntityRoutes(needs.entities(), access, needs.clock()).addTo(router);
    new EventRoutes(needs.events(), needs.timeline(), access).addTo(router);
    new DeliveryListRoutes(needs.lists(), needs.pipelines(), access).addTo(router);
    new DeliveryRoutes(needs.deliveries(), needs.operations(), access).addTo(router);
    new ReplayRoutes(needs.replays(), needs.workspace(), needs.pipelines(), access).addTo(router);
    new DeadLetterRoutes(needs.deadLetters(), needs.deadLetterRetry(), access).addTo(router);
    new DestinationRoutes(
            needs.lanes(),
            needs.targets(),
            needs.inbox(),
            needs.workspace(),
            needs.waiting(),
            access)
        .addTo(router);
    new TestMessageRoutes(
            needs.lanes().tests(),
            needs.targets(),
            needs.workspace(),
            needs.catalog(),
            access,
            needs.clock())
        .addTo(router);
    new DestinationTypeRoutes(needs.types(), needs.publicUrl(), access).addTo(router);
    ChannelRoutes channels =
        new ChannelRoutes(needs.targets(), needs.contexts(), access, needs.clock());
    channels.addTo(router);
    new ConnectRoutes(
            needs.targets(),
            needs.contexts(),
            needs.consents(),
            name -> {
              channels.forget(name);
              needs.lanes().connectionChanged(name);
            },
            access,
            needs.keys(),
            needs.clock())
        .addTo(router);
    new SecretRoutes(needs.secrets(), needs.secretsChanged(), access, needs.clock()).addTo(router);
    new EventPageRoutes(
            needs.events(), needs.timeline(), needs.keys(), needs.links(), needs.clock())
        .addTo(router);
    new DatasetRoutes(needs.violations(), access).addTo(router);
    new LimitRoutes(
            () -> needs.workspace().active().limits(),
            needs.counters(),
            this::traits,
            access,
            needs.clock())
        .addTo(router);
    router.get("/v1/books", this::books);
  }

  private Map<String, Value.Obj> traits(String kind, Collection<String> ids) {
    Map<String, Value.Obj> traits = new HashMap<>();
    needs.entities().find(kind, ids).forEach((id, entity) -> traits.put(id, entity.traits()));
    return traits;
  }

  /// The books while the server runs; `ingestlayer fsck` counts the stored rows as well.
  private ServerResponse books(ServerRequest request) {
    access.require(request, KeyScope.READ);
    return Answers.data(200, needs.fsck().run(false).toJson());
  }
}
