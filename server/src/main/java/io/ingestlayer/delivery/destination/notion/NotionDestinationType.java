package io.ingestlayer.delivery.destination.notion;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.FieldTypes;
import io.ingestlayer.component.Secret;
import io.ingestlayer.delivery.Consent;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.DestinationType;
import io.ingestlayer.delivery.LaneSpec;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.workspace.DestinationDefinition.Rate;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// What a Notion destination is to those who define one.
public final class NotionDestinationType implements DestinationType {
  static final Field<Secret> TOKEN =
      Field.optional(
          "token",
          FieldTypes.SECRET,
          "The secret of an internal integration, `ntn_…`, with which the database or page is shared. Either this or oauth.");
  static final Field<Config> OAUTH =
      Field.optional(
          "oauth",
          FieldTypes.mapping(NotionApp.SPEC),
          "{ client_id, client_secret } of a public integration that a person adds by consent. Either this or token.");
  static final Field<URI> BASE_URL =
      Field.withDefault(
          "base_url",
          FieldTypes.URL,
          URI.create("https://api.notion.com"),
          "Where Notion's API is found, for proxies and tests.");

  /// Below the three a second that Notion has always granted a connection.
  private static final LaneSpec LANES = new LaneSpec(1, 1, new Rate(5, Duration.ofSeconds(2)));

  @Override
  public String key() {
    return "notion";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("notion.db");
  }

  @Override
  public ConfigSpec config() {
    return ConfigSpec.of(TOKEN, OAUTH, BASE_URL).with(NotionDestinationType::check);
  }

  /// What cannot be sent is told now, without repeating it.
  private static void check(Config config, ConfigReader reader) {
    if (config.find(TOKEN).isPresent() == config.find(OAUTH).isPresent()) {
      reader.error(
          config.at(),
          "token_or_oauth",
          "a Notion destination takes either \"token\" (an internal integration's) or \"oauth\" (a public one's)");
    }
    if (config.find(TOKEN).filter(it -> !it.reveal().matches("[!-~]+")).isPresent()) {
      reader.error(
          config.at(), "invalid_token", "\"token\" holds a blank or a character that no token has");
    }
    if (config.get(BASE_URL).getRawQuery() != null) {
      reader.error(config.at(), "invalid_url", "\"base_url\" takes no query");
    }
  }

  @Override
  public ConfigSpec route(Config destination) {
    return NotionRoute.SPEC;
  }

  @Override
  public LaneSpec lanes(Config destination) {
    return LANES;
  }

  /// A database or page can be unshared alone. What Notion says about the pace of the whole connection is kept to by all lanes
  /// of a destination nevertheless.
  @Override
  public String lane(Config destination, Config route, Scope scope) {
    return NotionRoute.target(route).shown();
  }

  @Override
  public Value preview(Config destination, Delivery delivery, DestinationContext context) {
    NotionRoute route = NotionRoute.of(delivery.route().config());
    return NotionPreview.of(delivery, route, context.eventLink(delivery));
  }

  @Override
  public String read(Config destination, Value preview) {
    return NotionReading.of(preview);
  }

  @Override
  public Optional<Consent> consent(Config destination) {
    return destination.find(OAUTH).map(it -> new NotionConsent(NotionApp.of(destination, it)));
  }

  @Override
  public Destination open(Config destination, DestinationContext context) {
    return new NotionDestination(destination, context);
  }
}
