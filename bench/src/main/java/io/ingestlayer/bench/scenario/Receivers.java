package io.ingestlayer.bench.scenario;

import io.ingestlayer.testkit.discord.DiscordFake;
import io.ingestlayer.testkit.http.Answer;
import io.ingestlayer.testkit.http.Receiver;
import io.ingestlayer.testkit.notion.NotionFake;
import io.ingestlayer.testkit.slack.SlackFake;
import io.ingestlayer.testkit.smtp.SmtpFake;
import io.ingestlayer.testkit.telegram.TelegramFake;
import io.ingestlayer.testkit.webhook.WebhookFake;
import java.time.Duration;
import java.time.InstantSource;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Everybody on loopback who is sent to: each vendor as strict as it is but for its pace, and receivers of webhooks.
///
/// What they are asked to keep they keep: that is a part of the time of whoever waits for their answer.
final class Receivers implements AutoCloseable {
  static final String STEADY = "steady.used";
  static final String TENTH_UP = "tenth-up.used";
  static final String TENTH_DOWN = "tenth-down.used";
  static final String DOWN = "tenth-down";
  static final int HEALTHY = 9;

  /// What the destination that is down may be sent.
  static final int DRAIN_PER_SECOND = 1_000;

  private static final String TOKEN = "xoxb-bench-token";
  private static final String CHANNEL = "#bench";
  private static final int NO_PACE = 1_000_000;

  private final InstantSource clock = InstantSource.system();
  private final ArrivalTimes arrivals = new ArrivalTimes(clock);
  private final Receiver steady = Receiver.start(clock, arrivals::answer);
  private final Receiver tenth = Receiver.start(clock, _ -> Answer.status(204));
  private final WebhookFake webhook = WebhookFake.start(clock);
  private final WebhookFake batches = WebhookFake.start(clock);
  private final SlackFake slack = SlackFake.start(clock);
  private final DiscordFake discord = DiscordFake.start(clock);
  private final TelegramFake telegram = TelegramFake.start(clock);
  private final NotionFake notion = NotionFake.start(clock);
  private final SmtpFake mail = SmtpFake.plain();
  private final String definitions;

  private Receivers() {
    slack.token(TOKEN, "chat:write");
    slack.channel(CHANNEL);
    slack.invite(CHANNEL);
    slack.pace(1, Duration.ZERO);
    discord.pace(NO_PACE, Duration.ofMillis(1));
    telegram.bot("1:bench");
    telegram.paced(false);
    notion.token("ntn_bench");
    definitions = siblings() + kinds();
  }

  static Receivers start() {
    return new Receivers();
  }

  /// One destination of each kind, and a pipeline for it.
  private String kinds() {
    String database = notion.database("Usage");
    notion.dataSource(database, "Usage");
    String signed = ", secret: \"a secret of the bench\"";
    return kind("webhook", "webhook", "url: \"" + webhook.url("/") + "\"" + signed, "")
        + kind(
            "batches",
            "webhook",
            "url: \"" + batches.url("/") + "\", batch: { max: 100 }" + signed,
            "")
        + paced(
            "slack",
            "token: " + TOKEN + ", base_url: \"" + slack.baseUrl() + "/api\"",
            ", channel: \"" + CHANNEL + "\"")
        + paced("discord", "webhook_url: \"" + discord.webhook(discord.channel()) + "\"", "")
        + paced(
            "telegram",
            "token: \"1:bench\", base_url: \"" + telegram.baseUrl() + "\"",
            ", chat: \"" + telegram.person() + "\"")
        + paced(
            "notion",
            "token: ntn_bench, base_url: \"" + notion.baseUrl() + "\"",
            ", database: " + database)
        + kind(
            "email",
            "email",
            "host: 127.0.0.1, port: " + mail.port() + ", tls: none, from: bench@acme.example",
            ", recipients: [ops@acme.example]")
        + kind("postgres", "postgres", "url: { env: WAREHOUSE_URL }", ", table: kinds")
        + kind("inbox", "inbox", "as: webhook", "");
  }

  /// A kind that keeps its vendor's pace, defined with a rate that is none.
  private static String paced(String kind, String config, String route) {
    return kind(kind, kind, config, route) + "rate: { messages: 1000000, per: 1s }\n";
  }

  private static String kind(String name, String type, String config, String route) {
    return """
    ---
    pipeline: to-%1$s
    match: to.%1$s
    destinations:
      - { to: to-%1$s%4$s }
    ---
    destination: to-%1$s
    type: %2$s
    config: { %3$s }
    """
        .formatted(name, type, config, route);
  }

  /// Nine that are well and get everything, and a tenth twice: one that is well, one that will be down.
  private String siblings() {
    String nine =
        IntStream.rangeClosed(1, HEALTHY)
            .mapToObj(it -> webhook("healthy-" + it, steady.url("/" + it), ""))
            .collect(Collectors.joining());
    String routes =
        IntStream.rangeClosed(1, HEALTHY)
            .mapToObj("  - to: healthy-%d\n"::formatted)
            .collect(Collectors.joining());
    String rate = "rate: { messages: " + DRAIN_PER_SECOND + ", per: 1s }\n";
    return nine
        + webhook("tenth-up", tenth.url("/up"), rate)
        + webhook(DOWN, tenth.url("/down"), rate)
        + """
        ---
        pipeline: steady
        match: %s
        destinations:
        %s---
        pipeline: tenth-up
        match: %s
        destinations: [ { to: tenth-up } ]
        ---
        pipeline: tenth-down
        match: %s
        destinations: [ { to: tenth-down } ]
        """
            .formatted(STEADY, routes, TENTH_UP, TENTH_DOWN);
  }

  private static String webhook(String name, String url, String more) {
    return """
    ---
    destination: %s
    type: webhook
    config: { url: "%s"%s }
    %s\
    """
        .formatted(name, url, more.isEmpty() ? "" : ", batch: { max: 100 }", more);
  }

  /// The workspace's file with a destination and a pipeline for each.
  String definitions() {
    return definitions;
  }

  /// How long the nine had to wait for what was accepted.
  ArrivalTimes arrivals() {
    return arrivals;
  }

  /// The tenth answers 503 to one of its names, or answers as it should to both.
  void tenthIsDown(boolean down) {
    tenth.answer(request -> Answer.status(down && request.path().equals("/down") ? 503 : 204));
  }

  /// What that kind has taken so far; what is kept in a database is counted there.
  long taken(String kind) {
    return switch (kind) {
      case "webhook" -> webhook.accepted().size();
      case "slack" -> slack.messages().size();
      case "discord" -> discord.messages().size();
      case "telegram" -> telegram.messages().size();
      case "notion" -> notion.written().size();
      case "email" -> mail.mails().size();
      default -> throw new IllegalArgumentException(kind + " is not counted here");
    };
  }

  @Override
  public void close() {
    steady.close();
    tenth.close();
    webhook.close();
    batches.close();
    slack.close();
    discord.close();
    telegram.close();
    notion.close();
    mail.close();
  }
}
