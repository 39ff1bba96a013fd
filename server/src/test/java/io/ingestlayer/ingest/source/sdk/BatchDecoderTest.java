package io.ingestlayer.ingest.source.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ingestlayer.event.Payload;
import io.ingestlayer.event.Value;
import io.ingestlayer.ingest.BatchTooLargeException;
import io.ingestlayer.ingest.DecodedEvent;
import io.ingestlayer.ingest.Refusal;
import io.ingestlayer.ingest.RequestDecoder;
import io.ingestlayer.platform.http.Problem;
import io.ingestlayer.platform.http.ProblemException;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchDecoderTest {
  private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");
  private static final String GOOD = "{\"type\":\"a\",\"payload\":{}}";

  private final BatchDecoder decoder = new BatchDecoder();

  private List<DecodedEvent> decode(String body) {
    return decoder.decode(body.getBytes(UTF_8), NOW);
  }

  private DecodedEvent.Sound sound(String event) {
    return (DecodedEvent.Sound) decode("{\"events\":[" + event + "]}").getFirst();
  }

  private Refusal refusal(String event) {
    // The neighbours stay sound, whatever is between them.
    List<DecodedEvent> events = decode("{\"events\":[" + GOOD + "," + event + "," + GOOD + "]}");
    assertThat(events.get(0)).isInstanceOf(DecodedEvent.Sound.class);
    assertThat(events.get(2)).isInstanceOf(DecodedEvent.Sound.class);
    return ((DecodedEvent.Unsound) events.get(1)).refusal();
  }

  private Problem problem(byte[] body) {
    ProblemException thrown =
        catchThrowableOfType(ProblemException.class, () -> decoder.decode(body, NOW));
    assertThat(thrown).as(new String(body, 0, Math.min(body.length, 200), UTF_8)).isNotNull();
    return thrown.problem();
  }

  @Test
  void reads_every_member_of_an_event() {
    DecodedEvent.Sound event =
        sound(
            """
            {"type": "user.signed_up", "payload": {"email": "a@b"}, "idempotencyKey": "k 1",
             "timestamp": "2026-06-30T01:02:03.004+02:00"}\
            """);

    assertThat(event.type()).isEqualTo("user.signed_up");
    assertThat(event.payload().text()).isEqualTo("{\"email\": \"a@b\"}");
    assertThat(event.payload().tree().get("email")).isEqualTo(new Value.Text("a@b"));
    assertThat(event.key()).isEqualTo("k 1");
    assertThat(event.occurredAt()).isEqualTo("2026-06-29T23:02:03.004Z");
    assertThat(event.pointer()).isEqualTo("/events/0/payload");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"n\":12345678901234567890,\"x\":0.1,\"y\":1e400,\"z\":-0,\"w\":1E+2}",
        "{ \"a\" :\t[ 1 , 2.50 ] ,\r\n \"b\" : null }",
        "{\"nul\":\"\\u0000\",\"half\":\"\\ud800\",\"esc\":\"\\/\\\"}{][\\\\\"}",
        "{\"\":1,\"a.b\":2,\"$event\":3,\"__proto__\":{},\"constructor\":4,\"😀\u202e\":\"ü€😀\"}",
        "{\"text\":\"$event now() {{7*7}} ${jndi:ldap://x} <%= %>\"}"
      })
  void keeps_the_payload_as_it_was_sent(String payload) {
    DecodedEvent.Sound first = sound("{\"type\":\"a\",\"payload\":" + payload + "}");
    DecodedEvent.Sound last =
        sound("{\"payload\" : \n" + payload + " , \"type\":\"ü\".x}".replace("\"ü\".x", "\"a\""));

    assertThat(first.payload().text()).isEqualTo(payload);
    assertThat(last.payload().text()).isEqualTo(payload);
    assertThat(first.payload().tree()).isEqualTo(Payload.ofText(payload).tree());
  }

  @Test
  void keeps_the_payloads_of_a_batch_apart_though_characters_have_several_bytes() {
    String body =
        IntStream.range(0, 500)
            .mapToObj("{\"type\":\"ü\",\"payload\":{\"é%1$d\":\"😀%1$d\"}}"::formatted)
            .map(it -> it.replace("\"ü\"", "\"t\""))
            .collect(Collectors.joining(" ,\n", "\ufeff{ \"events\" : [\n", " ] }\n"));

    List<DecodedEvent> events = decode(body);

    assertThat(events).hasSize(500);
    assertThat(events)
        .extracting(it -> ((DecodedEvent.Sound) it).payload().text())
        .containsExactlyElementsOf(
            IntStream.range(0, 500).mapToObj("{\"é%1$d\":\"😀%1$d\"}"::formatted).toList());
  }

  static Stream<Arguments> wholeRequests() {
    return Stream.of(
        arguments("", "empty_body", 400),
        arguments(" \n\t ", "empty_body", 400),
        arguments("{\"events\":[]}", "empty_batch", 400),
        arguments("[]", "invalid_shape", 400),
        arguments("\"text\"", "invalid_shape", 400),
        arguments("17", "invalid_shape", 400),
        arguments("null", "invalid_shape", 400),
        arguments("{}", "invalid_shape", 400),
        arguments("{\"events\":{}}", "invalid_shape", 400),
        arguments("{\"events\":null}", "invalid_shape", 400),
        arguments("{\"events\":[" + GOOD + "],\"events\":[]}", "duplicate_key", 400),
        arguments("{\"event\":[" + GOOD + "]}", "unknown_member", 400),
        arguments("{\"events\":[" + GOOD + "],\"x\":1}", "unknown_member", 400),
        arguments("{\"events\":[" + GOOD + "]", "invalid_json", 400),
        arguments("{\"events\":[" + GOOD, "invalid_json", 400),
        arguments("{\"events\":[{\"type\":\"a", "invalid_json", 400),
        arguments("{\"events\":[" + GOOD + ",]}", "invalid_json", 400),
        arguments("{\"events\":[" + GOOD + "],}", "invalid_json", 400),
        arguments("{\"events\":[" + GOOD + "]}x", "invalid_json", 400),
        arguments("{\"events\":[" + GOOD + "]}{}", "invalid_json", 400),
        arguments("{\"events\":[" + GOOD + GOOD + "]}", "invalid_json", 400),
        arguments("{\"events\":[{\"type\":\"a\",\"payload\":{\"a\":1,}}]}", "invalid_json", 400),
        arguments("{\"events\":[{\"type\":\"a\",\"payload\":{\"a\":NaN}}]}", "invalid_json", 400),
        arguments("{\"events\":[{\"type\":\"a\",\"payload\":{\"a\":01}}]}", "invalid_json", 400),
        arguments("{\"events\":[{\"type\":\"a\",\"payload\":{\"a\":+1}}]}", "invalid_json", 400),
        arguments("{\"events\":[{\"type\":\"a\",\"payload\":{\"a\":.5}}]}", "invalid_json", 400),
        arguments("{\"events\":[{\"type\":\"a\",\"payload\":[}]}]}", "invalid_json", 400),
        arguments(
            "{\"events\":[{\"type\":\"a\",\"bad\":nope,\"payload\":{}}]}", "invalid_json", 400),
        arguments("{\"events\":[{'type':'a'}]}", "invalid_json", 400),
        arguments("{'events':[]}", "invalid_json", 400),
        arguments("{\"events\":[nope]}", "invalid_json", 400),
        arguments("{\"events\":[\"tab\tin it\"]}", "invalid_json", 400),
        arguments("{\"events\":[\"\\x\"]}", "invalid_json", 400),
        arguments("// hello\n{\"events\":[]}", "invalid_json", 400),
        arguments("{\"events\":[/* */" + GOOD + "]}", "invalid_json", 400),
        arguments("NaN", "invalid_json", 400),
        arguments("{\"events\":NaN}", "invalid_json", 400),
        arguments("{\"events\" [" + GOOD + "]}", "invalid_json", 400),
        arguments("{\"events\":[" + GOOD + "\0]}", "invalid_json", 400),
        arguments("[".repeat(100_000), "too_deep", 400),
        arguments("{\"events\":" + "[".repeat(100_000), "too_deep", 400),
        arguments("{\"events\":[{\"payload\":" + "{\"a\":".repeat(20_000), "too_deep", 400),
        arguments(batch(501), "batch_too_large", 413),
        arguments(batch(100_000), "batch_too_large", 413));
  }

  private static String batch(int events) {
    return "{\"events\":[" + (GOOD + ",").repeat(events - 1) + GOOD + "]}";
  }

  @ParameterizedTest
  @MethodSource("wholeRequests")
  void refuses_a_request_that_cannot_be_read(String body, String code, int status) {
    Problem problem = problem(body.getBytes(UTF_8));

    assertThat(problem.code()).as(problem.detail()).isEqualTo(code);
    assertThat(problem.status()).isEqualTo(status);
  }

  @Test
  void says_where_the_json_ends_to_be_json() {
    Problem outside = problem("{\"events\":\n[ü \"é\" x]}".replace("ü ", "").getBytes(UTF_8));
    Problem inside = problem("{\"events\":\n [\"ü\", {\"type\":\n  nope}]}".getBytes(UTF_8));
    Problem sameLine = problem("{\"events\": [\"ü\", {\"a\":nope}]}".getBytes(UTF_8));

    assertThat(outside.detail()).isEqualTo("Line 2, column 6: a comma or ] should be here.");
    assertThat(inside.detail()).startsWith("Line 3, column ");
    assertThat(sameLine.detail()).startsWith("Line 1, column ");
  }

  @Test
  void names_the_member_that_was_meant() {
    assertThat(problem("{\"event\":[]}".getBytes(UTF_8)).detail()).contains("\"events\"?");
    assertThat(refusal("{\"type\":\"a\",\"payload\":{},\"idempotency_key\":\"k\"}").detail())
        .isEqualTo("\"idempotency_key\" is not known here; did you mean \"idempotencyKey\"?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c0af",
        "80",
        "ff",
        "c3",
        "e282",
        "f09f98",
        "eda080",
        "f4908080",
        "f8888080",
        "c328"
      })
  void refuses_bytes_that_are_no_utf8(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    String text = "{\"events\":[{\"type\":\"a\",\"payload\":{\"a\":\"@\"}}]}";
    byte[] body = text.getBytes(Charset.forName("ISO-8859-1"));
    byte[] whole = new byte[body.length - 1 + bytes.length];
    int at = text.indexOf('@');
    System.arraycopy(body, 0, whole, 0, at);
    System.arraycopy(bytes, 0, whole, at, bytes.length);
    System.arraycopy(body, at + 1, whole, at + bytes.length, body.length - at - 1);

    assertThat(problem(whole).code()).isEqualTo("invalid_utf8");
    assertThat(problem(bytes).code()).isEqualTo("invalid_utf8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE"})
  void refuses_other_encodings(String charset) {
    byte[] body = ("{\"events\":[" + GOOD + "]}").getBytes(Charset.forName(charset));

    assertThat(problem(body).code()).isEqualTo("invalid_utf8");
  }

  static Stream<Arguments> singleEvents() {
    String many =
        IntStream.range(0, 2_001).mapToObj("\"k%d\":1"::formatted).collect(Collectors.joining(","));
    return Stream.of(
        arguments("17", "invalid_shape", ""),
        arguments("[{\"a\":[1]}]", "invalid_shape", ""),
        arguments("null", "invalid_shape", ""),
        arguments("{\"payload\":{}}", "invalid_type", "/type"),
        arguments("{\"type\":17,\"payload\":{}}", "invalid_type", "/type"),
        arguments("{\"type\":\"\",\"payload\":{}}", "invalid_type", "/type"),
        arguments("{\"type\":\".a\",\"payload\":{}}", "invalid_type", "/type"),
        arguments("{\"type\":\"a b\",\"payload\":{}}", "invalid_type", "/type"),
        arguments("{\"type\":\"<img src=x>\",\"payload\":{}}", "invalid_type", "/type"),
        arguments("{\"type\":\"" + "a".repeat(129) + "\",\"payload\":{}}", "invalid_type", "/type"),
        arguments("{\"type\":\"a\"}", "invalid_payload", "/payload"),
        arguments("{\"type\":\"a\",\"payload\":null}", "invalid_payload", "/payload"),
        arguments("{\"type\":\"a\",\"payload\":[]}", "invalid_payload", "/payload"),
        arguments("{\"type\":\"a\",\"payload\":\"{}\"}", "invalid_payload", "/payload"),
        arguments("{\"type\":\"a\",\"type\":\"b\",\"payload\":{}}", "duplicate_key", "/type"),
        arguments("{\"type\":\"a\",\"payload\":{},\"payload\":{}}", "duplicate_key", "/payload"),
        arguments(
            "{\"type\":\"a\",\"payload\":{\"x\":{\"y\":1,\"y\":2}}}",
            "duplicate_key",
            "/payload/x/y"),
        arguments("{\"type\":\"a\",\"payload\":{},\"x/~\":[{}]}", "unknown_member", "/x~1~0"),
        arguments(
            "{\"type\":\"a\",\"payload\":{\"n\":1e1000000000}}", "number_too_large", "/payload/n"),
        arguments(
            "{\"type\":\"a\",\"payload\":{\"n\":" + "9".repeat(101) + "}}",
            "number_too_large",
            "/payload/n"),
        arguments(
            "{\"type\":\"a\",\"payload\":{\"n\":" + "9".repeat(100_000) + "}}",
            "number_too_large",
            "/payload/n"),
        arguments(
            "{\"type\":\"a\",\"payload\":{\"n\":\"" + "x".repeat(131_073) + "\"}}",
            "string_too_long",
            "/payload/n"),
        arguments("{\"type\":\"a\",\"payload\":{" + many + "}}", "too_many_members", null),
        arguments(
            "{\"type\":\"a\",\"payload\":{\"a\":[" + "1,".repeat(10_000) + "1]}}",
            "too_many_nodes",
            null),
        arguments(
            "{\"type\":\"a\",\"payload\":{\"" + "x".repeat(257) + "\":1}}", "name_too_long", null),
        arguments(
            "{\"type\":\"a\",\"payload\":{\"a\":" + "[".repeat(64) + "]".repeat(64) + "}}",
            "too_deep",
            null),
        arguments(
            "{\"type\":\"a\",\"payload\":{\"n\":\"" + "x".repeat(262_144) + "\"}}",
            "event_too_large",
            ""),
        arguments(
            "{\"type\":\"a\",\"payload\":{},\"idempotencyKey\":\"\"}",
            "invalid_idempotency_key",
            "/idempotencyKey"),
        arguments(
            "{\"type\":\"a\",\"payload\":{},\"idempotencyKey\":7}",
            "invalid_idempotency_key",
            "/idempotencyKey"),
        arguments(
            "{\"type\":\"a\",\"payload\":{},\"idempotencyKey\":\"a\\u0000b\"}",
            "invalid_idempotency_key",
            "/idempotencyKey"),
        arguments(
            "{\"type\":\"a\",\"payload\":{},\"idempotencyKey\":\"ü\"}",
            "invalid_idempotency_key",
            "/idempotencyKey"),
        arguments(
            "{\"type\":\"a\",\"payload\":{},\"idempotencyKey\":\"" + "k".repeat(10_240) + "\"}",
            "invalid_idempotency_key",
            "/idempotencyKey"),
        arguments(
            "{\"type\":\"a\",\"payload\":{},\"timestamp\":\"yesterday\"}",
            "invalid_timestamp",
            "/timestamp"),
        arguments(
            "{\"type\":\"a\",\"payload\":{},\"timestamp\":1751371200000}",
            "invalid_timestamp",
            "/timestamp"),
        arguments(
            "{\"type\":\"a\",\"payload\":{},\"timestamp\":\"2026-07-02T12:00:00.001Z\"}",
            "invalid_timestamp",
            "/timestamp"));
  }

  @ParameterizedTest
  @MethodSource("singleEvents")
  void refuses_one_event_and_takes_its_neighbours(
      String event, String code, @org.jspecify.annotations.Nullable String place) {
    Refusal refusal = refusal(event);

    assertThat(refusal.code()).as(refusal.detail()).isEqualTo(code);
    if (place != null) {
      assertThat(refusal.errors().getFirst().pointer()).isEqualTo("/events/1" + place);
    }
  }

  @Test
  void tells_all_that_is_wrong_with_an_event_at_once() {
    Refusal refusal =
        refusal("{\"typ\":\"a\",\"payload\":[],\"idempotencyKey\":\"\",\"timestamp\":\"x\"}");

    assertThat(refusal.errors())
        .extracting(Problem.Part::code)
        .containsExactly(
            "unknown_member",
            "invalid_payload",
            "invalid_idempotency_key",
            "invalid_timestamp",
            "invalid_type");
  }

  @Test
  void knows_the_key_of_an_event_whose_payload_passes_a_limit() {
    DecodedEvent event =
        decode("{\"events\":[{\"payload\":{\"n\":1e999},\"type\":\"a\",\"idempotencyKey\":\"k\"}]}")
            .getFirst();

    assertThat(event.key()).isEqualTo("k");
    assertThat(((DecodedEvent.Unsound) event).type()).isEqualTo("a");
  }

  @Test
  void takes_null_for_a_key_or_timestamp_that_is_not_given() {
    DecodedEvent.Sound event =
        sound("{\"type\":\"a\",\"payload\":{},\"idempotencyKey\":null,\"timestamp\":null}");

    assertThat(event.key()).isNull();
    assertThat(event.occurredAt()).isNull();
  }

  @Test
  void a_name_may_be_written_with_escapes() {
    assertThat(decode("{\"\\u0065vents\":[{\"t\\u0079pe\":\"a\",\"payload\":{}}]}").getFirst())
        .isInstanceOf(DecodedEvent.Sound.class);
  }

  @Test
  void an_event_is_measured_in_code_points() {
    String around = "{\"type\":\"a\",\"payload\":{\"s\":[\"\",\"\",\"\"]}}";
    int room = RequestDecoder.EVENT_CHARACTERS_MAX - around.length();
    List<String> parts =
        List.of("€".repeat(room - 200_000), "€".repeat(100_000), "€".repeat(100_000));
    String fits = "{\"type\":\"a\",\"payload\":{\"s\":[\"" + String.join("\",\"", parts) + "\"]}}";
    String over = fits.replaceFirst("€", "€€");

    List<DecodedEvent> events =
        new BatchDecoder()
            .decode(("{\"events\":[" + fits + "," + over + "]}").getBytes(UTF_8), NOW);

    assertThat(events.getFirst()).isInstanceOf(DecodedEvent.Sound.class);
    assertThat(events.getLast())
        .isInstanceOfSatisfying(
            DecodedEvent.Unsound.class,
            it ->
                assertThat(it.refusal().detail())
                    .isEqualTo("The event is 262145 characters long; at most 262144 are taken."));
  }

  @Test
  void counts_on_when_there_are_too_many_events() {
    String event = "{\"type\":\"a\",\"payload\":{}},";
    byte[] whole = ("{\"events\":[" + event.repeat(1_999) + "7]}").getBytes(UTF_8);
    byte[] broken = ("{\"events\":[" + event.repeat(700) + "{\"type\"").getBytes(UTF_8);

    assertThat(found(whole)).isEqualTo(2_000);
    assertThat(found(broken)).isEqualTo(700);
  }

  private static int found(byte[] body) {
    try {
      new BatchDecoder().decode(body, NOW);
    } catch (BatchTooLargeException e) {
      return e.found();
    }
    throw new AssertionError("it was taken");
  }
}
