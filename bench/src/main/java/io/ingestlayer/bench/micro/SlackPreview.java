package io.ingestlayer.bench.micro;

import io.ingestlayer.catalog.Catalog;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.DeliveryId;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.DestinationType;
import io.ingestlayer.delivery.InboxMessages;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.platform.time.SystemTimer;
import io.ingestlayer.workspace.Definitions;
import io.ingestlayer.workspace.DestinationDefinition;
import io.ingestlayer.workspace.PipelineDefinition;
import io.ingestlayer.workspace.PipelineVersion;
import io.ingestlayer.workspace.RouteDefinition;
import io.ingestlayer.workspace.WorkspaceFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One event's Slack messages, made from definitions as a person writes them.
final class SlackPreview {
  private static final String DEFINITIONS =
      """
      destination: team
      type: slack
      config: { token: { env: SLACK_TOKEN } }
      ---
      pipeline: usage
      match: feature.used
      destinations:
        - to: team
          channel: "#usage"
          message: "%s"
        - to: team
          channel: "#usage"
      """
          .formatted(RenderBenchmark.TEXT);

  private final DestinationType type;
  private final DestinationDefinition destination;
  private final DestinationContext context;
  private final Delivery template;
  private final Delivery standard;

  private SlackPreview(DestinationType type, Definitions definitions, Scope scope) {
    this.type = type;
    this.destination = definitions.destinations().getFirst().definition();
    this.context = context();
    PipelineDefinition pipeline = definitions.pipelines().getFirst().definition();
    this.template = delivery(scope, pipeline, pipeline.routes().getFirst());
    this.standard = delivery(scope, pipeline, pipeline.routes().getLast());
  }

  static SlackPreview of(Scope scope) {
    Catalog catalog = new Catalog();
    return new SlackPreview(
        catalog.destinationType("slack").orElseThrow(), definitions(catalog), scope);
  }

  private static Definitions definitions(Catalog catalog) {
    try {
      Path folder = Files.createTempDirectory("ingestlayer-bench");
      Path file = Files.writeString(folder.resolve("slack.yaml"), DEFINITIONS);
      WorkspaceFolder.Loaded loaded =
          WorkspaceFolder.load(folder, catalog, _ -> "xoxb-none", _ -> Optional.empty());
      Files.delete(file);
      Files.delete(folder);
      if (!loaded.isSound()) {
        throw new IllegalStateException(loaded.problems().toString());
      }
      return loaded.definitions();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Delivery delivery(
      Scope scope, PipelineDefinition pipeline, RouteDefinition route) {
    return new Delivery(
        DeliveryId.of(scope.event().id(), 1, route.position(), 0),
        scope.event(),
        scope,
        new PipelineVersion(1, 1, pipeline),
        route);
  }

  /// A preview sends nothing and asks nobody.
  private static DestinationContext context() {
    return new DestinationContext(
        "team",
        URI.create("http://127.0.0.1:8080"),
        new SystemTimer(),
        request -> {
          throw new IllegalStateException("a preview sends nothing: " + request.method());
        },
        (host, port, ports) -> {
          throw new IllegalStateException("a preview asks for no address: " + host);
        },
        new NoInbox());
  }

  private record NoInbox() implements InboxMessages {
    @Override
    public void keep(
        String destination, String channel, Delivery delivery, Value message, Instant at) {}

    @Override
    public List<Kept> latest(String destination, int limit) {
      return List.of();
    }
  }

  Value template() {
    return type.preview(destination.config(), template, context);
  }

  Value standard() {
    return type.preview(destination.config(), standard, context);
  }
}
