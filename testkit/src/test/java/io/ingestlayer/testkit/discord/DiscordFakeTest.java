package io.ingestlayer.testkit.discord;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.testkit.clock.TurnableClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DiscordFakeTest {
  private static final String HI = "{\"content\":\"hi\"}";

  private final TurnableClock clock = TurnableClock.start();
  private final DiscordFake discord = DiscordFake.start(clock);
  private final String channel = discord.channel();
  private final String webhook = discord.webhook(channel);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() {
    http.close();
    discord.close();
  }

  private HttpResponse<String> post(String url, String json, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofString(json));
    request.header("Content-Type", "application/json");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> say(String json) throws Exception {
    return post(address("?wait=true"), json);
  }

  private String address(String query) {
    return webhook.replace("/api/", "/api/v10/") + query;
  }

  private HttpResponse<String> asBot(String in, String... headers) throws Exception {
    return post(discord.baseUrl() + "/channels/" + in + "/messages", HI, headers);
  }

  private static JsonNode json(HttpResponse<String> response) {
    return JsonMapper.shared().readTree(response.body());
  }

  private static int code(HttpResponse<String> response) {
    return json(response).path("code").asInt(-1);
  }

  @Test
  void answers_with_the_message_only_to_who_waits() throws Exception {
    HttpResponse<String> waited = say(HI);
    HttpResponse<String> left = post(address(""), HI);

    assertThat(waited.statusCode()).isEqualTo(200);
    assertThat(json(waited).path("channel_id").asString()).isEqualTo(channel);
    assertThat(left.statusCode()).isEqualTo(204);
    assertThat(discord.messages(channel))
        .extracting(SentMessage::content)
        .containsExactly("hi", "hi");
  }

  @Test
  void says_nothing_of_a_message_that_was_not_saved_to_who_does_not_wait() throws Exception {
    String forum = discord.webhook(discord.forum()).replace("/api/", "/api/v10/");

    assertThat(post(forum, HI).statusCode()).isEqualTo(204);
    assertThat(code(post(forum + "?wait=true", HI))).isEqualTo(220_001);
    assertThat(discord.messages()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"content\":\" \"};50006;",
        "{};50006;",
        "{\"embeds\":[]};50006;",
        "{\"embeds\":[{}]};50035;BASE_TYPE_REQUIRED",
        "{\"embeds\":[{\"fields\":[{\"name\":\"\",\"value\":\"x\"}]}]};50035;BASE_TYPE_REQUIRED",
        "{\"embeds\":[{\"fields\":[{\"name\":\"x\",\"value\":\" \\n \"}]}]};50035;BASE_TYPE_REQUIRED",
        "{\"embeds\":[{\"fields\":[{\"name\":\"x\"}]}]};50035;BASE_TYPE_REQUIRED",
        "{\"embeds\":[{\"title\":\"x\",\"url\":\"http://localhost:8080/x\"}]};50035;URL_TYPE_INVALID_URL",
        "{\"embeds\":[{\"title\":\"x\",\"url\":\"https://a.co\"},{\"title\":\"y\",\"url\":\"https://a.co\"}]};50035;DUPLICATE_URL",
        "{\"embeds\":[{\"title\":\"x\",\"timestamp\":\"today\"}]};50035;DATE_TIME_TYPE_PARSE",
        "{\"embeds\":[{\"title\":\"x\",\"color\":16777216}]};50035;NUMBER_TYPE_MAX",
        "{\"content\":\"x\",\"username\":\"my DISCORD\"};50035;USERNAME_INVALID_CONTAINS",
        "{\"content\":\"x\",\"allowed_mentions\":{\"parse\":[\"all\"]}};50035;BASE_TYPE_CHOICES",
        "{\"content\":7};50035;STRING_TYPE_CONVERT",
        "[];50109;",
        "{\"content\":;50109;"
      })
  void refuses_what_discord_refuses(String message, int code, String detail) throws Exception {
    HttpResponse<String> response = say(message);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(code(response)).isEqualTo(code);
    assertThat(response.body()).contains(detail == null ? "" : detail);
    assertThat(discord.messages()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"content, 2000", "title, 256", "description, 4096", "footer, 2048"})
  void takes_texts_up_to_their_limits_and_counts_without_white_ends(String member, int max)
      throws Exception {
    assertThat(say(message(member, "  " + "x".repeat(max) + "\n")).statusCode()).isEqualTo(200);
    assertThat(code(say(message(member, "x".repeat(max + 1))))).isEqualTo(50_035);
  }

  private static String message(String member, String text) {
    String json = JsonMapper.shared().writeValueAsString(text);
    return switch (member) {
      case "content" -> "{\"content\":" + json + "}";
      case "footer" -> "{\"embeds\":[{\"footer\":{\"text\":" + json + "}}]}";
      default -> "{\"embeds\":[{\"" + member + "\":" + json + "}]}";
    };
  }

  @Test
  void counts_fields_and_the_sum_of_all_embeds() throws Exception {
    String small = "{\"name\":\"n\",\"value\":\"v\"}";
    String wide = "{\"description\":\"%s\"}".formatted("x".repeat(3_000));

    assertThat(say(fields(small, 25)).statusCode()).isEqualTo(200);
    assertThat(code(say(fields(small, 26)))).isEqualTo(50_035);
    assertThat(say("{\"embeds\":[%s,%s]}".formatted(wide, wide)).statusCode()).isEqualTo(200);
    assertThat(say("{\"embeds\":[%s,%s,{\"title\":\"x\"}]}".formatted(wide, wide)).body())
        .contains("MAX_EMBED_SIZE_EXCEEDED");
  }

  private static String fields(String field, int count) {
    return "{\"embeds\":[{\"fields\":["
        + String.join(",", Collections.nCopies(count, field))
        + "]}]}";
  }

  @Test
  void a_webhook_is_known_by_its_id_and_its_token() throws Exception {
    HttpResponse<String> wrong = post(address("x?wait=true"), HI);
    discord.removeWebhook(webhook);
    HttpResponse<String> gone = say(HI);

    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(code(wrong)).isEqualTo(50_027);
    assertThat(gone.statusCode()).isEqualTo(404);
    assertThat(code(gone)).isEqualTo(10_015);
  }

  @Test
  void a_bot_says_who_it_is_and_writes_where_it_may() throws Exception {
    discord.bot("secret");
    String[] good = {"Authorization", "Bot secret", "User-Agent", "DiscordBot (https://a.co, 1)"};
    String muted = discord.channel();
    discord.mute(muted);

    assertThat(asBot(channel, good).statusCode()).isEqualTo(200);
    assertThat(asBot(channel).statusCode()).isEqualTo(401);
    assertThat(asBot(channel, "Authorization", "Bearer secret").statusCode()).isEqualTo(401);
    assertThat(code(asBot(channel, "Authorization", "Bot secret"))).isEqualTo(40_333);
    assertThat(code(asBot("1", good))).isEqualTo(10_003);
    assertThat(code(asBot(muted, good))).isEqualTo(50_013);
    assertThat(code(asBot(discord.forum(), good))).isEqualTo(50_008);
  }

  @Test
  void tells_its_pace_and_keeps_it() throws Exception {
    for (int i = 4; i >= 0; i--) {
      HttpResponse<String> response = say(HI);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("X-RateLimit-Remaining")).hasValue("" + i);
      assertThat(response.headers().firstValue("X-RateLimit-Reset-After")).hasValue("2.000");
    }

    HttpResponse<String> tooFast = say(HI);
    clock.turn(Duration.ofMillis(1_999));
    int still = say(HI).statusCode();
    clock.turn(Duration.ofMillis(1));

    assertThat(tooFast.statusCode()).isEqualTo(429);
    assertThat(tooFast.headers().firstValue("Retry-After")).hasValue("2");
    assertThat(tooFast.headers().firstValue("X-RateLimit-Scope")).hasValue("user");
    assertThat(json(tooFast).path("retry_after").asDouble()).isEqualTo(2.0);
    assertThat(still).isEqualTo(429);
    assertThat(say(HI).statusCode()).isEqualTo(200);
  }

  @Test
  void a_channels_webhooks_share_thirty_a_minute_that_no_header_tells() throws Exception {
    for (int i = 0; i < 30; i++) {
      assertThat(say(HI).statusCode()).isEqualTo(200);
      clock.turn(Duration.ofMillis(500));
    }
    clock.turn(Duration.ofSeconds(2));
    String other = discord.webhook(channel).replace("/api/", "/api/v10/");

    HttpResponse<String> hidden = post(other + "?wait=true", HI);

    assertThat(hidden.statusCode()).isEqualTo(429);
    assertThat(hidden.headers().firstValue("Retry-After")).hasValue("43");
  }
}
