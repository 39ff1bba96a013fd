package io.ingestlayer.delivery.destination.discord;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.FieldType;
import io.ingestlayer.component.FieldTypes;
import io.ingestlayer.component.Secret;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.DestinationType;
import io.ingestlayer.delivery.LaneSpec;
import io.ingestlayer.delivery.message.MessageText;
import io.ingestlayer.delivery.vendor.AccountPaces;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.expression.TextTemplate;
import io.ingestlayer.workspace.DestinationDefinition.Rate;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// What a Discord destination is to those who define one.
public final class DiscordDestinationType implements DestinationType {
  static final Field<Secret> TOKEN =
      Field.optional(
          "token",
          FieldTypes.SECRET,
          "The token of a bot that is on your server. Either this or webhook_url.");
  static final Field<Secret> WEBHOOK_URL =
      Field.optional(
          "webhook_url",
          FieldTypes.SECRET,
          "The URL of a channel's webhook, https://discord.com/api/webhooks/…. Either this or token.");
  static final Field<URI> BASE_URL =
      Field.withDefault(
          "base_url",
          FieldTypes.URL,
          URI.create("https://discord.com/api/v10"),
          "Where Discord's API is found for a bot, for proxies and tests.");
  static final Field<String> USERNAME =
      Field.optional(
          "username",
          FieldTypes.text(80),
          "The name above a webhook's messages, 1 to 80 characters; without it the webhook's own.");
  static final Field<URI> AVATAR_URL =
      Field.optional(
          "avatar_url",
          FieldTypes.URL,
          "A picture beside a webhook's messages; without it the webhook's own.");
  static final FieldType<List<String>> KINDS =
      FieldTypes.listOf(FieldTypes.choice("users", "roles", "everyone"));
  static final Field<List<String>> MENTIONS =
      Field.optional(
          "mentions",
          KINDS,
          "Who may be notified by a mention in `message`: users, roles, everyone. Without it nobody.");
  static final Field<TextTemplate> CHANNEL =
      Field.optional(
          "channel",
          FieldTypes.TEXT_TEMPLATE,
          "The id of a channel or a thread, digits; text with expressions. Needed with a token; a webhook has its own.");
  static final Field<TextTemplate> THREAD_ID =
      Field.optional(
          "thread_id",
          FieldTypes.TEXT_TEMPLATE,
          "The id of a thread or forum post in a webhook's channel; text with expressions.");
  static final Field<TextTemplate> THREAD_NAME =
      Field.optional(
          "thread_name",
          FieldTypes.TEXT_TEMPLATE,
          "The title of a new forum post that a webhook makes for each message, cut to 100 characters; text with expressions.");
  static final Field<TextTemplate> MESSAGE =
      Field.optional(
          "message",
          FieldTypes.TEXT_TEMPLATE,
          "The message's text in Discord's Markdown, with expressions. Without it the event's fields are shown.");

  private static final int THREAD_NAME_MAX = 100;
  private static final String WEBHOOK_LANE = "webhook";
  private static final int NONCE_BASE = 36;

  /// Thirty in a minute, which Discord takes from all webhooks of a channel together; evenly, so that five in two seconds,
  /// which it takes from one webhook, are never passed.
  private static final LaneSpec WEBHOOK_LANES =
      new LaneSpec(1, 1, new Rate(30, Duration.ofMinutes(1)));

  /// Five in five seconds, which it takes from a bot in one channel.
  private static final LaneSpec BOT_LANES = new LaneSpec(1, 1, new Rate(5, Duration.ofSeconds(5)));

  private final AccountPaces<DiscordPace> paces = new AccountPaces<>(DiscordPace::new);

  @Override
  public String key() {
    return "discord";
  }

  @Override
  public ConfigSpec config() {
    return ConfigSpec.of(TOKEN, WEBHOOK_URL, BASE_URL, USERNAME, AVATAR_URL, MENTIONS)
        .with(DiscordDestinationType::check);
  }

  /// What cannot be sent is told now, without repeating a secret.
  private static void check(Config config, ConfigReader reader) {
    boolean isBot = config.find(TOKEN).isPresent();
    if (isBot == config.find(WEBHOOK_URL).isPresent()) {
      reader.error(
          config.at(),
          "token_or_webhook",
          "a Discord destination takes either \"token\" (a bot's, any channel) or \"webhook_url\" (one channel)");
    }
    if (config.find(TOKEN).filter(it -> !it.reveal().matches("[!-~]+")).isPresent()) {
      reader.error(
          config.at(), "invalid_token", "\"token\" holds a blank or a character that no token has");
    }
    if (config.find(WEBHOOK_URL).filter(it -> DiscordWebhook.of(it).isEmpty()).isPresent()) {
      reader.error(
          config.at(),
          "invalid_url",
          "\"webhook_url\" is not an address such as https://discord.com/api/webhooks/1234/abcd");
    }
    if (config.get(BASE_URL).getRawQuery() != null) {
      reader.error(config.at(), "invalid_url", "\"base_url\" takes no query");
    }
    if (isBot && (config.find(USERNAME).isPresent() || config.find(AVATAR_URL).isPresent())) {
      reader.error(
          config.at(),
          "webhook_only",
          "\"username\" and \"avatar_url\" are for a webhook; a bot has its own, in the developer portal");
    }
    config
        .find(USERNAME)
        .filter(it -> !isUsername(it))
        .ifPresent(_ ->
            reader.error(
                config.at(),
                "invalid_username",
                "Discord takes no \"username\" that is empty, holds \"discord\", \"clyde\", @, # or :, or is \"everyone\" or \"here\""));
  }

  private static boolean isUsername(String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    return !DiscordText.isUnseen(lower)
        && !lower.matches("(?s).*(?:discord|clyde|[@#:]|```).*")
        && !lower.matches("everyone|here");
  }

  @Override
  public ConfigSpec route(Config destination) {
    boolean isWebhook = destination.find(WEBHOOK_URL).isPresent();
    boolean isBot = destination.find(TOKEN).isPresent();
    return ConfigSpec.of(CHANNEL, THREAD_ID, THREAD_NAME, MENTIONS, MESSAGE)
        .with(
            (route, reader) -> checkRoute(isWebhook || (!isBot && !isByBot(route)), route, reader));
  }

  /// Whether it is written for a bot: an inbox, which stands in for either, knows it by this.
  private static boolean isByBot(Config route) {
    return route.find(CHANNEL).isPresent();
  }

  private static void checkRoute(boolean isWebhook, Config route, ConfigReader reader) {
    boolean namesThread = route.find(THREAD_ID).isPresent();
    boolean makesThread = route.find(THREAD_NAME).isPresent();
    if (isByBot(route) == isWebhook) {
      reader.error(
          route.at(),
          "channel",
          isWebhook
              ? "a webhook has its own channel; leave \"channel\" out, or use a bot's token"
              : "\"channel\" is missing: " + CHANNEL.doc());
    }
    if (!isWebhook && (namesThread || makesThread)) {
      reader.error(
          route.at(),
          "webhook_only",
          "\"thread_id\" and \"thread_name\" are for a webhook; a bot takes a thread's id as its \"channel\"");
    }
    if (namesThread && makesThread) {
      reader.error(
          route.at(), "thread", "either \"thread_id\" or \"thread_name\", not both at once");
    }
    if (route
        .find(CHANNEL)
        .or(() -> route.find(THREAD_ID))
        .filter(DiscordDestinationType::isNoId)
        .isPresent()) {
      reader.error(
          route.at(),
          "not_an_id",
          "Discord's ids are digits; switch on Developer Mode in Discord, right-click the channel and choose Copy Channel ID");
    }
  }

  private static boolean isNoId(TextTemplate text) {
    return text.isConstant() && !text.source().strip().matches("[0-9]{1,20}");
  }

  @Override
  public LaneSpec lanes(Config destination) {
    return destination.find(WEBHOOK_URL).isPresent() ? WEBHOOK_LANES : BOT_LANES;
  }

  @Override
  public String lane(Config destination, Config route, Scope scope) {
    if (isByBot(route)) {
      return channel(route, scope);
    }
    String thread = thread(route, scope);
    return thread.isEmpty() ? WEBHOOK_LANE : thread;
  }

  /// The channel that the route leads to for that event; empty when it leads nowhere.
  static String channel(Config route, Scope scope) {
    return rendered(route.find(CHANNEL), scope);
  }

  /// The thread of a webhook's channel.
  static String thread(Config route, Scope scope) {
    return rendered(route.find(THREAD_ID), scope);
  }

  private static String rendered(Optional<TextTemplate> text, Scope scope) {
    return text.map(it -> it.render(scope, Notes.none()).strip()).orElse("");
  }

  static DiscordMessage message(Delivery delivery, DestinationContext context) {
    TextTemplate template = delivery.route().config().find(MESSAGE).orElse(null);
    return DiscordMessage.of(delivery, template, context.eventLink(delivery));
  }

  /// The whole body: the message, whom it may mention, and what is only for a bot or only for a webhook.
  static Value.Obj body(Config destination, Delivery delivery, DiscordMessage message) {
    Config route = delivery.route().config();
    List<String> kinds =
        route.find(MENTIONS).or(() -> destination.find(MENTIONS)).orElse(List.of());
    Value.Obj body = message.body().with("allowed_mentions", DiscordMessage.mentions(kinds));
    if (isByBot(route)) {
      return body.with("nonce", Value.of(nonce(delivery.id().value())))
          .with("enforce_nonce", Value.of(true));
    }
    Value.Obj named = with(body, USERNAME.key(), destination.find(USERNAME));
    Value.Obj pictured = with(named, AVATAR_URL.key(), destination.find(AVATAR_URL));
    Optional<String> thread = route.find(THREAD_NAME).map(it -> threadName(it, delivery));
    return with(pictured, THREAD_NAME.key(), thread);
  }

  private static Value.Obj with(Value.Obj body, String name, Optional<?> value) {
    return value.isPresent() ? body.with(name, Value.of(value.get().toString())) : body;
  }

  /// At most 25 characters; Discord drops a second message of the same bot with the same nonce.
  private static String nonce(UUID id) {
    return new BigInteger(id.toString().replace("-", ""), 16).toString(NONCE_BASE);
  }

  private static String threadName(TextTemplate template, Delivery delivery) {
    String name =
        MessageText.clean(template.render(delivery.scope(), Notes.none()))
            .replaceAll("\\s+", " ")
            .strip();
    String shown = DiscordText.isUnseen(name) ? delivery.event().type() : name;
    return MessageText.shortened(shown, THREAD_NAME_MAX);
  }

  @Override
  public Value preview(Config destination, Delivery delivery, DestinationContext context) {
    Config route = delivery.route().config();
    Value.Obj body = body(destination, delivery, message(delivery, context));
    return isByBot(route) ? body.with("channel", Value.of(channel(route, delivery.scope()))) : body;
  }

  @Override
  public String read(Config destination, Value preview) {
    return DiscordReading.of(preview);
  }

  @Override
  public Destination open(Config destination, DestinationContext context) {
    return new DiscordDestination(destination, context, paces);
  }
}
