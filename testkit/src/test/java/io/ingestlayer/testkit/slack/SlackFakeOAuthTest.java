package io.ingestlayer.testkit.slack;

import static io.ingestlayer.testkit.slack.SlackClient.TOKEN;
import static io.ingestlayer.testkit.slack.SlackClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.testkit.clock.TurnableClock;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SlackFakeOAuthTest {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String BACK = "https://a.example/cb";

  private final TurnableClock clock = new TurnableClock(Instant.ofEpochSecond(1_800_000_000));
  private final SlackFake slack = SlackFake.start(clock);
  private final SlackClient client = new SlackClient(slack);

  @BeforeEach
  void an_app() {
    slack.app("1.2", "secret", BACK, true);
    slack.channel("#alerts");
  }

  @AfterEach
  void close() {
    client.close();
    slack.close();
  }

  private URI page(String redirect) {
    return URI.create(
        slack.baseUrl()
            + "/oauth/v2/authorize?client_id=1.2&scope=chat:write,channels:read&state=s%2B1&redirect_uri="
            + redirect);
  }

  private String code() {
    return slack.allow(page(BACK)).getQuery().replaceFirst("code=([^&]+)&.*", "$1");
  }

  private JsonNode access(String secret, String form) throws IOException {
    String body = "client_id=1.2&client_secret=" + secret + "&" + form;
    return json(client.call("oauth.v2.access", "", FORM, body));
  }

  private JsonNode exchanged() throws IOException {
    return access("secret", "code=" + code() + "&redirect_uri=" + BACK);
  }

  private String errorOf(String token) throws IOException {
    String message = "{\"channel\":\"#alerts\",\"text\":\"hi\"}";
    return json(client.call("chat.postMessage", token, "application/json; charset=utf-8", message))
        .path("error")
        .asString("none");
  }

  @Test
  void a_person_is_sent_back_with_a_code_or_a_refusal_and_the_state() {
    assertThat(slack.allow(page(BACK)).toString()).startsWith(BACK).endsWith("&state=s%2B1");
    assertThat(slack.deny(page(BACK)).toString())
        .isEqualTo(BACK + "?error=access_denied&state=s%2B1");
    assertThatThrownBy(() -> slack.allow(page("https://evil.example/cb")))
        .hasMessageContaining("bad_redirect_uri");
  }

  @Test
  void a_code_is_good_once_for_its_app_and_its_redirect_and_ten_minutes() throws Exception {
    String code = code();
    String late = code();

    assertThat(access("wrong", "code=" + code).path("error").asString())
        .isEqualTo("bad_client_secret");
    assertThat(access("secret", "code=" + code).path("error").asString())
        .isEqualTo("bad_redirect_uri");
    JsonNode good = access("secret", "code=" + code + "&redirect_uri=" + BACK);
    assertThat(access("secret", "code=" + code + "&redirect_uri=" + BACK).path("error").asString())
        .isEqualTo("invalid_code");
    clock.turn(Duration.ofMinutes(11));
    assertThat(access("secret", "code=" + late + "&redirect_uri=" + BACK).path("error").asString())
        .isEqualTo("invalid_code");

    assertThat(good.path("scope").asString()).isEqualTo("channels:read,chat:write");
    assertThat(good.path("expires_in").asInt()).isEqualTo(43_200);
    assertThat(good.at("/team/name").asString()).isNotEmpty();
  }

  @Test
  void a_refresh_token_is_good_once_and_the_new_token_is_the_same_bot() throws Exception {
    JsonNode first = exchanged();
    slack.invite("#alerts");
    String form =
        "grant_type=refresh_token&refresh_token=" + first.path("refresh_token").asString();

    JsonNode second = access("secret", form);
    JsonNode again = access("secret", form);

    assertThat(errorOf(second.path("access_token").asString())).isEqualTo("none");
    assertThat(again.path("error").asString()).isEqualTo("invalid_refresh_token");
    assertThat(slack.refreshes()).isEqualTo(1);
  }

  @Test
  void a_token_ends_after_twelve_hours_and_when_it_is_revoked() throws Exception {
    String token = exchanged().path("access_token").asString();
    String other = exchanged().path("access_token").asString();
    slack.invite("#alerts");

    String before = errorOf(token);
    client.call("auth.revoke", other, FORM, "");
    String revoked = errorOf(other);
    clock.turn(Duration.ofHours(12));

    assertThat(before).isEqualTo("none");
    assertThat(revoked).isEqualTo("token_revoked");
    assertThat(errorOf(token)).isEqualTo("token_expired");
  }

  @Test
  void channels_come_in_pages_each_kind_under_its_scope() throws Exception {
    slack.token(TOKEN, "channels:read");
    slack.channel("#b");
    slack.channel("#c");
    slack.archive("#b");
    slack.privateChannel("#hidden");
    slack.invite("#hidden");
    List<String> names = new ArrayList<>();
    String cursor = "";

    do {
      JsonNode page =
          json(
              client.get("/api/conversations.list?limit=1&exclude_archived=true&cursor=" + cursor));
      page.path("channels").forEach(it -> names.add(it.path("name").asString()));
      cursor = page.at("/response_metadata/next_cursor").asString();
    } while (!cursor.isEmpty());
    JsonNode hidden = json(client.get("/api/conversations.list?types=private_channel"));
    slack.token(TOKEN, "channels:read", "groups:read");
    JsonNode both =
        json(client.get("/api/conversations.list?types=public_channel,private_channel"));

    assertThat(names).containsExactly("alerts", "c");
    assertThat(hidden.path("needed").asString()).isEqualTo("groups:read");
    assertThat(both.path("channels")).hasSize(4);
    assertThat(json(client.get("/api/conversations.list?limit=2000")).path("error").asString())
        .isEqualTo("invalid_limit");
  }
}
