package io.ingestlayer.delivery.destination.discord;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.expression.TextTemplate;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscordMessageTest {
  private static final String LINK = "https://ingest.example/events/evt_1";
  private static final String AT_HOME = "http://localhost:8080/events/evt_1";
  private static final Config ROUTE = SampleDeliveries.config(ConfigSpec.of(), "{}");
  private static final String CUT_NOTICE = "… cut, see the whole event";

  private static DiscordMessage standard(String payload) {
    return message(payload, null, it -> it, LINK);
  }

  private static DiscordMessage written(String text) {
    return message(
        Json.write(Value.object().put("t", text).build()), "{{ $event.t }}", it -> it, LINK);
  }

  private static DiscordMessage message(
      String payload, @Nullable String template, UnaryOperator<Scope> walk, String link) {
    Delivery delivery = SampleDeliveries.delivery("user.signed_up", payload, ROUTE, walk);
    return DiscordMessage.of(
        delivery, template == null ? null : TextTemplate.parse(template), link);
  }

  private static String read(DiscordMessage message) {
    return DiscordReading.of(message.body());
  }

  private static List<Value> embeds(DiscordMessage message) {
    return message.body().get("embeds") instanceof Value.Arr array ? array.elements() : List.of();
  }

  private static int length(Value text) {
    return text instanceof Value.Text it ? it.value().length() : 0;
  }

  /// As Discord counts.
  private static int total(DiscordMessage message) {
    int total = 0;
    for (Value embed : embeds(message)) {
      total += length(embed.get("title")) + length(embed.get("description"));
      total += length(embed.get("footer").get("text"));
      if (embed.get("fields") instanceof Value.Arr fields) {
        for (Value field : fields.elements()) {
          total += length(field.get("name")) + length(field.get("value"));
        }
      }
    }
    return total;
  }

  @Test
  void shows_the_type_the_telling_fields_the_traits_the_time_and_a_link() {
    DiscordMessage message =
        message(
            """
            {"user_id":"u_1","email":"ada@acme.co","plan":"pro","seats":25,"created_at":"2026-01-05"}
            """,
            null,
            it ->
                it.withEntity(
                    "customer",
                    Value.object().put("name", "Acme *Inc*").put("csm", "Grace").build()),
            LINK);

    assertThat(read(message))
        .isEqualTo(
            """
            user.signed_up (https://ingest.example/events/evt_1)
            Email: ada@acme.co
            Plan: pro
            Seats: 25
            Customer name: Acme *Inc*
            Customer CSM: Grace
            2026-01-05 09:00:00 UTC\
            """);
    assertThat(message.cut()).isFalse();
  }

  @Test
  void is_exactly_this_json() {
    assertThat(standard("{\"plan\":\"pro\"}").body())
        .isEqualTo(
            Json.parseObject(
                """
                {"embeds": [
                   {"title": "user.signed\\\\_up", "color": 6056826,
                    "url": "https://ingest.example/events/evt_1",
                    "fields": [{"name": "Plan", "value": "pro", "inline": true}],
                    "timestamp": "2026-01-05T09:00:00Z"}],
                 "allowed_mentions": {"parse": []}}
                """));
  }

  @Test
  void where_discord_takes_no_link_the_address_is_spelled_out() {
    DiscordMessage whole = message("{\"plan\":\"pro\"}", null, it -> it, AT_HOME);
    DiscordMessage cut =
        message("{\"t\":\"" + "word ".repeat(2_000) + "\"}", "$event.t", it -> it, AT_HOME);

    assertThat(Json.write(whole.body())).doesNotContain("\"url\"");
    assertThat(read(whole))
        .endsWith("see the whole event: " + AT_HOME + " · 2026-01-05 09:00:00 UTC");
    assertThat(read(cut)).endsWith(CUT_NOTICE + ": " + AT_HOME);
  }

  @Test
  void an_event_with_nothing_to_show_is_still_a_message() {
    assertThat(read(standard("{\"a\":\"\u200b\",\"b\":\" \"}")).lines()).hasSize(2);
  }

  @Test
  void a_name_that_nobody_can_see_gets_one() {
    assertThat(read(standard("{\"\u2800\":\"pro\"}"))).contains("(no name): pro");
  }

  @Test
  void only_short_values_stand_side_by_side() {
    DiscordMessage message =
        standard(
            "{\"a\":\"" + "x".repeat(40) + "\",\"b\":\"" + "x".repeat(41) + "\",\"c\":\"1\\n2\"}");

    assertThat(((Value.Arr) embeds(message).getFirst().get("fields")).elements())
        .extracting(it -> it.get("inline"))
        .containsExactly(Value.of(true), Value.of(false), Value.of(false));
  }

  @ParameterizedTest
  @CsvSource({"1023, 1023, false", "1024, 1024, false", "1025, 1024, true"})
  void a_value_is_cut_at_its_limit(int length, int shown, boolean cut) {
    DiscordMessage message = standard("{\"a\":\"" + "x".repeat(length) + "\"}");

    Value fields = embeds(message).getFirst().get("fields");
    assertThat(length(((Value.Arr) fields).elements().getFirst().get("value"))).isEqualTo(shown);
    assertThat(message.cut()).isEqualTo(cut);
    assertThat(read(message).contains("… cut, the title leads to the whole event")).isEqualTo(cut);
  }

  @ParameterizedTest
  @CsvSource({"1999, 0", "2000, 0", "2001, 1", "4095, 1", "4096, 1", "4097, 2"})
  void a_text_is_content_then_an_embed_then_several(int length, int embeds) {
    DiscordMessage message = written("x".repeat(length));

    assertThat(embeds(message)).hasSize(embeds);
    assertThat(length(message.body().get("content"))).isEqualTo(embeds == 0 ? length : 0);
    assertThat(message.cut()).isFalse();
    assertThat(read(message).replace("\n", "")).isEqualTo("x".repeat(length));
  }

  @ParameterizedTest
  @CsvSource({"-1, false", "0, false", "1, true"})
  void a_text_is_cut_when_all_embeds_are_full(int over, boolean cut) {
    int room = DiscordMessage.TOTAL_MAX - CUT_NOTICE.length();

    DiscordMessage message = written("x".repeat(room + over));

    assertThat(message.cut()).isEqualTo(cut);
    assertThat(total(message)).isLessThanOrEqualTo(DiscordMessage.TOTAL_MAX);
    assertThat(read(message).endsWith(CUT_NOTICE + " (" + LINK + ")")).isEqualTo(cut);
  }

  @Test
  void escapes_count_and_are_not_cut() {
    DiscordMessage content = written("*".repeat(1_000));
    DiscordMessage embed = written("*".repeat(1_001));
    DiscordMessage cut = written("x" + "*".repeat(10_000));

    assertThat(length(content.body().get("content"))).isEqualTo(2_000);
    assertThat(embeds(embed)).hasSize(1);
    assertThat(total(cut)).isBetween(5_690, DiscordMessage.TOTAL_MAX);
    assertThat(read(cut).replaceAll("[x\n]", ""))
        .startsWith("*".repeat(2_500))
        .doesNotContain("\\");
  }

  @Test
  void an_emoji_at_the_cut_is_there_or_not_but_never_half() {
    String family = "👩‍👩‍👧‍👦";

    DiscordMessage text = written(family.repeat(1_000));
    DiscordMessage field = standard("{\"a\":\"" + family.repeat(300) + "\"}");

    assertThat(read(text).replace(CUT_NOTICE + " (" + LINK + ")", "").replace(family, ""))
        .isBlank();
    assertThat(read(field).lines().skip(1).findFirst().orElseThrow().replace(family, ""))
        .isEqualTo("A: …");
  }

  @Test
  void code_that_would_be_cut_open_is_escaped_instead() {
    DiscordMessage message =
        message(
            Json.write(
                Value.object().put("t", "[bank](https://evil.example) ".repeat(400)).build()),
            "```{{ $event.t }}```",
            it -> it,
            LINK);

    assertThat(message.cut()).isTrue();
    assertThat(Json.write(message.body())).doesNotContain("[bank](");
  }

  @Test
  void long_fields_share_the_room_so_that_short_ones_are_all_there() {
    Value.ObjBuilder payload = Value.object();
    Value.ObjBuilder traits = Value.object();
    for (int i = 0; i < 9; i++) {
      payload.put("essay_" + i, "word ".repeat(1_000));
      traits.put("story_" + i, "*".repeat(5_000));
    }
    payload.put("plan", "pro");

    DiscordMessage message =
        message(
            Json.write(payload.build()),
            null,
            it -> it.withEntity("customer", traits.build()),
            LINK);

    assertThat(message.cut()).isTrue();
    assertThat(read(message)).contains("Plan: pro", "Customer story 8: ***");
    assertThat(total(message)).isBetween(4_900, DiscordMessage.TOTAL_MAX);
  }

  @Test
  void says_how_long_its_longest_text_was_before_it_was_cut() {
    assertThat(written("🙂".repeat(5_001)).longest())
        .isEqualTo(new AttemptResult.Rendered(5_001, 4_096));
    assertThat(standard("{\"note\":\"" + "x".repeat(2_500) + "\"}").longest())
        .isEqualTo(new AttemptResult.Rendered(2_505, 1_024));
  }

  @Test
  void a_template_that_comes_out_empty_leaves_the_default_message() {
    DiscordMessage message =
        message("{\"plan\":\"pro\"}", " {{ $event.nothing }} ", it -> it, LINK);

    assertThat(read(message)).contains("Plan: pro");
  }
}
