package io.ingestlayer.e2e;

import static io.ingestlayer.e2e.BadInput.body;
import static io.ingestlayer.e2e.BadInput.event;
import static io.ingestlayer.e2e.BadInput.head;
import static io.ingestlayer.e2e.BadInput.raw;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What nobody should send and somebody will: each gets its stated answer, and nobody else is harmed.
@Timeout(60)
class BadInputsStory {
  private static final String GOOD = "{\"type\":\"a\",\"payload\":{}}";

  private static ServerProcess server;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    server =
        new ServerProcess(folder)
            .define(
                "declared.yaml",
                "event: declared\nschema: { email: string, n: integer }\nstrict: true\n")
            .start();
  }

  /// The last word of this story: whatever was sent, nothing of it is in the log, and the next request is taken.
  @AfterAll
  static void nothing_is_in_the_log_and_the_next_request_is_taken() {
    try (ServerProcess closing = server) {
      String id = closing.api().send("fine", "{\"after\":\"all of it\"}");
      assertThat(closing.api().data("/v1/events/" + id).path("type").asString()).isEqualTo("fine");
      assertThat(closing.log()).doesNotContain(" ERROR ", " WARN ", "Exception", "\tat ");
    }
  }

  @ParameterizedTest
  @MethodSource({"bodies", "events", "contents", "heads", "keys", "reads"})
  void is_answered_as_stated(BadInput bad) throws IOException {
    RawHttp.Answer answer = new RawHttp(server.port()).exchange(bad.bytes());

    assertThat(answer.status()).as(answer.text()).isEqualTo(bad.status());
    if (!bad.code().isEmpty()) {
      assertThat(answer.code()).as(answer.text()).isEqualTo(bad.code());
      assertThat(answer.text()).contains("application/problem+json");
    }
    assertThat(answer.text()).doesNotContain("Exception", "\tat ", "org.eclipse", "java.");
  }

  static Stream<BadInput> bodies() {
    return Stream.of(
        body("an empty body", "", 400, "empty_body"),
        body("only blanks", " \n\t ", 400, "empty_body"),
        body("no events", "{\"events\":[]}", 400, "empty_batch"),
        body("501 events", events(501), 413, "batch_too_large"),
        body("a truncated text", "{\"events\":[{\"type\":\"a\",\"payload\":{", 400, "invalid_json"),
        body("a comma at the end", "{\"events\":[" + GOOD + ",]}", 400, "invalid_json"),
        body("a comment", "{/*x*/\"events\":[" + GOOD + "]}", 400, "invalid_json"),
        body("single quotes", "{'events':[]}", 400, "invalid_json"),
        body("something behind the end", "{\"events\":[" + GOOD + "]}{}", 400, "invalid_json"),
        body("an array", "[1]", 400, "invalid_shape"),
        body("a string", "\"events\"", 400, "invalid_shape"),
        body("a number", "1", 400, "invalid_shape"),
        body("null", "null", 400, "invalid_shape"),
        body("no events at all", "{}", 400, "invalid_shape"),
        body("events twice", "{\"events\":[" + GOOD + "],\"events\":[]}", 400, "duplicate_key"),
        body("100,000 brackets", "[".repeat(100_000), 400, "too_deep"),
        body("100,000 brackets in events", "{\"events\":" + "[".repeat(100_000), 400, "too_deep"),
        body(
            "an overlong slash",
            new byte[] {'{', '"', (byte) 0xc0, (byte) 0xaf},
            400,
            "invalid_utf8"),
        body("half an emoji", new byte[] {'"', (byte) 0xf0, (byte) 0x9f, '"'}, 400, "invalid_utf8"),
        body(
            "UTF-16",
            ("{\"events\":[" + GOOD + "]}").getBytes(StandardCharsets.UTF_16LE),
            400,
            "invalid_utf8"),
        body("6 MiB", "{\"events\":[" + " ".repeat(6 * 1024 * 1024) + "]}", 413, "body_too_large"));
  }

  static Stream<BadInput> events() {
    return Stream.of(
        event("NaN", "{\"type\":\"a\",\"payload\":{\"n\":NaN}}", 400, "invalid_json"),
        event(
            "the type twice",
            "{\"type\":\"a\",\"type\":\"b\",\"payload\":{}}",
            400,
            "duplicate_key"),
        event(
            "a field twice",
            "{\"type\":\"a\",\"payload\":{\"x\":1,\"x\":2}}",
            400,
            "duplicate_key"),
        event(
            "a vast exponent",
            "{\"type\":\"a\",\"payload\":{\"n\":1e1000000000}}",
            400,
            "number_too_large"),
        event(
            "100,000 digits",
            "{\"type\":\"a\",\"payload\":{\"n\":" + "9".repeat(100_000) + "}}",
            400,
            "number_too_large"),
        event(
            "65 deep",
            "{\"type\":\"a\",\"payload\":{\"n\":" + "[".repeat(65) + "]".repeat(65) + "}}",
            400,
            "too_deep"),
        event(
            "a long string",
            "{\"type\":\"a\",\"payload\":{\"s\":\"" + "x".repeat(140_000) + "\"}}",
            400,
            "string_too_long"),
        event(
            "a large event",
            "{\"type\":\"a\",\"payload\":{\"s\":\"" + "x".repeat(300_000) + "\"}}",
            400,
            "event_too_large"),
        event("a type with blanks", "{\"type\":\"a b\",\"payload\":{}}", 400, "invalid_type"),
        event("no type", "{\"payload\":{}}", 400, "invalid_type"),
        event("no payload", "{\"type\":\"a\"}", 400, "invalid_payload"),
        event(
            "an unknown member",
            "{\"type\":\"a\",\"payload\":{},\"key\":\"k\"}",
            400,
            "unknown_member"),
        event(
            "yesterday",
            "{\"type\":\"a\",\"payload\":{},\"timestamp\":\"yesterday\"}",
            400,
            "invalid_timestamp"),
        event(
            "a time as a number",
            "{\"type\":\"a\",\"payload\":{},\"timestamp\":1700000000}",
            400,
            "invalid_timestamp"),
        event(
            "the year 9999",
            "{\"type\":\"a\",\"payload\":{},\"timestamp\":\"9999-01-01T00:00:00Z\"}",
            400,
            "invalid_timestamp"),
        event(
            "an empty key",
            "{\"type\":\"a\",\"payload\":{},\"idempotencyKey\":\"\"}",
            400,
            "invalid_idempotency_key"),
        event(
            "a key of 10 KiB",
            "{\"type\":\"a\",\"payload\":{},\"idempotencyKey\":\"" + "k".repeat(10_240) + "\"}",
            400,
            "invalid_idempotency_key"),
        event(
            "a key with a control character",
            "{\"type\":\"a\",\"payload\":{},\"idempotencyKey\":\"a\\u0007\"}",
            400,
            "invalid_idempotency_key"),
        event(
            "not what was declared",
            "{\"type\":\"declared\",\"payload\":{\"email\":5,\"more\":1}}",
            400,
            "schema_violation"));
  }

  static Stream<BadInput> contents() {
    byte[] good = ("{\"events\":[" + GOOD + "]}").getBytes(StandardCharsets.UTF_8);
    byte[] zipped = BadInput.gzip(good);
    String json = "Content-Type: application/json\r\n";
    return Stream.of(
        body("XML", "Content-Type: text/xml\r\n", good, 415, "unsupported_media_type"),
        body(
            "latin1",
            "Content-Type: application/json; charset=latin1\r\n",
            good,
            415,
            "unsupported_media_type"),
        body("no content type, which is JSON", "", good, 202, ""),
        body("gzip, which is fine", json + "Content-Encoding: gzip\r\n", zipped, 202, ""),
        body("brotli", json + "Content-Encoding: br\r\n", good, 415, "unsupported_encoding"),
        body(
            "gzip in gzip",
            json + "Content-Encoding: gzip, gzip\r\n",
            zipped,
            415,
            "unsupported_encoding"),
        body("gzip that is none", json + "Content-Encoding: gzip\r\n", good, 400, "invalid_gzip"),
        body(
            "half of a gzip",
            json + "Content-Encoding: gzip\r\n",
            Arrays.copyOf(zipped, zipped.length / 2),
            400,
            "truncated_body"),
        body(
            "a gzip bomb",
            json + "Content-Encoding: gzip\r\n",
            BadInput.gzip(new byte[64 * 1024 * 1024]),
            413,
            "decompressed_too_large"));
  }

  static Stream<BadInput> heads() {
    String post = "POST /v1/ingest HTTP/1.1\r\nHost: test\r\nConnection: close\r\n";
    return Stream.of(
        raw(
            "two lengths",
            post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
            400,
            "bad_request"),
        raw(
            "a length and chunks",
            post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
            "bad_request"),
        raw("a negative length", post + "Content-Length: -1\r\n\r\n", 400, "bad_request"),
        raw("a folded header", post + "X-A: b\r\n c\r\n\r\n", 400, "bad_request"),
        raw("a blank before the colon", post + "X-A : b\r\n\r\n", 400, "bad_request"),
        raw("no host", "GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n", 400, "bad_request"),
        raw("no HTTP", "hello\r\n\r\n", 400, "bad_request"),
        raw("TLS", "\026\003\001\002\000\001\000\001\374\003\003", 400, "bad_request"),
        raw("HTTP/3.7", "GET /livez HTTP/3.7\r\nHost: test\r\n\r\n", 505, "http_version"),
        head("a URL of 64 KiB", "GET /" + "u".repeat(65_536), "", 414, "uri_too_long"),
        head("a URL of 10 KiB", "GET /" + "u".repeat(10_240), "", 414, "uri_too_long"),
        head(
            "1 MiB of headers",
            "GET /livez",
            ("X-H: " + "h".repeat(1_000) + "\r\n").repeat(1_048),
            431,
            "headers_too_large"),
        head("10,000 headers", "GET /livez", "X: y\r\n".repeat(10_000), 431, "headers_too_large"),
        head("101 headers", "GET /livez", "X: y\r\n".repeat(101), 431, "headers_too_large"),
        head(
            "a header that does not end",
            "GET /livez",
            "X-H: " + "h".repeat(100_000),
            431,
            "headers_too_large"),
        head("TRACE", "TRACE /livez", "", 405, "method_not_allowed"),
        head("an unknown method", "BREW /livez", "", 405, "method_not_allowed"),
        head("a wrong method", "GET /v1/ingest", "", 405, "method_not_allowed"),
        head("dots in the path", "GET /../../etc/passwd", "", 400, "bad_request"),
        head("a NUL in the path", "GET /events/%00", "", 400, "bad_request"),
        head(".git", "GET /.git/config", "", 404, "not_found"),
        raw(
            "a header that takes its time",
            "GET /livez HTTP/1.1\r\nHost: te",
            408,
            "request_timeout"));
  }

  static Stream<BadInput> keys() {
    String line = "POST /v1/ingest";
    String wrong = ServerProcess.API_KEY.substring(0, 40) + "xxxx";
    String unknown = checked("il_live_" + "u".repeat(30));
    String none = "Content-Length: 0\r\n";
    return Stream.of(
        head("no key", line, none, 401, "missing_key"),
        head("another scheme", line, none + "Authorization: Basic YTpi\r\n", 401, "missing_key"),
        head(
            "a key with a typing error",
            line,
            none + "Authorization: Bearer " + wrong + "\r\n",
            401,
            "invalid_key"),
        head(
            "a key that nobody has",
            line,
            none + "Authorization: Bearer " + unknown + "\r\n",
            401,
            "unknown_key"),
        head(
            "two keys",
            line,
            none + ("Authorization: Bearer " + ServerProcess.API_KEY + "\r\n").repeat(2),
            401,
            "missing_key"),
        head(
            "a key in the query", line + "?key=" + ServerProcess.API_KEY, none, 401, "missing_key"),
        head("reading without a key", "GET /v1/events", "", 401, "unauthorized"),
        head(
            "reading with a wrong key",
            "GET /v1/events",
            "Authorization: Bearer " + wrong + "\r\n",
            401,
            "unauthorized"));
  }

  static Stream<BadInput> reads() {
    String key = "Authorization: Bearer " + ServerProcess.API_KEY + "\r\n";
    return Stream.of(
        head("a filter that is none", "GET /v1/events?typ=a", key, 400, "unknown_parameter"),
        head("a limit that is none", "GET /v1/events?limit=many", key, 400, "invalid_parameter"),
        head("a limit too high", "GET /v1/events?limit=100000", key, 400, "invalid_parameter"),
        head("a cursor that is none", "GET /v1/events?cursor=AAAA", key, 400, "invalid_parameter"),
        head(
            "a cursor of bytes", "GET /v1/deliveries?cursor=_____w", key, 400, "invalid_parameter"),
        head(
            "a state that is none", "GET /v1/deliveries?state=lost", key, 400, "invalid_parameter"),
        head("a time that is none", "GET /v1/events?from=yesterday", key, 400, "invalid_parameter"),
        head("a query that cannot be decoded", "GET /v1/events?type=%zz", key, 400, ""),
        head(
            "an event that is not there",
            "GET /v1/events/evt_00000000000000000000000000",
            key,
            404,
            "not_found"),
        head("an id that is none", "GET /v1/events/%27%20or%201=1", key, 404, "not_found"),
        head(
            "a destination that is not there",
            "GET /v1/destinations/none/health",
            key,
            404,
            "not_found"),
        head("a filter with a NUL", "GET /v1/events?type=%00", key, 400, "invalid_query"),
        head(
            "an entity whose kind has a NUL", "GET /v1/entities/a%00b/c", key, 400, "bad_request"));
  }

  @Test
  void one_bad_event_does_not_fail_the_others() {
    String answer =
        server
            .api()
            .ingest(List.of(GOOD, "{\"type\":\"declared\",\"payload\":{\"n\":1}}", GOOD))
            .body();

    var data = Api.JSON.readTree(answer).path("data");
    assertThat(data.path("accepted").asInt()).isEqualTo(2);
    assertThat(data.path("rejected").asInt()).isEqualTo(1);
    assertThat(data.path("results").path(1).path("error").path("code").asString())
        .isEqualTo("schema_violation");
    assertThat(
            data.path("results")
                .path(1)
                .path("error")
                .path("errors")
                .path(0)
                .path("pointer")
                .asString())
        .startsWith("/events/1/payload");
  }

  @Test
  void the_same_key_with_another_payload_is_a_conflict() {
    server.api().send("a", "{\"n\":1}", "conflict");

    var answer = server.api().ingest(List.of(Api.event("a", "{\"n\":2}", "conflict")));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Api.json(answer).path("code").asString()).isEqualTo("idempotency_conflict");
  }

  @Test
  void strange_names_and_exact_numbers_are_kept_as_they_are() {
    SoftAssertions softly = new SoftAssertions();
    for (String payload :
        List.of(
            "{\"__proto__\":1,\"constructor\":{},\"toString\":null,\"\":0}",
            "{\"a.b\":1,\"$event\":\"$event\",\"{{7*7}}\":\"{{7*7}} ${jndi:ldap://x} <%= %>\"}",
            "{\"emoji 🚀\":\"\u202eevil\",\"big\":12345678901234567890,\"dec\":0.1}",
            "{\"z\":-0,\"e\":1E+2,\"huge\":1e400,\"html\":\"<img src=x onerror=alert(1)>\"}")) {
      String id = server.api().send("strange", payload);

      String stored = server.api().get("/v1/events/" + id).body();

      softly.assertThat(stored).contains("\"payload\":" + payload);
    }
    softly.assertAll();
  }

  @Test
  void a_nul_is_taken_and_told_again() {
    String id = server.api().send("strange", "{\"nul\":\"a\\u0000b\"}");

    assertThat(server.api().data("/v1/events/" + id).path("payload").path("nul").asString())
        .isEqualTo("a\0b");
  }

  private static String events(int count) {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(GOOD);
    }
    return "{\"events\":[" + String.join(",", events) + "]}";
  }

  /// A key with its checksum.
  private static String checked(String text) {
    String digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    StringBuilder checksum = new StringBuilder();
    for (long rest = crc.getValue(); checksum.length() < 6; rest /= 62) {
      checksum.append(digits.charAt((int) (rest % 62)));
    }
    return text + checksum.reverse();
  }
}
