package io.ingestlayer.catalog;

import io.ingestlayer.component.ComponentCatalog;
import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.delivery.DestinationType;
import io.ingestlayer.delivery.destination.discord.DiscordDestinationType;
import io.ingestlayer.delivery.destination.email.EmailDestinationType;
import io.ingestlayer.delivery.destination.inbox.InboxDestinationType;
import io.ingestlayer.delivery.destination.notion.NotionDestinationType;
import io.ingestlayer.delivery.destination.postgres.PostgresDestinationType;
import io.ingestlayer.delivery.destination.slack.SlackDestinationType;
import io.ingestlayer.delivery.destination.telegram.TelegramDestinationType;
import io.ingestlayer.delivery.destination.webhook.WebhookDestinationType;
import io.ingestlayer.ingest.RequestDecoder;
import io.ingestlayer.ingest.source.sdk.BatchDecoder;
import io.ingestlayer.pipeline.ActionType;
import io.ingestlayer.pipeline.action.branch.BranchActionType;
import io.ingestlayer.pipeline.action.enrich.EntityActionType;
import io.ingestlayer.pipeline.action.filter.FilterActionType;
import io.ingestlayer.pipeline.action.set.SetActionType;
import io.ingestlayer.pipeline.action.transform.TransformActionType;
import java.util.List;
import java.util.Optional;

/// The kinds of components that this version knows.
public final class Catalog implements ComponentCatalog {
  private final List<DestinationType> destinations =
      List.of(
          new SlackDestinationType(),
          new DiscordDestinationType(),
          new TelegramDestinationType(),
          new EmailDestinationType(),
          new PostgresDestinationType(),
          new WebhookDestinationType(),
          new NotionDestinationType(),
          new InboxDestinationType(this::destinationType));

  private final List<ActionType> actions =
      List.of(
          new FilterActionType(),
          new BranchActionType(),
          new EntityActionType(),
          new SetActionType(),
          new TransformActionType());

  /// The type of destination of that name or alias.
  public Optional<DestinationType> destinationType(String name) {
    return destinations.stream()
        .filter(it -> it.key().equals(name) || it.aliases().contains(name))
        .findFirst();
  }

  public List<ActionType> actions() {
    return actions;
  }

  /// Reads what SDKs and REST clients send.
  public RequestDecoder sdk() {
    return new BatchDecoder();
  }

  private Optional<ActionType> actionType(String name) {
    return actions.stream()
        .filter(it -> it.key().equals(name) || it.aliases().contains(name))
        .findFirst();
  }

  @Override
  public Optional<ConfigSpec> action(String type) {
    return actionType(type).map(ActionType::config);
  }

  @Override
  public Optional<String> actionKey(String typeOrAlias) {
    return actionType(typeOrAlias).map(ActionType::key);
  }

  @Override
  public List<String> actionTypes() {
    return actions.stream().map(ActionType::key).toList();
  }

  @Override
  public Optional<ConfigSpec> destination(String type) {
    return destinationType(type).map(DestinationType::config);
  }

  @Override
  public Optional<String> destinationKey(String typeOrAlias) {
    return destinationType(typeOrAlias).map(DestinationType::key);
  }

  @Override
  public ConfigSpec route(String type, Config destination) {
    return destinationType(type)
        .orElseThrow(() -> new IllegalArgumentException("no type of destination is called " + type))
        .route(destination);
  }

  @Override
  public List<String> destinationTypes() {
    return destinations.stream().map(DestinationType::key).toList();
  }
}
