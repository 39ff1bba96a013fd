package io.ingestlayer.delivery.destination.slack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.expression.TextTemplate;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlackMessageTest {
  private static final String LINK = "https://ingest.example/events/evt_1";
  private static final Config ROUTE = SampleDeliveries.config(ConfigSpec.of(), "{}");

  private static SlackMessage standard(String payload) {
    return message(payload, null, it -> it);
  }

  private static SlackMessage message(
      String payload, @Nullable String template, UnaryOperator<Scope> walk) {
    Delivery delivery = SampleDeliveries.delivery("user.signed_up", payload, ROUTE, walk);
    return SlackMessage.of(
        delivery, template == null ? null : TextTemplate.parse(template), false, LINK);
  }

  private static String read(SlackMessage message) {
    return SlackReading.of(message.body());
  }

  private static List<Value> blocks(SlackMessage message) {
    return ((Value.Arr) message.body().get("blocks")).elements();
  }

  private static Value object(String json) {
    return Json.parse(json, JsonLimits.EVENT);
  }

  private static String name(String value) {
    return Json.write(Value.object().put("name", value).build());
  }

  @Test
  void shows_the_type_the_telling_fields_the_time_and_a_link() {
    Delivery delivery = SampleDeliveries.signedUp(ROUTE);

    SlackMessage message = SlackMessage.of(delivery, null, false, LINK);

    assertThat(read(message))
        .isEqualTo(
            """
            user.signed_up
            Email: ada@acme.co
            Plan: pro
            Source: ads
            2026-01-05 09:00:00 UTC · see the whole event (https://ingest.example/events/evt_1)\
            """);
    assertThat(message.cut()).isFalse();
  }

  @Test
  void says_how_long_its_longest_text_was_before_it_was_cut() {
    SlackMessage written =
        message("{\"t\":\"" + "🙂".repeat(3_001) + "\"}", "{{ $event.t }}", it -> it);
    SlackMessage fields = standard("{\"note\":\"" + "x".repeat(2_500) + "\",\"plan\":\"pro\"}");

    assertThat(written.longest()).isEqualTo(new AttemptResult.Rendered(3_001, 3_000));
    assertThat(fields.longest()).isEqualTo(new AttemptResult.Rendered(2_505, 2_000));
    assertThat(fields.cut()).isTrue();
  }

  @Test
  void is_exactly_this_json() {
    SlackMessage message = standard("{\"plan\":\"pro\"}");

    assertThat(message.body())
        .isEqualTo(
            object(
                """
                {"text": "user.signed_up: Plan pro",
                 "blocks": [
                   {"type": "header",
                    "text": {"type": "plain_text", "text": "user.signed_up", "emoji": false}},
                   {"type": "section",
                    "fields": [{"type": "mrkdwn", "text": "*Plan*\\npro", "verbatim": true}]},
                   {"type": "context",
                    "elements": [{"type": "mrkdwn", "verbatim": true,
                      "text": "2026-01-05 09:00:00 UTC · <%s|see the whole event>"}]}],
                 "link_names": false, "parse": "none", "unfurl_links": false, "unfurl_media": false,
                 "metadata": {"event_type": "ingestlayer_delivery",
                   "event_payload": {"delivery_id": "%s", "event_id": "%s"}}}
                """
                    .formatted(
                        LINK,
                        SampleDeliveries.signedUp(ROUTE).id(),
                        SampleDeliveries.signedUp(ROUTE).event().id())));
  }

  @Test
  void ids_and_times_are_shown_when_nothing_else_is_left() {
    assertThat(read(standard("{\"user_id\":\"u_1\",\"created_at\":\"today\"}")))
        .contains("User ID: u_1", "Created at: today");
  }

  @Test
  void at_most_ten_fields_are_shown_and_none_that_has_parts_or_says_nothing() {
    String payload =
        """
        {"a":1,"b":2.50,"c":true,"d":null,"e":"","f":[1],"g":{"x":1},
         "h":"8","i":"9","j":"10","k":"11","l":"12","m":"13","n":"14","o":"15"}
        """;

    SlackMessage message = standard(payload);

    assertThat(read(message).lines().skip(1).limit(10))
        .containsExactly(
            "A: 1", "B: 2.50", "C: yes", "H: 8", "I: 9", "J: 10", "K: 11", "L: 12", "M: 13",
            "N: 14");
  }

  @Test
  void a_long_text_takes_the_whole_width_after_the_short_ones() {
    String note = "what happened ".repeat(6).strip();
    Value.Obj known = Value.object().put("csm", "Grace").put("history", note + "!").build();

    SlackMessage message =
        message(
            Json.write(Value.object().put("note", note).put("plan", "pro").build()),
            null,
            it -> it.withEntity("customer", known));

    assertThat(blocks(message).subList(1, 5))
        .containsExactly(
            SlackBlocks.fields(List.of(SlackBlocks.markup("*Plan*\npro"))),
            SlackBlocks.section("*Note*\n" + note),
            SlackBlocks.fields(List.of(SlackBlocks.markup("*Customer CSM*\nGrace"))),
            SlackBlocks.section("*Customer history*\n" + note + "!"));
    assertThat(message.cut()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"80, fields", "81, text"})
  void what_is_longer_than_80_characters_is_long(int length, String place) {
    Value block = blocks(standard(name("x".repeat(length)))).get(1);

    assertThat(block.get(place).isPresent()).isTrue();
  }

  @Test
  void a_long_text_that_looks_like_markup_is_shown_as_it_is() {
    SlackMessage message = standard(name("*not bold* <!channel> ".repeat(9)));

    assertThat(blocks(message).get(1).get("text").get("type")).isEqualTo(Value.of("plain_text"));
  }

  @Test
  void an_event_with_nothing_to_show_is_still_a_message() {
    assertThat(read(standard("{}")).lines()).hasSize(2);
  }

  @Test
  void what_a_transform_made_is_shown_instead_of_the_payload() {
    SlackMessage message =
        message(
            "{\"plan\":\"pro\"}",
            null,
            it -> it.withOutput(Value.object().put("account_name", "Acme").build()));

    assertThat(read(message)).contains("Account name: Acme").doesNotContain("Plan");
  }

  @Test
  void traits_of_the_entity_follow() {
    SlackMessage message =
        message(
            "{\"plan\":\"pro\"}",
            null,
            it -> it.withEntity("customer", Value.object().put("csm", "Grace").build()));

    assertThat(read(message)).containsSubsequence("Plan: pro", "Customer CSM: Grace");
  }

  @Test
  void labels_read_like_words() {
    assertThat(read(standard("{\"api_calls\":1,\"apiCalls\":2,\"planURL\":3,\"größe\":4,\"_\":5}")))
        .contains("API calls: 1", "API calls: 2", "PlanURL: 3", "Größe: 4");
  }

  @Test
  void a_value_that_looks_like_markup_is_shown_as_it_is() {
    SlackMessage message = standard("{\"name\":\"*not bold* :smile: <!channel>\"}");

    assertThat(Json.write(blocks(message).get(1)))
        .contains("\"plain_text\"", "*not bold* :smile: <!channel>")
        .doesNotContain("mrkdwn");
  }

  @Test
  void a_value_cannot_mention_or_link() {
    SlackMessage message = standard("{\"name\":\"<!channel> <https://evil.example|bank> & co\"}");

    assertThat(Json.write(message.body()))
        .contains("&lt;!channel&gt; &lt;https://evil.example|bank&gt; &amp; co")
        .doesNotContain("<!channel>");
    assertThat(read(message)).contains("Name: <!channel> <https://evil.example|bank> & co");
  }

  @Test
  void the_markup_of_a_template_works_and_that_of_a_value_does_not() {
    SlackMessage message =
        message(
            name("<!here> & <https://evil.example|x>"),
            "*{{ $event.name }}* <https://acme.co|see>",
            it -> it);

    assertThat(blocks(message))
        .containsExactly(
            SlackBlocks.section(
                "*&lt;!here&gt; &amp; &lt;https://evil.example|x&gt;* <https://acme.co|see>"));
    assertThat(read(message)).isEqualTo("<!here> & <https://evil.example|x> see (https://acme.co)");
  }

  @Test
  void a_template_that_comes_out_empty_leaves_the_default_message() {
    SlackMessage message = message("{\"plan\":\"pro\"}", " {{ $event.nothing }} ", it -> it);

    assertThat(read(message)).contains("Plan: pro");
  }

  @Test
  void a_long_text_is_split_at_words_and_not_cut_while_there_is_room() {
    String text = "word ".repeat(1_500).strip();

    SlackMessage message = message(name(text), "{{ $event.name }}", it -> it);

    assertThat(message.cut()).isFalse();
    assertThat(blocks(message)).hasSize(3);
    assertThat(read(message).replaceAll("\\s+", " ")).isEqualTo(text);
  }

  @Test
  void a_text_that_is_too_long_is_cut_and_links_to_the_event() {
    SlackMessage message = message(name("word ".repeat(10_000)), "{{ $event.name }}", it -> it);

    assertThat(message.cut()).isTrue();
    assertThat(read(message)).endsWith("word\n… cut, see the whole event (" + LINK + ")");
    assertThat(size(message)).isBetween(11_900, SlackMessage.BLOCKS_SIZE_MAX);
  }

  @Test
  void what_takes_more_as_json_is_cut_sooner() {
    SlackMessage written = message(name("\"".repeat(50_000)), "{{ $event.name }}", it -> it);
    SlackMessage escaped = message(name("&".repeat(50_000)), "{{ $event.name }}", it -> it);

    assertThat(size(written)).isBetween(11_900, SlackMessage.BLOCKS_SIZE_MAX);
    assertThat(size(escaped)).isBetween(11_900, SlackMessage.BLOCKS_SIZE_MAX);
  }

  @Test
  void long_fields_share_the_room_so_that_short_ones_are_all_there() {
    Value.ObjBuilder payload = Value.object();
    for (int i = 0; i < 9; i++) {
      payload.put("essay_" + i, "word ".repeat(1_000));
    }
    payload.put("plan", "pro");

    SlackMessage message = standard(Json.write(payload.build()));

    assertThat(message.cut()).isTrue();
    assertThat(read(message)).contains("Plan: pro", "… cut, see the whole event (" + LINK + ")");
    assertThat(size(message)).isBetween(9_000, SlackMessage.BLOCKS_SIZE_MAX);
  }

  @Test
  void long_fields_and_long_traits_together_stay_below_what_slack_takes() {
    Value.ObjBuilder payload = Value.object();
    Value.ObjBuilder traits = Value.object();
    for (int i = 0; i < 10; i++) {
      payload.put("essay_" + i, "\"<&>\n".repeat(500));
      traits.put("trait_" + i, "*_`".repeat(900));
    }

    SlackMessage message =
        message(Json.write(payload.build()), null, it -> it.withEntity("customer", traits.build()));

    assertThat(message.cut()).isTrue();
    assertThat(size(message)).isBetween(9_000, SlackMessage.BLOCKS_SIZE_MAX);
  }

  @Test
  void one_long_field_is_cut_at_its_own_limit_between_two_characters() {
    String family = "👩‍👩‍👧‍👦";

    SlackMessage message = standard(name(family.repeat(300)));

    String field = read(message).lines().skip(2).findFirst().orElseThrow();
    assertThat(field.replace("…", "").replace(family, "")).isEmpty();
    assertThat(field).endsWith("…").hasSizeLessThanOrEqualTo(SlackBlocks.FIELD_MAX);
    assertThat(message.cut()).isTrue();
  }

  private static int size(SlackMessage message) {
    return Json.write(message.body().get("blocks")).length();
  }

  private static String said(String template, boolean mentions) {
    Delivery delivery =
        SampleDeliveries.delivery(
            "a.b",
            "{\"slack\":\"U07\",\"who\":\"<@U01>\",\"word\":\"!here\",\"at\":\"@U01\"}",
            SampleDeliveries.config(ConfigSpec.of(), "{}"));
    Value.Obj body = SlackMessage.of(delivery, TextTemplate.parse(template), mentions, LINK).body();
    return Json.write(body.get("blocks").get(0).get("text").get("text"));
  }

  @ParameterizedTest
  @CsvSource({
    "<!channel> hi, &lt;!channel> hi",
    "<!here|all>, &lt;!here|all>",
    "<!subteam^S1>, &lt;!subteam^S1>",
    "<@U123>, &lt;@U123>",
    "<@{{ $event.slack }}>, &lt;@U07>"
  })
  void a_mention_in_a_template_calls_nobody_unless_asked_for(String template, String shown) {
    assertThat(said(template, false)).isEqualTo("\"" + shown + "\"");
    assertThat(said(template, true)).isEqualTo("\"" + shown.replace("&lt;", "<") + "\"");
  }

  @Test
  void a_value_calls_nobody_even_where_mentions_are_asked_for() {
    assertThat(said("{{ $event.who }}", true)).isEqualTo("\"&lt;@U01&gt;\"");
    assertThat(said("<{{ $event.word }}>", true)).isEqualTo("\"&lt;!here>\"");
    assertThat(said("< {{ $event.word }}|see>", true)).isEqualTo("\"&lt; !here|see>\"");
    assertThat(said("<{{ $event.none }}{{ $event.at }}|see>", true)).isEqualTo("\"&lt;@U01|see>\"");
  }

  @Test
  void links_channels_and_dates_work_without_mentions() {
    String template = "<https://a.co|a> <#C1> <!date^1|{date}|then> <mailto:a@b.co|m>";

    assertThat(said(template, false)).isEqualTo("\"" + template + "\"");
  }
}
