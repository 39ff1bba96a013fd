package io.ingestlayer.delivery.destination.slack;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.FieldTypes;
import io.ingestlayer.component.Secret;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.DestinationType;
import io.ingestlayer.delivery.LaneSpec;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.expression.TextTemplate;
import io.ingestlayer.workspace.DestinationDefinition.Rate;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/// What a Slack destination is to those who define one.
public final class SlackDestinationType implements DestinationType {
  static final Field<Secret> TOKEN =
      Field.optional(
          "token",
          FieldTypes.SECRET,
          "The bot token, `xoxb-…`, of an app with the scope chat:write. Either this or webhook_url.");
  static final Field<Secret> WEBHOOK_URL =
      Field.optional(
          "webhook_url",
          FieldTypes.SECRET,
          "The address of an incoming webhook; it has its own channel. Either this or token.");
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

  private static final LaneSpec LANES = new LaneSpec(1, 1, new Rate(1, Duration.ofSeconds(1)));
  private static final String WEBHOOK_LANE = "webhook";

  @Override
  public String key() {
    return "slack";
  }

  @Override
  public ConfigSpec config() {
    return ConfigSpec.of(TOKEN, WEBHOOK_URL, BASE_URL)
        .with((config, reader) -> {
          if (config.find(TOKEN).isPresent() == config.find(WEBHOOK_URL).isPresent()) {
            reader.error(
                config.at(),
                "token_or_webhook",
                "a Slack destination takes either \"token\" (a bot's, any channel) or \"webhook_url\" (one channel)");
          }
          checkSecrets(config, reader);
        });
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
    return ConfigSpec.of(CHANNEL, MESSAGE)
        .with((route, reader) -> {
          if (route.find(CHANNEL).isPresent() == hasOwnChannel) {
            reader.error(
                route.at(),
                "channel",
                hasOwnChannel
                    ? "an incoming webhook has its own channel; leave \"channel\" out, or use a bot token"
                    : "\"channel\" is missing: " + CHANNEL.doc());
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
    TextTemplate template = delivery.route().config().find(MESSAGE).orElse(null);
    return SlackMessage.of(delivery, template, context.eventLink(delivery));
  }

  @Override
  public String read(Config destination, Value preview) {
    return SlackReading.of(preview);
  }

  @Override
  public Destination open(Config destination, DestinationContext context) {
    return new SlackDestination(destination, context);
  }
}
