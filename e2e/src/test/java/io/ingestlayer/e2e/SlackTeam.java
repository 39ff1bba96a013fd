package io.ingestlayer.e2e;

import io.ingestlayer.testkit.await.Await;
import io.ingestlayer.testkit.slack.SentMessage;
import io.ingestlayer.testkit.slack.SlackFake;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A Slack workspace with our app in it.
record SlackTeam(SlackFake slack) implements AutoCloseable {
  static final String TOKEN = "xoxb-e2e-token";
  private static final Pattern LINK = Pattern.compile("https?://[^\\s|>]+");
  private static final Duration ARRIVAL_MAX = Duration.ofSeconds(30);

  /// @param channels that the app was invited to
  static SlackTeam with(String... channels) {
    SlackFake slack = SlackFake.start(InstantSource.system());
    slack.token(TOKEN, "chat:write", "users:read.email", "im:write");
    for (String channel : channels) {
      slack.channel(channel);
      slack.invite(channel);
    }
    return new SlackTeam(slack);
  }

  /// The definition of the destination `team-slack`.
  String definition() {
    return """
    destination: team-slack
    type: slack
    config: { token: { env: SLACK_BOT_TOKEN }, base_url: "%s/api" }
    """
        .formatted(slack.baseUrl());
  }

  /// The messages of a channel with that in their text.
  List<SentMessage> messages(String channel, String text) {
    return slack.messages(channel).stream().filter(it -> it.text().contains(text)).toList();
  }

  /// The first message of a channel with that in its text, once it is there.
  SentMessage awaitMessage(String channel, String text) {
    return awaitMessage(channel, text, ARRIVAL_MAX);
  }

  SentMessage awaitMessage(String channel, String text, Duration atMost) {
    return Await.present(
        "\"%s\" in %s; refused so far: %s".formatted(text, channel, slack.refused()),
        atMost,
        () -> messages(channel, text).stream().findFirst());
  }

  /// The first message to a person with that in its text, once it is there.
  SentMessage awaitDirectMessage(String text) {
    return Await.present(
        "a direct message \"%s\"".formatted(text),
        ARRIVAL_MAX,
        () -> direct().stream().filter(it -> it.text().contains(text)).findFirst());
  }

  private List<SentMessage> direct() {
    return slack.messages().stream().filter(it -> it.channel().startsWith("D")).toList();
  }

  /// The texts of a message's sections and their fields.
  static List<String> fields(SentMessage message) {
    return message
        .json()
        .path("blocks")
        .valueStream()
        .flatMap(it -> it.path("fields").valueStream())
        .map(it -> it.path("text").asString())
        .toList();
  }

  /// The first link in a message's small print.
  static Optional<String> link(SentMessage message) {
    return message
        .json()
        .path("blocks")
        .valueStream()
        .flatMap(it -> it.path("elements").valueStream())
        .map(it -> LINK.matcher(it.path("text").asString()))
        .filter(Matcher::find)
        .map(Matcher::group)
        .findFirst();
  }

  @Override
  public void close() {
    slack.close();
  }
}
