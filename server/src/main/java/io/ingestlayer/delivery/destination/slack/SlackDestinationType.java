package io.ingestlayer.delivery.destination.slack;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.FieldTypes;
import io.ingestlayer.component.Secret;
import io.ingestlayer.delivery.ChannelList;
import io.ingestlayer.delivery.Consent;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.DestinationType;
import io.ingestlayer.delivery.LaneSpec;
import io.ingestlayer.delivery.vendor.AccountPaces;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.expression.TextTemplate;
import io.ingestlayer.workspace.DestinationDefinition.Rate;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a Slack destination is to those who define one.
public final class SlackDestinationType implements DestinationType {
  static final Field<Secret> TOKEN =
      Field.optional(
          "token",
          FieldTypes.SECRET,
          "The bot token, `xoxb-…`, of an app with the scope chat:write. One of token, oauth and webhook_url.");
  static final Field<Secret> WEBHOOK_URL =
      Field.optional(
          "webhook_url",
          FieldTypes.SECRET,
          "The address of an incoming webhook; it has its own channel. One of token, oauth and webhook_url.");
  static final Field<Config> OAUTH =
      Field.optional(
          "oauth",
          FieldTypes.mapping(SlackApp.SPEC),
          "{ client_id, client_secret } of an app that a person installs by consent. One of token, oauth and webhook_url.");
  static final Field<URI> BASE_URL =
      Field.withDefault(
          "base_url",
          FieldTypes.URL,
          URI.create("https://slack.com/api"),
          "Where Slack's API is found, for proxies and tests.");
  static final Field<SlackChannel> CHANNEL =
      Field.optional(
          "channel",
          SlackChannel.TYPE,
          "A channel (\"#alerts\" or an id; text with expressions), or { user: an e-mail address, fallback: a channel }. Needed with a token; an incoming webhook has its own.");
  static final Field<TextTemplate> MESSAGE =
      Field.optional(
          "message",
          FieldTypes.TEXT_TEMPLATE,
          "The message's text in Slack's mrkdwn, with expressions. Without it the event's fields are shown.");

  static final Field<Boolean> MENTIONS =
      Field.withDefault(
          "mentions",
          FieldTypes.BOOLEAN,
          false,
          "Whether <!channel>, <@U…> and the like in message call people. In what comes out of the event they never do.");

  private static final LaneSpec LANES = new LaneSpec(1, 1, new Rate(1, Duration.ofSeconds(1)));
  private static final String WEBHOOK_LANE = "webhook";

  private final AccountPaces<SlackPace> paces = new AccountPaces<>(SlackPace::new);

  @Override
  public String key() {
    return "slack";
  }

  @Override
  public ConfigSpec config() {
    return ConfigSpec.of(
            TOKEN,
            OAUTH,
            WEBHOOK_URL,
            SlackApp.PEOPLE,
            SlackApp.PUBLIC_CHANNELS,
            SlackApp.PRIVATE_CHANNELS,
            BASE_URL)
        .with((config, reader) -> {
          if (waysOf(config) != 1) {
            reader.error(
                config.at(),
                "token_or_webhook",
                "a Slack destination takes one of \"token\" (a bot's, any channel), \"oauth\" (the same, by consent) and \"webhook_url\" (one channel)");
          }
          List<String> switches = SlackApp.switchesOn(config);
          if (config.find(OAUTH).isEmpty() && !switches.isEmpty()) {
            reader.error(
                config.at(),
                "oauth_only",
                "\"%s\" goes with \"oauth\"; a pasted token has the scopes that its app was given"
                    .formatted(String.join("\", \"", switches)));
          }
          checkSecrets(config, reader);
        });
  }

  private static long waysOf(Config config) {
    return Stream.of(TOKEN, OAUTH, WEBHOOK_URL).filter(it -> config.find(it).isPresent()).count();
  }

  /// What cannot be sent is told now, without repeating it.
  private static void checkSecrets(Config config, ConfigReader reader) {
    if (config.find(TOKEN).filter(it -> !it.reveal().matches("[!-~]+")).isPresent()) {
      reader.error(
          config.at(), "invalid_token", "\"token\" holds a blank or a character that no token has");
    }
    if (config.find(WEBHOOK_URL).filter(it -> !isAddress(it.reveal())).isPresent()) {
      reader.error(
          config.at(),
          "invalid_url",
          "\"webhook_url\" is not an address such as https://hooks.slack.com/services/…");
    }
    if (config.get(BASE_URL).getRawQuery() != null) {
      reader.error(config.at(), "invalid_url", "\"base_url\" takes no query");
    }
  }

  private static boolean isAddress(String text) {
    try {
      URI uri = new URI(text);
      return uri.getScheme() != null
          && uri.getScheme().matches("https?")
          && uri.getHost() != null
          && uri.getRawUserInfo() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  @Override
  public ConfigSpec route(Config destination) {
    boolean hasOwnChannel = destination.find(WEBHOOK_URL).isPresent();
    // An inbox stands in for one with a channel of its own and for one without.
    boolean mayBeEither = waysOf(destination) == 0;
    boolean mayNotFindPeople =
        destination.find(OAUTH).isPresent() && !destination.get(SlackApp.PEOPLE);
    return ConfigSpec.of(CHANNEL, MESSAGE, MENTIONS)
        .with((route, reader) -> {
          if (!mayBeEither && route.find(CHANNEL).isPresent() == hasOwnChannel) {
            reader.error(
                route.at(),
                "channel",
                hasOwnChannel
                    ? "an incoming webhook has its own channel; leave \"channel\" out, or use a bot token"
                    : "\"channel\" is missing: " + CHANNEL.doc());
          }
          if (mayNotFindPeople
              && route.find(CHANNEL).filter(SlackChannel.Owner.class::isInstance).isPresent()) {
            reader.error(
                route.at(),
                "people",
                "to write to a person, the destination needs \"people: true\", and to be connected again after that");
          }
        });
  }

  @Override
  public LaneSpec lanes(Config destination) {
    return LANES;
  }

  @Override
  public String lane(Config destination, Config route, Scope scope) {
    return route.find(CHANNEL).map(it -> it.recipient(scope).lane()).orElse(WEBHOOK_LANE);
  }

  @Override
  public Value preview(Config destination, Delivery delivery, DestinationContext context) {
    Value.Obj body = message(delivery, context).body();
    return delivery
        .route()
        .config()
        .find(CHANNEL)
        .map(it -> body.with("channel", Value.of(it.recipient(delivery.scope()).lane())))
        .orElse(body);
  }

  static SlackMessage message(Delivery delivery, DestinationContext context) {
    Config route = delivery.route().config();
    TextTemplate template = route.find(MESSAGE).orElse(null);
    return SlackMessage.of(delivery, template, route.get(MENTIONS), context.eventLink(delivery));
  }

  @Override
  public String read(Config destination, Value preview) {
    return SlackReading.of(preview);
  }

  @Override
  public Optional<Consent> consent(Config destination) {
    return destination.find(OAUTH).map(it -> new SlackConsent(SlackApp.of(destination, it)));
  }

  @Override
  public Optional<String> manifest(URI redirect) {
    return Optional.of(SlackManifest.of(redirect));
  }

  @Override
  public Optional<ChannelList> channels(Config destination) {
    return destination.find(WEBHOOK_URL).isPresent()
        ? Optional.empty()
        : Optional.of(new SlackChannels(destination));
  }

  @Override
  public Destination open(Config destination, DestinationContext context) {
    return new SlackDestination(destination, context, paces);
  }
}
