package io.ingestlayer.delivery.destination.telegram;

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
import io.ingestlayer.delivery.vendor.AccountPaces;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.expression.TextTemplate;
import io.ingestlayer.workspace.DestinationDefinition.Rate;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// What a Telegram destination is to those who define one.
public final class TelegramDestinationType implements DestinationType {
  static final Field<Secret> TOKEN =
      Field.required(
          "token", FieldTypes.SECRET, "The bot's token, `123456789:AA…`, from @BotFather.");
  static final Field<URI> BASE_URL =
      Field.withDefault(
          "base_url",
          FieldTypes.URL,
          URI.create("https://api.telegram.org"),
          "Where Telegram's Bot API is found, for a server of your own, proxies and tests.");
  static final Field<TextTemplate> CHAT =
      Field.required(
          "chat",
          FieldTypes.TEXT_TEMPLATE,
          "The id of a person, group or channel, such as -1001234567890, or a public channel's @name; text with expressions.");
  static final Field<TextTemplate> THREAD =
      Field.optional(
          "thread",
          FieldTypes.TEXT_TEMPLATE,
          "The id of a topic in a group that has topics, digits; text with expressions. Without it the general one.");
  static final Field<Boolean> SILENT =
      Field.withDefault(
          "silent", FieldTypes.BOOLEAN, false, "Whether the message comes without a sound.");
  static final Field<Boolean> PROTECT =
      Field.withDefault(
          "protect",
          FieldTypes.BOOLEAN,
          false,
          "Whether the message can be neither forwarded nor saved.");
  static final Field<TextTemplate> MESSAGE =
      Field.optional(
          "message",
          FieldTypes.TEXT_TEMPLATE,
          "The message's text, with expressions; *bold*, _italic_, `code` and [words](https://…) work in it. Without it the event's fields are shown.");

  /// One a second in a chat. Twenty a minute in a group and thirty a second for all are watched by the destination, which
  /// does not slow down a conversation for it.
  private static final LaneSpec LANES = new LaneSpec(1, 1, new Rate(1, Duration.ofSeconds(1)));

  private final AccountPaces<TelegramPace> paces = new AccountPaces<>(TelegramPace::new);

  @Override
  public String key() {
    return "telegram";
  }

  @Override
  public ConfigSpec config() {
    return ConfigSpec.of(TOKEN, BASE_URL).with(TelegramDestinationType::check);
  }

  /// The token is a part of the address, so that nothing else may stand in it.
  private static void check(Config config, ConfigReader reader) {
    if (!config.get(TOKEN).reveal().matches("[0-9]{1,20}:[A-Za-z0-9_-]{1,200}")) {
      reader.error(
          config.at(),
          "invalid_token",
          "\"token\" is not one such as 123456789:AAbbCC…; @BotFather gives it (/mybots, API Token)");
    }
    if (config.get(BASE_URL).getRawQuery() != null) {
      reader.error(config.at(), "invalid_url", "\"base_url\" takes no query");
    }
  }

  @Override
  public ConfigSpec route(Config destination) {
    return ConfigSpec.of(CHAT, THREAD, SILENT, PROTECT, MESSAGE)
        .with((route, reader) -> {
          if (isConstantly(route.get(CHAT), false)) {
            reader.error(
                route.at(),
                "not_a_chat",
                "\"chat\" is an id (digits, below zero for a group), or the @name of a public channel; a person has an id only");
          }
          if (route.find(THREAD).filter(it -> isConstantly(it, true)).isPresent()) {
            reader.error(route.at(), "not_a_thread", "\"thread\" is a topic's id, digits");
          }
        });
  }

  /// Whether it is wrong for every event.
  private static boolean isConstantly(TextTemplate text, boolean thread) {
    String id = text.source().strip();
    return text.isConstant() && !(thread ? id.matches("[0-9]{1,18}") : isChat(id));
  }

  static boolean isChat(String text) {
    return text.matches("-?[0-9]{1,19}|@[A-Za-z][A-Za-z0-9_]{3,63}");
  }

  @Override
  public LaneSpec lanes(Config destination) {
    return LANES;
  }

  /// A topic can be closed while the rest of its group goes on.
  @Override
  public String lane(Config destination, Config route, Scope scope) {
    String thread = thread(route, scope);
    return chat(route, scope) + (thread.isEmpty() ? "" : "/" + thread);
  }

  static String chat(Config route, Scope scope) {
    return route.get(CHAT).render(scope, Notes.none()).strip();
  }

  static String thread(Config route, Scope scope) {
    Optional<TextTemplate> thread = route.find(THREAD);
    return thread.map(it -> it.render(scope, Notes.none()).strip()).orElse("");
  }

  static TelegramMessage message(Delivery delivery, DestinationContext context) {
    TextTemplate template = delivery.route().config().find(MESSAGE).orElse(null);
    return TelegramMessage.of(delivery, template, context.eventLink(delivery));
  }

  /// The whole body but the chat, which may have moved.
  static Value.Obj body(Delivery delivery, TelegramMessage message) {
    Config route = delivery.route().config();
    Value.Obj body = message.body();
    String thread = thread(route, delivery.scope());
    if (thread.matches("[0-9]{1,18}")) {
      body = body.with("message_thread_id", Value.of(Long.parseLong(thread)));
    }
    if (route.get(SILENT)) {
      body = body.with("disable_notification", Value.of(true));
    }
    return route.get(PROTECT) ? body.with("protect_content", Value.of(true)) : body;
  }

  @Override
  public Value preview(Config destination, Delivery delivery, DestinationContext context) {
    Value.Obj body = body(delivery, message(delivery, context));
    String chat = chat(delivery.route().config(), delivery.scope());
    return body.with("chat_id", Value.of(chat));
  }

  @Override
  public String read(Config destination, Value preview) {
    return TelegramReading.of(preview);
  }

  @Override
  public Destination open(Config destination, DestinationContext context) {
    return new TelegramDestination(destination, context, paces);
  }
}
