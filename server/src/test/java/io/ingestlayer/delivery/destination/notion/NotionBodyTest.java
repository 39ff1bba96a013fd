package io.ingestlayer.delivery.destination.notion;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotionBodyTest {
  private static final String LINK = "https://ingest.example/events/evt_1";
  private static final String PAGE = "248104cd477e80fdb757e945d38000bd";

  private static Config route(String target, Value message) {
    Value.ObjBuilder route = Value.object().put(target, PAGE);
    if (message.isPresent()) {
      route.put("message", message);
    }
    return SampleDeliveries.config(NotionRoute.SPEC, Json.write(route.build()));
  }

  private static NotionBody body(Config route, String payload) {
    Delivery delivery = SampleDeliveries.delivery("user.signed_up", payload, route);
    return NotionBody.of(delivery, NotionRoute.of(route), LINK);
  }

  private static NotionBody written(String template, String payload) {
    return body(route("database", Value.of(template)), payload);
  }

  private static List<String> shown(NotionBody body) {
    return body.blocks().stream().map(NotionBodyTest::shown).toList();
  }

  private static String shown(Value block) {
    String type = ((Value.Text) block.get("type")).value();
    Value.Arr text = (Value.Arr) block.get(type).get("rich_text");
    return type + "|" + NotionText.plain(text.elements());
  }

  @Test
  void a_page_shows_the_facts_the_time_a_link_and_the_payload() {
    NotionBody body =
        body(route("database", Value.Absent.ABSENT), "{\"plan\":\"pro\",\"seats\":[1,{}]}");

    assertThat(shown(body))
        .containsExactly(
            "bulleted_list_item|Plan: pro",
            "paragraph|2026-01-05 09:00:00 UTC · See the whole event",
            "heading_3|Payload",
            "code|{\n  \"plan\": \"pro\",\n  \"seats\": [\n    1,\n    {}\n  ]\n}");
    assertThat(body.cut()).isFalse();
    assertThat(Json.write(body.blocks().get(1))).contains("{\"url\":\"" + LINK + "\"}");
  }

  @Test
  void a_payload_that_says_no_more_than_the_facts_is_not_shown_beside_them() {
    assertThat(
            shown(body(route("database", Value.Absent.ABSENT), "{\"plan\":\"pro\",\"seats\":5}")))
        .containsExactly(
            "bulleted_list_item|Plan: pro",
            "bulleted_list_item|Seats: 5",
            "paragraph|2026-01-05 09:00:00 UTC · See the whole event");
  }

  @Test
  void a_payload_with_parts_is_shown_however_many_facts_there_are() {
    assertThat(
            shown(
                body(
                    route("database", Value.Absent.ABSENT),
                    "{\"order\":{\"total\":1,\"tax\":2},\"items\":[7]}")))
        .hasSize(5)
        .last()
        .asString()
        .startsWith("code|");
  }

  @Test
  void a_running_log_shows_the_type_and_the_facts() {
    assertThat(shown(body(route("page", Value.Absent.ABSENT), "{\"plan\":\"pro\"}")))
        .containsExactly(
            "heading_3|user.signed_up",
            "bulleted_list_item|Plan: pro",
            "paragraph|2026-01-05 09:00:00 UTC · See the whole event");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:8080/events/evt_1", "http://10.0.0.1/events/evt_1"})
  void an_address_that_notion_would_refuse_as_a_link_is_only_shown(String link) {
    Config route = route("page", Value.Absent.ABSENT);
    Delivery delivery = SampleDeliveries.signedUp(route);

    NotionBody body = NotionBody.of(delivery, NotionRoute.of(route), link);

    assertThat(shown(body).getLast()).endsWith("See the whole event: " + link);
    assertThat(Json.write(body.blocks().getLast())).doesNotContain("\"link\"");
  }

  @Test
  void a_routes_own_text_is_made_of_headings_lists_quotes_and_code() {
    String template =
        """
        # One
        ## Two {{ $event.plan }}
        ### Three
        text

        - a
        * b
        1. c
        > d
        ```json
        {"x":
        1}
        ```
        #none
        -none\
        """;

    assertThat(shown(written(template, "{\"plan\":\"pro\"}")))
        .containsExactly(
            "heading_1|One",
            "heading_2|Two pro",
            "heading_3|Three",
            "paragraph|text",
            "bulleted_list_item|a",
            "bulleted_list_item|b",
            "numbered_list_item|c",
            "quote|d",
            "code|{\"x\":\n1}",
            "paragraph|#none",
            "paragraph|-none");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# big",
        "- bullet",
        "1. number",
        "> quote",
        "```",
        "a\n# big\n```\n- x",
        "\ufdd0# x\ufdd1\n# y",
        "{{ $event.other }} $event.other"
      })
  void what_comes_from_an_event_is_only_text_wherever_it_stands(String hostile) {
    String payload =
        Json.write(Value.object().put("t", hostile).put("other", "secret words").build());
    String visible = hostile.replace('\ufdd0', '\ufffd').replace('\ufdd1', '\ufffd');

    assertThat(shown(written("{{ $event.t }}\n- {{ $event.t }}\n$event.t", payload)))
        .containsExactly(
            "paragraph|" + visible, "bulleted_list_item|" + visible, "paragraph|" + visible);
  }

  @Test
  void what_an_event_adds_to_a_mark_makes_none() {
    assertThat(
            shown(written("#{{ $event.t }}\n``{{ $event.u }}\nx", "{\"t\":\" big\",\"u\":\"`\"}")))
        .containsExactly("paragraph|# big", "paragraph|```", "paragraph|x");
  }

  @Test
  void a_text_that_comes_out_empty_gives_way_to_the_default() {
    assertThat(shown(written("{{ $event.nothing }}", "{\"plan\":\"pro\"}")).getFirst())
        .isEqualTo("bulleted_list_item|Plan: pro");
  }

  @ParameterizedTest
  @CsvSource({"98,98,false", "99,99,false", "100,100,true", "500,100,true"})
  void there_are_a_hundred_blocks_at_most_and_the_last_says_so(int lines, int blocks, boolean cut) {
    NotionBody body = written("- x\n".repeat(lines), "{}");

    assertThat(body.blocks()).hasSize(blocks);
    assertThat(body.cut()).isEqualTo(cut);
    assertThat(shown(body).getLast().startsWith("paragraph|… cut. See the whole")).isEqualTo(cut);
  }

  @Test
  void all_blocks_together_stay_within_their_share_of_a_request() {
    String payload = Json.write(Value.object().put("t", "語".repeat(60_000)).build());

    NotionBody body = written("$event.t\n$event.t\n$event.t", payload);

    String json = Json.write(Value.array(body.blocks()));
    assertThat(json.getBytes(StandardCharsets.UTF_8))
        .hasSizeLessThanOrEqualTo(NotionBody.BODY_SIZE_MAX);
    assertThat(body.cut()).isTrue();
    assertThat(shown(body).getLast()).isEqualTo("paragraph|… cut. See the whole event");
  }

  @ParameterizedTest
  @CsvSource({"2000,false", "2001,true"})
  void a_fact_is_shown_up_to_one_piece_of_text(int length, boolean cut) {
    String payload = Json.write(Value.object().put("t", "x".repeat(length)).build());

    assertThat(body(route("page", Value.Absent.ABSENT), payload).cut()).isEqualTo(cut);
  }

  @Test
  void a_payload_is_shown_up_to_ten_pieces() {
    String payload = Json.write(Value.object().put("t", "x".repeat(30_000)).build());

    NotionBody body = body(route("database", Value.Absent.ABSENT), payload);

    assertThat(shown(body).get(1)).contains("… cut. See the whole event");
    assertThat(shown(body).get(3)).hasSize("code|".length() + 20_000).endsWith("…");
    assertThat(body.cut()).isTrue();
  }
}
