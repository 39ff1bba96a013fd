package io.ingestlayer.delivery.destination.email;

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
import io.ingestlayer.expression.ValueTemplate;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What an e-mail destination is to those who define one.
public final class EmailDestinationType implements DestinationType {
  static final Field<String> HOST =
      Field.required(
          "host", FieldTypes.text(253), "The SMTP server that takes your mail: smtp.example.com.");
  static final Field<Integer> PORT =
      Field.optional(
          "port",
          FieldTypes.integer(1, 65_535),
          "Its port; 587 for starttls, 465 for implicit, 25 for none.");
  static final Field<String> TLS =
      Field.withDefault(
          "tls",
          FieldTypes.choice("starttls", "implicit", "none"),
          "starttls",
          "starttls (asked for, and required), implicit (TLS from the first byte), or none: only to this machine itself, unless unencrypted says yes.");
  static final Field<Boolean> UNENCRYPTED =
      Field.withDefault(
          "unencrypted",
          FieldTypes.BOOLEAN,
          false,
          "true when everybody on the way to the server may read the mail; only with tls: none, and never with a password.");
  static final Field<String> USER =
      Field.optional(
          "user", FieldTypes.text(320), "The user to log in as; together with password.");
  static final Field<Secret> PASSWORD =
      Field.optional(
          "password", FieldTypes.SECRET, "The password, or a key or token that stands for one.");
  static final Field<Mailbox> FROM =
      Field.required(
          "from",
          Mailbox.TYPE,
          "Who it is from: alerts@acme.co, or Acme alerts <alerts@acme.co>. The server must let you send as it.");
  static final Field<Mailbox> REPLY_TO =
      Field.optional("reply_to", Mailbox.TYPE, "Where answers go, when not to from.");
  static final Field<String> CA =
      Field.optional(
          "ca",
          FieldTypes.text(4_096),
          "A PEM file with the certificates that are trusted instead of Java's, for a server of your own.");
  static final Field<Duration> TIMEOUT =
      Field.withDefault(
          "timeout",
          FieldTypes.duration(Duration.ofSeconds(1), Duration.ofSeconds(110)),
          Duration.ofSeconds(30),
          "How long one answer of the server may take; a whole message takes at most 2m.");
  static final Field<TextTemplate> LIST_UNSUBSCRIBE =
      Field.optional(
          "list_unsubscribe",
          FieldTypes.TEXT_TEMPLATE,
          "An https: or mailto: address where a recipient says that they want no more; https is also told as one click. Values in it are escaped.");

  static final Field<ValueTemplate> RECIPIENTS =
      Field.required(
          "recipients",
          Recipients.TYPE,
          "Who gets it: an address, an expression such as $event.email, or a list of at most 50.");
  static final Field<TextTemplate> SUBJECT =
      Field.optional(
          "subject",
          FieldTypes.TEXT_TEMPLATE,
          "The subject, with expressions. Without it the event's type and its first fact.");
  static final Field<TextTemplate> MESSAGE =
      Field.optional(
          "message",
          FieldTypes.TEXT_TEMPLATE,
          "The message as plain text, with expressions. Without it the event's fields are shown.");
  static final Field<TextTemplate> HTML =
      Field.optional(
          "html",
          FieldTypes.TEXT_TEMPLATE,
          "The message as HTML, with expressions whose values are escaped. Without it HTML is made of the text.");

  private static final LaneSpec LANES = new LaneSpec(2, 1, null);

  /// An inbox that stands in for e-mail has neither server nor sender, and nothing is sent.
  private static final String NO_HOST = "mail.invalid";

  private static final Mailbox NOBODY = Mailbox.parse("inbox@" + NO_HOST);

  @Override
  public String key() {
    return "email";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("email.out");
  }

  @Override
  public ConfigSpec config() {
    return ConfigSpec.of(
            HOST,
            PORT,
            TLS,
            UNENCRYPTED,
            USER,
            PASSWORD,
            FROM,
            REPLY_TO,
            CA,
            TIMEOUT,
            LIST_UNSUBSCRIBE)
        .with(EmailDestinationType::check)
        .with(EmailDestinationType::checkUnsubscribe);
  }

  private static void check(Config config, ConfigReader reader) {
    if (!config.get(HOST).matches("[A-Za-z0-9.:\\[\\]_-]+")) {
      reader.error(
          config.at(),
          "invalid_host",
          "\"host\" is a name or an address, without a port or a scheme");
    }
    boolean hasLogin = config.find(USER).isPresent();
    if (hasLogin != config.find(PASSWORD).isPresent()) {
      reader.error(config.at(), "user_and_password", "\"user\" and \"password\" go together");
    }
    if (!config.get(TLS).equals("none")) {
      return;
    }
    if (hasLogin) {
      reader.error(
          config.at(), "password_unencrypted", "with tls: none no password is sent; use starttls");
    }
    if (!isLoopback(config.get(HOST)) && !config.get(UNENCRYPTED)) {
      reader.error(
          config.at(),
          "unencrypted",
          "with tls: none everybody on the way can read the mail; use starttls, or write unencrypted: true");
    }
  }

  private static void checkUnsubscribe(Config config, ConfigReader reader) {
    config
        .find(LIST_UNSUBSCRIBE)
        .filter(it -> it.isConstant() && !Unsubscribe.isAddress(it.source().strip()))
        .ifPresent(_ ->
            reader.error(
                config.at(),
                "invalid_unsubscribe",
                "\"list_unsubscribe\" is an address that begins with https:// or mailto:"));
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.[0-9]{1,3}){3}");
  }

  @Override
  public ConfigSpec route(Config destination) {
    return ConfigSpec.of(RECIPIENTS, SUBJECT, MESSAGE, HTML, LIST_UNSUBSCRIBE)
        .with(EmailDestinationType::checkUnsubscribe);
  }

  @Override
  public LaneSpec lanes(Config destination) {
    return LANES;
  }

  /// A server counts what one account sends, to whomever, and breaks for all of it.
  @Override
  public String lane(Config destination, Config route, Scope scope) {
    return destination.find(HOST).orElse(NO_HOST).toLowerCase(Locale.ROOT);
  }

  static SmtpServer server(Config config) {
    SmtpServer.Tls tls = SmtpServer.Tls.valueOf(config.get(TLS).toUpperCase(Locale.ROOT));
    int port =
        switch (tls) {
          case STARTTLS -> 587;
          case IMPLICIT -> 465;
          case NONE -> 25;
        };
    SmtpServer.Login login =
        config.find(USER).map(it -> new SmtpServer.Login(it, config.get(PASSWORD))).orElse(null);
    return new SmtpServer(
        config.get(HOST),
        config.find(PORT).orElse(port),
        tls,
        login,
        config.find(CA).orElse(null),
        config.get(TIMEOUT));
  }

  static Recipients recipients(Delivery delivery) {
    return Recipients.of(delivery.route().config().get(RECIPIENTS), delivery.scope());
  }

  static EmailMessage message(
      Config config, Delivery delivery, Instant at, DestinationContext context) {
    return new EmailMessage(
        delivery.id(),
        at,
        config.find(FROM).orElse(NOBODY),
        config.find(REPLY_TO).orElse(null),
        recipients(delivery).addresses(),
        unsubscribe(config, delivery).orElse(null),
        EmailContent.of(delivery, context.eventLink(delivery)));
  }

  private static Optional<TextTemplate> unsubscribing(Config config, Delivery delivery) {
    return delivery.route().config().find(LIST_UNSUBSCRIBE).or(() -> config.find(LIST_UNSUBSCRIBE));
  }

  private static Optional<Unsubscribe> unsubscribe(Config config, Delivery delivery) {
    return unsubscribing(config, delivery).flatMap(it -> Unsubscribe.of(it, delivery));
  }

  /// Whether it was to be there, and came to nothing for this event.
  static boolean lacksUnsubscribe(Config config, Delivery delivery) {
    return unsubscribing(config, delivery).isPresent() && unsubscribe(config, delivery).isEmpty();
  }

  @Override
  public Value preview(Config destination, Delivery delivery, DestinationContext context) {
    EmailMessage message = message(destination, delivery, delivery.scope().now(), context);
    return Value.object()
        .put("from", shown(message.from()))
        .put(
            "to",
            message.to().stream().map(MailAddress::toString).collect(Collectors.joining(", ")))
        .put("subject", message.content().subject())
        .put("message_id", message.messageId())
        .put("text", message.content().text())
        .put("html", message.content().html())
        .build();
  }

  private static String shown(Mailbox mailbox) {
    return mailbox.name().isEmpty()
        ? mailbox.address().toString()
        : mailbox.name() + " <" + mailbox.address() + ">";
  }

  @Override
  public String read(Config destination, Value preview) {
    return "From: %s\nTo: %s\nSubject: %s\n\n%s"
        .formatted(
            text(preview, "from"),
            text(preview, "to"),
            text(preview, "subject"),
            text(preview, "text"));
  }

  private static String text(Value preview, String name) {
    return preview.get(name) instanceof Value.Text(String text) ? text : "";
  }

  @Override
  public Destination open(Config destination, DestinationContext context) {
    return new EmailDestination(destination, context);
  }
}
