package io.ingestlayer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.testkit.await.Await;
import io.ingestlayer.testkit.notion.NotionFake;
import io.ingestlayer.testkit.slack.SlackFake;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/// What a person's consent brings: codes, tokens, and what renews them. The vendors make all of them up, with one end.
final class ConsentedSecrets implements AutoCloseable {
  /// The end of each code and token.
  static final String MARK = "notforyoureyes";

  private static final String PUBLIC_URL = "https://ingest.example";
  private static final String EVENT = "person.consented";
  private static final Duration SOON = Duration.ofSeconds(30);

  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private final SlackFake slack = SlackFake.start(() -> Instant.now().plus(ahead.get()));
  private final NotionFake notion = NotionFake.start(Instant::now);
  private final ServerProcess server;
  private final SecretLook look;

  ConsentedSecrets(
      SecretSearch search, ServerProcess server, PlantedSecrets planted, SecretLook look) {
    this.server = server;
    this.look = look;
    String slackSecret = search.made("the client secret of Slack's app");
    String notionSecret = search.made("the client secret of Notion's integration");
    slack.app("1.2", slackSecret, PUBLIC_URL + "/v1/oauth/slack/callback", true);
    slack.channel("#all");
    notion.app("app", notionSecret);
    String database = notion.database("People");
    notion.dataSource(database, "People");
    server.with("INGESTLAYER_PUBLIC_URL", PUBLIC_URL).with("SLACK_CLIENT_SECRET", slackSecret);
    planted.write("SLACK_CONSENTED", slack.baseUrl());
    planted.write("NOTION_CONSENTED", notion.baseUrl());
    planted.write("PLAIN_NOTION_CLIENT_SECRET", notionSecret);
    planted.write("CONSENTED_DATABASE", database);
  }

  /// Consents to both, sends, has both renew their tokens, and sends again.
  void connectAndRenew() {
    callback(slack.allow(page("slack-consented")), 200);
    callback(notion.allow(page("notion-consented")), 200);
    slack.invite("#all");
    arrives(1);
    look.at("GET channels", server.api().get("/v1/destinations/slack-consented/channels"));

    ahead.set(Duration.ofHours(13));
    notion.revoke("ntn_2-" + MARK);
    arrives(2);

    assertThat(slack.refreshes()).isEqualTo(1);
    assertThat(notion.refreshes()).isEqualTo(1);
  }

  /// A code that is used twice, one for nobody, and one whose answer is lost.
  void connectInVain() {
    URI back = slack.allow(page("slack-consented"));
    callback(URI.create(back.toString().replace("state=", "state=x")), 400);
    callback(URI.create(back.toString().replace("code=", "code=not-")), 400);
    URI another = notion.allow(page("notion-consented"));
    notion.down(true);
    callback(another, 400);
    notion.down(false);
  }

  private URI page(String destination) {
    HttpResponse<String> answer = server.api().get("/v1/destinations/" + destination + "/connect");
    look.at("GET connect of " + destination, answer);
    return URI.create(Api.json(answer).path("data").path("url").asString());
  }

  private void callback(URI back, int status) {
    String path = back.getRawPath() + "?" + back.getRawQuery();
    HttpResponse<String> answer =
        server.api().browse(HttpRequest.newBuilder(URI.create(server.url() + path)).GET());
    look.at("the callback of " + back.getPath(), answer);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
  }

  private void arrives(int count) {
    server.api().send(EVENT, "{\"n\":" + count + "}");
    Await.until(
        "message " + count + " of both",
        SOON,
        () -> slack.messages().size() == count && notion.written().size() == count);
  }

  @Override
  public void close() {
    slack.close();
    notion.close();
  }
}
