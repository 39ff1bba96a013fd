package io.ingestlayer.delivery.destination.telegram;

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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TelegramMessageTest {
  private static final String LINK = "https://ingest.example/events/evt_1";
  private static final String AT_HOME = "http://localhost:8080/events/evt_1";
  private static final Config ROUTE = SampleDeliveries.config(ConfigSpec.of(), "{}");

  private static TelegramMessage message(
      String payload, @Nullable String template, UnaryOperator<Scope> walk, String link) {
    Delivery delivery = SampleDeliveries.delivery("user.signed_up", payload, ROUTE, walk);
    return TelegramMessage.of(
        delivery, template == null ? null : TextTemplate.parse(template), link);
  }

  private static TelegramMessage standard(String payload) {
    return message(payload, null, it -> it, LINK);
  }

  private static TelegramMessage written(String template, String a) {
    return message(Json.write(Value.object().put("a", a).build()), template, it -> it, LINK);
  }

  private static String text(TelegramMessage message) {
    return ((Value.Text) message.body().get("text")).value();
  }

  private static String read(TelegramMessage message) {
    return TelegramReading.of(message.body());
  }

  /// `bold user.signed_up`, each entity as what it covers.
  private static Stream<String> entities(TelegramMessage message) {
    return ((Value.Arr) message.body().get("entities"))
        .elements().stream()
            .map(it -> {
              int from = Integer.parseInt(((Value.Num) it.get("offset")).text());
              int length = Integer.parseInt(((Value.Num) it.get("length")).text());
              return ((Value.Text) it.get("type")).value()
                  + " "
                  + text(message).substring(from, from + length);
            });
  }

  @Test
  void shows_the_type_the_telling_fields_the_traits_the_time_and_a_link() {
    TelegramMessage message =
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
            user.signed_up
            Email: ada@acme.co
            Plan: pro
            Seats: 25

            Customer name: Acme *Inc*
            Customer CSM: Grace

            2026-01-05 09:00:00 UTC · see the whole event (https://ingest.example/events/evt_1)\
            """);
    assertThat(entities(message))
        .containsExactly(
            "bold user.signed_up",
            "bold Email:",
            "bold Plan:",
            "bold Seats:",
            "bold Customer name:",
            "bold Customer CSM:",
            "text_link see the whole event");
    assertThat(message.cut()).isFalse();
  }

  @Test
  void is_exactly_this_json() {
    assertThat(standard("{\"plan\":\"pro\"}").body())
        .isEqualTo(
            Json.parseObject(
                """
                {"text": "user.signed_up\\nPlan: pro\\n\\n2026-01-05 09:00:00 UTC · see the whole event",
                 "entities": [
                   {"type": "bold", "offset": 0, "length": 14},
                   {"type": "bold", "offset": 15, "length": 5},
                   {"type": "text_link", "offset": 52, "length": 19,
                    "url": "https://ingest.example/events/evt_1"}],
                 "link_preview_options": {"is_disabled": true}}
                """));
  }

  @Test
  void where_telegram_takes_no_link_the_address_is_spelled_out() {
    assertThat(text(message("{\"plan\":\"pro\"}", null, it -> it, AT_HOME)))
        .endsWith("see the whole event: " + AT_HOME);
  }

  @Test
  void an_event_with_nothing_to_show_is_still_a_message() {
    assertThat(read(standard("{\"a\":\"\u200b\",\"\u2800\":\"x\"}")))
        .startsWith("user.signed_up\n(no name): x\n\n2026");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*a b*|a b|bold a b",
        "_a_ and *b*|a and b|italic a,bold b",
        "*a _b_ c*|a b c|italic b,bold a b c",
        "`a *b*`|a *b*|code a *b*",
        "[see](https://acme.co/x)|see|text_link see",
        "[*see*](https://acme.co/x)|see|bold see,text_link see",
        "*a `b`*|a b|bold a b",
        "\\*a\\* \\_b\\_ \\[c\\]|*a* _b_ [c]|",
        "2 * 3 * 4|2 * 3 * 4|",
        "user_id and plan_name|user_id and plan_name|",
        "*open|*open|",
        "** and __|** and __|",
        "[no](javascript:alert)|[no](javascript:alert)|",
        "[no](http://localhost/x)|[no](http://localhost/x)|",
        "a\\b|a\\b|"
      })
  void the_markup_of_a_template_becomes_entities(String template, String text, String entities) {
    TelegramMessage message = written(template, "");

    assertThat(text(message)).isEqualTo(text);
    assertThat(entities(message))
        .containsExactly(entities == null ? new String[0] : entities.split(","));
  }

  @Test
  void what_an_event_holds_is_never_read_as_markup() {
    String hostile = "*b* _i_ `c` [bank](https://evil.example) \\*";

    assertThat(text(written("x {{ $event.a }} *y*", hostile))).isEqualTo("x " + hostile + " y");
    assertThat(entities(written("x {{ $event.a }} *y*", hostile))).containsExactly("bold y");
    assertThat(entities(written("*{{ $event.a }}*", "a* b"))).containsExactly("bold a* b");
    assertThat(entities(written("`{{ $event.a }}`", "a` b"))).containsExactly("code a` b");
    assertThat(entities(written("{{ $event.a }}own*", "*"))).isEmpty();
  }

  @Test
  void what_an_event_holds_notifies_nobody() {
    assertThat(text(written("{{ $event.a }}", "@ada and (@bob) but ada@acme.co")))
        .isEqualTo("@\u2060ada and (@\u2060bob) but ada@acme.co");
  }

  @Test
  void an_address_from_an_event_may_be_where_a_template_puts_a_link() {
    assertThat(read(written("[deploy]({{ $event.a }})", "https://ci.acme.co/7")))
        .isEqualTo("deploy (https://ci.acme.co/7)");
    assertThat(entities(written("[deploy]({{ $event.a }})", "javascript:alert(1)"))).isEmpty();
    assertThat(entities(written("[deploy]({{ $event.a }})", "https://localhost/x"))).isEmpty();
  }

  @Test
  void what_is_white_at_the_ends_is_gone_and_the_entities_are_right() {
    TelegramMessage message = written(" \n *a* {{ $event.a }} _b_ \n", "");

    assertThat(text(message)).isEqualTo("a  b");
    assertThat(entities(message)).containsExactly("bold a", "italic b");
  }

  @Test
  void offsets_are_utf_16_units() {
    assertThat(entities(written("{{ $event.a }} *b*", "👩‍👩‍👧‍👦"))).containsExactly("bold b");
  }

  @ParameterizedTest
  @CsvSource({"4095, false", "4096, false", "4097, true"})
  void a_text_is_cut_at_its_limit_and_links_to_the_event(int length, boolean cut) {
    TelegramMessage message = written("{{ $event.a }}", "x".repeat(length));

    assertThat(message.cut()).isEqualTo(cut);
    assertThat(text(message)).hasSize(Math.min(length, TelegramMessage.TEXT_MAX));
    assertThat(read(message).endsWith("… cut, see the whole event (" + LINK + ")")).isEqualTo(cut);
  }

  @Test
  void an_entity_at_the_cut_ends_with_the_text() {
    TelegramMessage message = written("*{{ $event.a }}* _gone_", "x".repeat(5_000));

    assertThat(entities(message).map(it -> it.substring(0, 5))).containsExactly("bold ", "text_");
    assertThat(text(message)).hasSize(TelegramMessage.TEXT_MAX);
  }

  @Test
  void an_entity_of_which_the_cut_leaves_nothing_to_see_is_gone() {
    String template = "{{ $event.a }}*\u2060\u2060\u2060" + "y".repeat(100) + "*";

    assertThat(entities(written(template, "x".repeat(4_068))))
        .containsExactly("text_link see the whole event");
  }

  @Test
  void an_emoji_at_the_cut_is_there_or_not_but_never_half() {
    String family = "👩‍👩‍👧‍👦";

    assertThat(text(written("{{ $event.a }}", family.repeat(1_000))).replace(family, ""))
        .isEqualTo("\n… cut, see the whole event");
    assertThat(text(standard(Json.write(Value.object().put("a", family.repeat(200)).build()))))
        .contains(family + "…\n");
  }

  @ParameterizedTest
  @CsvSource({"99, 99", "100, 100", "101, 100"})
  void no_more_than_a_hundred_entities_are_sent(int count, int sent) {
    assertThat(entities(written("*a* ".repeat(count), ""))).hasSize(sent);
  }

  @Test
  void long_fields_share_the_room_so_that_short_ones_are_all_there() {
    Value.ObjBuilder payload = Value.object();
    Value.ObjBuilder traits = Value.object();
    for (int i = 0; i < 9; i++) {
      payload.put("essay_" + i, "word ".repeat(1_000));
      traits.put("story_" + i, "@x ".repeat(2_000));
    }
    payload.put("plan", "pro");

    TelegramMessage message =
        message(
            Json.write(payload.build()),
            null,
            it -> it.withEntity("customer", traits.build()),
            LINK);

    assertThat(message.cut()).isTrue();
    assertThat(read(message)).contains("Plan: pro", "Customer story 8: @x", "… cut, see the whole");
    assertThat(text(message).length()).isBetween(3_500, TelegramMessage.TEXT_MAX);
  }

  @Test
  void says_how_long_it_was_before_it_was_cut() {
    assertThat(written("{{ $event.a }}", "🙂".repeat(5_001)).longest())
        .isEqualTo(new AttemptResult.Rendered(5_001, 4_096));
  }

  @Test
  void a_template_that_comes_out_empty_leaves_the_default_message() {
    assertThat(List.of(written(" {{ $event.nothing }} ", "x"), written("{{ $event.a }}", "\u2060")))
        .allSatisfy(it -> assertThat(read(it)).startsWith("user.signed_up"));
  }
}
