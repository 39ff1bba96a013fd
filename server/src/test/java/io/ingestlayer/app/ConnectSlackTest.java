package io.ingestlayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.testkit.await.Await;
import io.ingestlayer.testkit.slack.Fault;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Connecting Slack by consent, seen from outside of the whole server.
class ConnectSlackTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String CALLBACK = "https://ingest.example/v1/oauth/slack/callback";
  private static final String CLIENT_SECRET = "client-notforyoureyes";
  private static final String DEFINITIONS =
      """
      destination: team
      type: slack
      config:
        oauth: { client_id: "1.2", client_secret: { env: SLACK_CLIENT_SECRET } }
        base_url: { env: SLACK_URL }
      ---
      destination: pasted
      type: slack
      config: { token: { env: SLACK_BOT_TOKEN }, base_url: { env: SLACK_URL } }
      ---
      destination: hook
      type: slack
      config: { webhook_url: "https://hooks.slack.com/services/T1/B1/x" }
      ---
      pipeline: all
      match: signed_up
      destinations: [ { to: team, channel: "#all", message: "{{ $event.n }}" } ]
      """;

  @TempDir private Path folder;
  private TurnedServer server;
  private final List<String> answers = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    server =
        new TurnedServer(
            folder,
            DEFINITIONS,
            Map.of(
                "INGESTLAYER_PUBLIC_URL",
                "https://ingest.example",
                "SLACK_CLIENT_SECRET",
                CLIENT_SECRET));
    server.slack.app("1.2", CLIENT_SECRET, CALLBACK, true);
    server.slack.channel("#all");
  }

  /// No page and no answer has shown a secret.
  @AfterEach
  void stop() {
    server.close();
    assertThat(answers).allSatisfy(it -> assertThat(it).doesNotContain("notforyoureyes"));
  }

  private HttpResponse<String> open(URI page, String... headers) throws Exception {
    String path = page.getRawPath() + (page.getRawQuery() == null ? "" : "?" + page.getRawQuery());
    HttpResponse<String> answer = server.page("GET", path, "", headers);
    answers.add(answer.body());
    return answer;
  }

  /// The vendor's page, by the API.
  private URI begun() throws Exception {
    Value data = server.call("GET", "/v1/destinations/team/connect", "").get("data");
    return URI.create(TurnedServer.text(data.get("url")));
  }

  private Value health() throws Exception {
    Value health = server.call("GET", "/v1/destinations/team/health", "").get("data");
    answers.add(Json.write(health));
    return health;
  }

  private String heldBy() {
    try {
      return TurnedServer.text(health().get("code"));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void awaitHeld(String code) {
    Await.until("the destination is held", SOON, () -> heldBy().equals(code));
  }

  private void assertNotConnected() throws Exception {
    Value channels = server.call("GET", "/v1/destinations/team/channels", "");
    assertThat(TurnedServer.text(channels.get("code"))).isEqualTo("not_connected");
  }

  @Test
  void what_waited_for_a_connection_goes_on_its_way_once_a_person_has_consented() throws Exception {
    server.send("signed_up", "{\"n\":1}", "");
    awaitHeld("not_connected");
    assertThat(TurnedServer.text(health().get("suggestion")))
        .isEqualTo("open https://ingest.example/connect/team and connect a workspace");

    URI back = server.slack.allow(begun());
    HttpResponse<String> done = open(back);
    server.slack.invite("#all");

    assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
    assertThat(done.body()).contains("<b>team</b>", "Fake &lt;Corp&gt;");
    Await.until(
        "what waited arrives",
        SOON,
        () -> {
          server.clock.turn(Duration.ofSeconds(30));
          return server.slack.messages().size() == 1;
        });
    assertThat(Json.write(health().get("facts"))).isEqualTo("{\"connected_to\":\"Fake <Corp>\"}");
  }

  @Test
  void slack_is_asked_for_what_the_switches_need_and_sends_back_to_the_callback() throws Exception {
    URI page = begun();

    assertThat(page.toString())
        .startsWith(server.slack.baseUrl() + "/oauth/v2/authorize?client_id=1.2&")
        .contains("scope=chat%3Awrite%2Cchannels%3Aread&")
        .contains("redirect_uri=https%3A%2F%2Fingest.example%2Fv1%2Foauth%2Fslack%2Fcallback");
    assertThat(page.getRawQuery().replaceFirst(".*&state=", "")).hasSize(43);
  }

  @Test
  void a_page_begun_in_a_browser_ends_only_there() throws Exception {
    HttpResponse<String> form = open(URI.create("/connect/team"));
    HttpResponse<String> wrong = server.page("POST", "/connect/team", "key=il_live_wrong");
    HttpResponse<String> good = server.page("POST", "/connect/team", "key=" + TurnedServer.KEY);
    String cookie = good.headers().firstValue("Set-Cookie").orElse("");
    URI page =
        URI.create(
            good.body().replaceFirst("(?s).*href=\"([^\"]+)\".*", "$1").replace("&amp;", "&"));

    HttpResponse<String> elsewhere = open(server.slack.allow(page));
    HttpResponse<String> again = server.page("POST", "/connect/team", "key=" + TurnedServer.KEY);
    String mark = again.headers().firstValue("Set-Cookie").orElse("").replaceFirst(";.*", "");
    URI next =
        URI.create(
            again.body().replaceFirst("(?s).*href=\"([^\"]+)\".*", "$1").replace("&amp;", "&"));
    HttpResponse<String> here = open(server.slack.allow(next), "Cookie", "a=b; " + mark);

    assertThat(form.body()).contains("API key with the scope <b>write</b>");
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(cookie)
        .matches(
            "__Host-il_connect=[\\w-]{43}; Path=/; Max-Age=600; HttpOnly; SameSite=Lax; Secure");
    assertThat(elsewhere.statusCode()).isEqualTo(400);
    assertThat(here.statusCode()).as(here.body()).isEqualTo(200);
    assertThat(here.headers().firstValue("Content-Security-Policy").orElse(""))
        .startsWith("default-src 'none'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?code=CODE",
        "?code=CODE&state=",
        "?code=CODE&state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "?code=CODE&state=' or 1=1",
        "?code=CODE&state=<script>"
      })
  void a_callback_with_a_missing_or_foreign_state_connects_nothing(String query) throws Exception {
    String code = server.slack.allow(begun()).getRawQuery().replaceFirst("&state.*", "");
    String sent =
        query
            .replace("?code=CODE", "?" + code)
            .replace(" ", "%20")
            .replace("<", "%3C")
            .replace(">", "%3E");

    HttpResponse<String> answer = open(URI.create("/v1/oauth/slack/callback" + sent));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).doesNotContain("<script");
    assertNotConnected();
  }

  @Test
  void a_state_is_good_once_for_ten_minutes_and_for_its_type() throws Exception {
    URI late = server.slack.allow(begun());
    server.clock.turn(Duration.ofMinutes(10));
    HttpResponse<String> expired = open(late);
    URI other = server.slack.allow(begun());
    HttpResponse<String> otherType =
        open(URI.create(other.toString().replace("/slack/", "/notion/")));
    HttpResponse<String> spent = open(other);
    assertNotConnected();

    URI good = server.slack.allow(begun());
    HttpResponse<String> looked =
        server.page("HEAD", good.getRawPath() + "?" + good.getRawQuery(), "");
    HttpResponse<String> first = open(good);
    HttpResponse<String> second = open(good);

    assertThat(List.of(expired, otherType, spent, looked, second))
        .allSatisfy(it -> assertThat(it.statusCode()).isEqualTo(400));
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(server.slack.refused()).doesNotContainKey("invalid_code");
  }

  @Test
  void a_person_who_says_no_is_told_so_and_nothing_is_connected() throws Exception {
    HttpResponse<String> no = open(server.slack.deny(begun()));
    HttpResponse<String> odd =
        open(
            URI.create(
                server.slack.deny(begun()).toString().replace("access_denied", "%3Cb%3Ehi")));

    assertThat(no.statusCode()).isEqualTo(400);
    assertThat(no.body()).contains("You did not allow it.");
    assertThat(odd.body()).contains("not one of its codes").doesNotContain("<b>hi");
    assertNotConnected();
  }

  @Test
  void what_was_not_granted_is_told() throws Exception {
    HttpResponse<String> done = open(server.slack.allow(begun(), "chat:write"));
    Value channels = server.call("GET", "/v1/destinations/team/channels", "");

    assertThat(done.statusCode()).isEqualTo(200);
    assertThat(done.body()).contains("Not granted, and missing: <b>channels:read</b>");
    assertThat(TurnedServer.text(channels.get("code"))).isEqualTo("missing_scope");
  }

  @Test
  void a_wrong_client_secret_is_told_and_not_shown() throws Exception {
    URI back = server.slack.allow(begun());
    server.slack.app("1.2", "another", CALLBACK, true);

    HttpResponse<String> answer = open(back);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("Slack does not know this client_secret.");
    assertNotConnected();
  }

  @Test
  void a_disconnected_destination_waits_and_its_token_is_revoked() throws Exception {
    open(server.slack.allow(begun()));
    server.slack.invite("#all");
    server.send("signed_up", "{\"n\":1}", "");
    server.slack.awaitMessages(1, SOON);

    Value gone = server.call("DELETE", "/v1/destinations/team/connection", "");
    Value again = server.call("DELETE", "/v1/destinations/team/connection", "");
    server.clock.turn(Duration.ofSeconds(2));
    server.send("signed_up", "{\"n\":2}", "");

    assertThat(Json.write(gone)).isEqualTo("{\"data\":{\"disconnected\":true}}");
    assertThat(TurnedServer.text(again.get("code"))).isEqualTo("not_found");
    awaitHeld("not_connected");
    assertThat(server.slack.messages()).hasSize(1);
  }

  @Test
  void channels_are_listed_in_pages_and_kept_for_a_minute() throws Exception {
    open(server.slack.allow(begun()));
    for (int i = 0; i < 250; i++) {
      server.slack.channel("#c" + i);
    }
    server.slack.privateChannel("#secret");
    server.slack.invite("#c7");

    Value first = server.call("GET", "/v1/destinations/team/channels", "").get("data");
    long asked = server.slack.requests();
    server.slack.channel("#new");
    Value second = server.call("GET", "/v1/destinations/team/channels", "").get("data");
    long askedAgain = server.slack.requests();
    server.clock.turn(Duration.ofMinutes(1));
    Value third = server.call("GET", "/v1/destinations/team/channels", "").get("data");

    List<Value> channels = ((Value.Arr) first.get("channels")).elements();
    assertThat(channels).hasSize(251);
    assertThat(first.get("more")).isEqualTo(Value.Bool.FALSE);
    assertThat(Json.write(channels.get(8)))
        .matches("\\{\"id\":\"C\\d{8}\",\"name\":\"#c7\",\"private\":false,\"member\":true}");
    assertThat(second).isEqualTo(first);
    assertThat(askedAgain).isEqualTo(asked);
    assertThat(((Value.Arr) third.get("channels")).elements()).hasSize(252);
  }

  @Test
  void a_vendor_that_asks_to_wait_is_passed_on() throws Exception {
    open(server.slack.allow(begun()));
    server.slack.failNext(1, Fault.rateLimited("17"));

    HttpResponse<String> answer = server.asKey("GET", "/v1/destinations/team/channels", "");

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).contains("17");
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).contains("problem+json");
  }

  @Test
  void what_has_no_consent_or_no_channels_says_so() throws Exception {
    Value pasted = server.call("GET", "/v1/destinations/pasted/connect", "");
    Value hook = server.call("GET", "/v1/destinations/hook/channels", "");
    Value unknown = server.call("GET", "/v1/destinations/nobody/connect", "");
    HttpResponse<String> keyless = server.page("GET", "/v1/destinations/team/connect", "");
    HttpResponse<String> page = server.page("POST", "/connect/pasted", "key=" + TurnedServer.KEY);

    assertThat(TurnedServer.text(pasted.get("code"))).isEqualTo("no_consent");
    assertThat(TurnedServer.text(hook.get("code"))).isEqualTo("no_channels");
    assertThat(TurnedServer.text(unknown.get("code"))).isEqualTo("not_found");
    assertThat(keyless.statusCode()).isEqualTo(401);
    assertThat(page.statusCode()).isEqualTo(404);
  }

  @Test
  void the_manifest_of_the_app_has_the_address_of_this_server() throws Exception {
    HttpResponse<String> slack = server.asKey("GET", "/v1/destination-types/slack/manifest", "");
    Value inbox = server.call("GET", "/v1/destination-types/inbox/manifest", "");

    assertThat(slack.body()).contains("- " + CALLBACK + "\n").contains("- chat:write\n");
    assertThat(TurnedServer.text(inbox.get("code"))).isEqualTo("not_found");
  }
}
