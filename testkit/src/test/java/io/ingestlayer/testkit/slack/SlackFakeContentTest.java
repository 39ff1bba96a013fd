package io.ingestlayer.testkit.slack;

import static io.ingestlayer.testkit.slack.SlackClient.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.testkit.clock.TurnableClock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class SlackFakeContentTest {
  private final SlackFake slack = SlackFake.start(TurnableClock.start());
  private final SlackClient client = new SlackClient(slack);

  @BeforeEach
  void an_app_in_a_channel() {
    slack.token(TOKEN, "chat:write");
    slack.channel("#alerts");
    slack.invite("#alerts");
    slack.pace(1, Duration.ZERO);
  }

  @AfterEach
  void close() {
    client.close();
    slack.close();
  }

  @Test
  void accepts_blocks_right_up_to_the_limits() throws Exception {
    List<String> fine =
        List.of(
            section("mrkdwn", 3000),
            fields(5, 2000),
            fields(10, 1000),
            header("plain_text", 150),
            context(10),
            button(75, "https://example.com/" + "x".repeat(2980)),
            image(2000),
            "{\"type\":\"divider\",\"block_id\":\"" + "x".repeat(255) + "\"}",
            "{\"type\":\"markdown\",\"text\":\"# hi\"}",
            "{\"type\":\"section\",\"text\":{\"type\":\"plain_text\",\"text\":\"a\",\"emoji\":true},\"accessory\":"
                + "{\"type\":\"image\",\"image_url\":\"https://example.com/a.png\",\"alt_text\":\"a\"}}");

    for (String block : fine) {
      JsonNode answer = client.post("{\"channel\":\"#alerts\",\"blocks\":[" + block + "]}");
      assertThat(answer.path("ok").asBoolean()).as("%s: %s", answer, block).isTrue();
    }
    assertThat(client.errorFor(blocks(Collections.nCopies(50, "{\"type\":\"divider\"}"))))
        .isEqualTo("none");
    assertThat(slack.messages()).hasSize(fine.size() + 1);
  }

  @ParameterizedTest
  @MethodSource
  void refuses_blocks_that_slack_refuses_and_says_where(String block, String detail)
      throws Exception {
    JsonNode answer =
        client.post("{\"channel\":\"#alerts\",\"text\":\"hi\",\"blocks\":[" + block + "]}");

    assertThat(answer.path("error").asString("none")).isEqualTo("invalid_blocks");
    assertThat(
            answer.path("response_metadata").path("messages").valueStream().map(JsonNode::asString))
        .contains("[ERROR] " + detail);
    assertThat(slack.messages()).isEmpty();
    assertThat(slack.refused()).containsOnlyKeys("invalid_blocks");
  }

  static Stream<Arguments> refuses_blocks_that_slack_refuses_and_says_where() {
    return Stream.of(
        refused(section("mrkdwn", 3001), "must be less than 3001 characters", "/0/text/text"),
        refused(section("mrkdwn", 3001), "failed to match all allowed schemas", "/0/text"),
        refused(section("mrkdwn", 0), "must be more than 0 characters", "/0/text/text"),
        refused(section("markdown", 1), "must be a valid enum value", "/0/text/type"),
        refused("{\"type\":\"section\"}", "must define either `text` or `fields`", "/0"),
        refused("{\"type\":\"section\",\"text\":\"hi\"}", "must provide an object", "/0/text"),
        refused(fields(11, 1), "no more than 10 items allowed", "/0/fields"),
        refused(fields(0, 1), "no fewer than 1 items allowed", "/0/fields"),
        refused(fields(1, 2001), "must be less than 2001 characters", "/0/fields/0/text"),
        refused(header("plain_text", 151), "must be less than 151 characters", "/0/text/text"),
        refused(header("mrkdwn", 10), "must be a valid enum value", "/0/text/type"),
        refused("{\"type\":\"header\"}", "missing required field: text", "/0"),
        refused(context(11), "no more than 10 items allowed", "/0/elements"),
        refused(context(0), "no fewer than 1 items allowed", "/0/elements"),
        refused(
            button(76, "https://a.example"),
            "must be less than 76 characters",
            "/0/elements/0/text/text"),
        refused(
            button(5, "https://a.example/" + "x".repeat(2990)),
            "must be less than 3001 characters",
            "/0/elements/0/url"),
        refused(button(5, "not an url"), "must be a valid URL", "/0/elements/0/url"),
        refused(
            "{\"type\":\"actions\",\"elements\":[{\"type\":\"knob\"}]}",
            "unsupported type: knob",
            "/0/elements/0/type"),
        refused(image(2001), "must be less than 2001 characters", "/0/alt_text"),
        refused(
            "{\"type\":\"image\",\"alt_text\":\"a\"}", "missing required field: image_url", "/0"),
        refused(
            "{\"type\":\"divider\",\"block_id\":\"" + "x".repeat(256) + "\"}",
            "must be less than 256 characters",
            "/0/block_id"),
        refused(
            "{\"type\":\"divider\",\"block_id\":\"a\"},{\"type\":\"divider\",\"block_id\":\"a\"}",
            "block_id must be unique",
            "/1/block_id"),
        refused("{\"type\":\"sparkline\"}", "unsupported type: sparkline", "/0/type"),
        refused("{\"text\":\"a\"}", "missing required field: type", "/0"),
        refused("\"hi\"", "must provide an object", "/0"),
        refused(
            "{\"type\":\"divider\",\"color\":\"red\"}", "invalid additional property: color", "/0"),
        refused(
            "{\"type\":\"header\",\"text\":{\"type\":\"plain_text\",\"text\":\"a\",\"verbatim\":true}}",
            "invalid additional property: verbatim",
            "/0/text"),
        refused(
            "{\"type\":\"markdown\",\"text\":\"" + "x".repeat(12_001) + "\"}",
            "must be less than 12001 characters",
            "/0/text"),
        refused(
            String.join(",", Collections.nCopies(51, "{\"type\":\"divider\"}")),
            "no more than 50 items allowed",
            ""));
  }

  @Test
  void refuses_blocks_that_are_too_long_together() throws Exception {
    String largest = section("mrkdwn", 3000);

    assertThat(client.errorFor(blocks(Collections.nCopies(4, largest)))).isEqualTo("none");
    assertThat(
            client.errorFor(
                blocks(List.of(largest, largest, largest, largest, section("mrkdwn", 1000)))))
        .isEqualTo("msg_blocks_too_long");
  }

  @Test
  void wants_something_to_say() throws Exception {
    assertThat(client.errorFor("\"mrkdwn\":true")).isEqualTo("no_text");
    assertThat(client.errorFor("\"text\":\" \\n\"")).isEqualTo("no_text");
    assertThat(client.errorFor("\"text\":\"\",\"blocks\":[]")).isEqualTo("no_text");
    assertThat(client.errorFor("\"text\":\"\",\"attachments\":[{\"text\":\"a\"}]"))
        .isEqualTo("none");
  }

  @Test
  void refuses_members_of_the_wrong_shape() throws Exception {
    assertThat(client.errorFor("\"text\":7")).isEqualTo("invalid_arguments");
    assertThat(client.errorFor("\"text\":\"a\",\"attachments\":{}")).isEqualTo("invalid_arguments");
    assertThat(client.errorFor("\"text\":\"a\",\"blocks\":\"[]\""))
        .isEqualTo("invalid_blocks_format");
    assertThat(client.errorFor("\"text\":\"a\",\"attachments\":[7]")).isEqualTo("invalid_blocks");
    assertThat(client.errorFor("\"text\":\"a\",\"thread_ts\":\"1.2\""))
        .isEqualTo("thread_not_found");
  }

  @Test
  void truncates_a_text_that_is_too_long_and_warns() throws Exception {
    JsonNode answer =
        client.post("{\"channel\":\"#alerts\",\"text\":\"" + "x".repeat(40_001) + "\"}");

    assertThat(answer.path("warning").asString()).isEqualTo("message_truncated");
    assertThat(answer.path("message").path("text").asString()).hasSize(40_000);
    assertThat(client.errorFor("\"markdown_text\":\"" + "x".repeat(12_001) + "\""))
        .isEqualTo("msg_too_long");
    assertThat(client.errorFor("\"markdown_text\":\"a\",\"text\":\"b\""))
        .isEqualTo("markdown_text_conflict");
  }

  @Test
  void refuses_more_than_a_hundred_attachments_and_looks_into_their_blocks() throws Exception {
    String attachments = String.join(",", Collections.nCopies(101, "{\"text\":\"a\"}"));

    assertThat(client.errorFor("\"attachments\":[" + attachments + "]"))
        .isEqualTo("too_many_attachments");
    assertThat(client.errorFor("\"attachments\":[{\"blocks\":[{\"type\":\"section\"}]}]"))
        .isEqualTo("invalid_blocks");
  }

  @Test
  void wants_metadata_of_the_right_shape_and_size() throws Exception {
    String fine =
        "\"text\":\"a\",\"metadata\":{\"event_type\":\"task_created\",\"event_payload\":{\"id\":\"%s\"}}";

    assertThat(client.errorFor(fine.formatted("1"))).isEqualTo("none");
    assertThat(client.errorFor(fine.formatted("x".repeat(9000)))).isEqualTo("metadata_too_large");
    assertThat(client.errorFor("\"text\":\"a\",\"metadata\":{\"event_type\":\"a\"}"))
        .isEqualTo("invalid_metadata_format");
    assertThat(
            client.errorFor(
                "\"text\":\"a\",\"metadata\":{\"event_type\":\"\",\"event_payload\":{}}"))
        .isEqualTo("invalid_metadata_format");
    assertThat(client.errorFor("\"text\":\"a\",\"metadata\":\"{}\""))
        .isEqualTo("invalid_metadata_format");
  }

  private static Arguments refused(String block, String what, String at) {
    return Arguments.of(block, what + " [json-pointer:/blocks" + at + "]");
  }

  private static String blocks(List<String> blocks) {
    return "\"blocks\":[" + String.join(",", blocks) + "]";
  }

  private static String section(String type, int chars) {
    return "{\"type\":\"section\",\"text\":{\"type\":\"%s\",\"text\":\"%s\"}}"
        .formatted(type, "x".repeat(chars));
  }

  private static String header(String type, int chars) {
    return "{\"type\":\"header\",\"text\":{\"type\":\"%s\",\"text\":\"%s\"}}"
        .formatted(type, "x".repeat(chars));
  }

  private static String fields(int count, int chars) {
    String field = "{\"type\":\"mrkdwn\",\"text\":\"%s\"}".formatted("x".repeat(chars));
    return "{\"type\":\"section\",\"fields\":[%s]}"
        .formatted(String.join(",", Collections.nCopies(count, field)));
  }

  private static String context(int count) {
    String element = "{\"type\":\"mrkdwn\",\"text\":\"a\"}";
    return "{\"type\":\"context\",\"elements\":[%s]}"
        .formatted(String.join(",", Collections.nCopies(count, element)));
  }

  private static String button(int chars, String url) {
    return "{\"type\":\"actions\",\"elements\":[{\"type\":\"button\",\"text\":{\"type\":\"plain_text\",\"text\":\"%s\"},\"url\":\"%s\"}]}"
        .formatted("x".repeat(chars), url);
  }

  private static String image(int chars) {
    return "{\"type\":\"image\",\"image_url\":\"https://example.com/a.png\",\"alt_text\":\"%s\"}"
        .formatted("x".repeat(chars));
  }
}
