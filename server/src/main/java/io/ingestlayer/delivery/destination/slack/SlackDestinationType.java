package io.ingestlayer.delivery.destination.slack;

import io.ingestlayer.component.Config;
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
        });
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
    return route.find(CHANNEL).map(it -> it.lane(scope)).orElse(WEBHOOK_LANE);
  }

  @Override
  public Value preview(Config destination, Delivery delivery, DestinationContext context) {
    SlackMessage message =
        SlackMessage.of(
            delivery,
            delivery.route().config().find(MESSAGE).orElse(null),
            context.eventLink(delivery));
    String channel = lane(destination, delivery.route().config(), delivery.scope());
    return message.body().with("channel", Value.of(channel));
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
