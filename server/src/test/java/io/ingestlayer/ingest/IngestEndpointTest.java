package io.ingestlayer.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.log.postgres.LogSettings;
import io.ingestlayer.log.postgres.PostgresEventLog;
import io.ingestlayer.platform.http.HttpServer;
import io.ingestlayer.platform.http.ProblemException;
import io.ingestlayer.platform.http.RawConnection;
import io.ingestlayer.platform.http.RawConnection.Answer;
import io.ingestlayer.platform.http.Router;
import io.ingestlayer.platform.http.StandardError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IngestEndpointTest {
  private static final String KEY = "Authorization: Bearer good\r\n";
  private static final String GOOD = "{\"type\":\"a\",\"payload\":{\"n\":1}}";

  private final TestGate gate = new TestGate();
  private final HttpServer server =
      new HttpServer(HttpServer.Settings.on("127.0.0.1", 0), routes());
  private StandardError log = new StandardError();

  private Router routes() {
    Router router = new Router();
    endpoint(gate.gate(), RateBudget.Settings.DEFAULT).addTo(router);
    PostgresEventLog closed = gate.database().open("closed", LogSettings.defaults());
    closed.close();
    router.post("/closed", endpoint(gate.with(closed), RateBudget.Settings.DEFAULT));
    router.post("/narrow", endpoint(gate.gate(), new RateBudget.Settings(2, 3, 10)));
    return router;
  }

  private IngestEndpoint endpoint(Gate behind, RateBudget.Settings budget) {
    return new IngestEndpoint(
        IngestEndpointTest::authenticate,
        new RateBudget(gate.timer(), budget),
        gate.decoder(),
        behind,
        gate.queue(),
        gate.metrics(),
        gate.limits(),
        gate.timer());
  }

  private static Sender authenticate(Optional<String> bearer, Instant now) {
    return switch (bearer.orElse("")) {
      case "good" -> new Sender("key_1", "shop key", "test");
      case "reader" ->
          throw new ProblemException(403, "insufficient_scope", "This key may not send events.");
      default -> throw new ProblemException(401, "unauthorized", "No key that is known.");
    };
  }

  @BeforeAll
  void start() {
    server.start();
  }

  @AfterAll
  void stop() {
    server.close();
    gate.close();
  }

  @BeforeEach
  void nothing() {
    gate.clear();
    log.close();
    log = new StandardError();
  }

  @AfterEach
  void nothingIsLogged() {
    log.close();
    assertThat(log.text()).isEmpty();
  }

  private RawConnection connect() {
    return new RawConnection(server.port());
  }

  private static byte[] batch(String... events) {
    return ("{\"events\":[" + String.join(",", events) + "]}").getBytes(UTF_8);
  }

  private static Value json(Answer answer) {
    return Json.parseObject(answer.body());
  }

  private static String text(Value value) {
    return value instanceof Value.Text text ? text.value() : value.toString();
  }

  private void assertUsable(RawConnection connection) {
    Answer answer = connection.post("/v1/ingest", KEY, batch(GOOD)).answer();
    assertThat(answer.status()).isEqualTo(202);
  }

  @Test
  void answers_202_with_an_id_for_each_event_once_they_are_stored() {
    try (RawConnection connection = connect()) {
      Answer answer =
          connection.post("/v1/ingest", KEY, batch(GOOD, "{\"type\":\"!\"}", GOOD)).answer();

      assertThat(answer.status()).isEqualTo(202);
      assertThat(answer.headers())
          .containsEntry("content-type", "application/json")
          .containsEntry("ratelimit-policy", "\"ingest\";q=5000;w=1")
          .containsKey("ratelimit");
      Value data = json(answer).get("data");
      assertThat(Json.write(data))
          .startsWith(
              "{\"accepted\":2,\"duplicates\":0,\"rejected\":1,\"results\":[{\"id\":\"evt_");
      Value rejected = data.get("results").get(1);
      assertThat(text(rejected.get("status"))).isEqualTo("rejected");
      assertThat(text(rejected.get("error").get("code"))).isEqualTo("invalid_type");
      assertThat(text(rejected.get("error").get("errors").get(0).get("pointer")))
          .isEqualTo("/events/1/type");
      assertThat(gate.eventsStored()).isEqualTo(2);
    }
  }

  @Test
  void a_repeat_is_answered_202_with_the_first_id() {
    String event = "{\"type\":\"a\",\"payload\":{},\"idempotencyKey\":\"k\"}";
    try (RawConnection connection = connect()) {
      Value first = json(connection.post("/v1/ingest", KEY, batch(event)).answer());
      Answer again = connection.post("/v1/ingest", KEY, batch(event)).answer();

      assertThat(again.status()).isEqualTo(202);
      Value result = json(again).get("data").get("results").get(0);
      assertThat(text(result.get("status"))).isEqualTo("duplicate");
      assertThat(result.get("id")).isEqualTo(first.get("data").get("results").get(0).get("id"));
    }
  }

  @Test
  void answers_400_with_the_same_results_when_none_is_taken() {
    try (RawConnection connection = connect()) {
      Answer answer =
          connection
              .post("/v1/ingest", KEY, batch("{\"type\":\"!\",\"payload\":{}}", "7"))
              .answer();

      assertThat(answer.status()).isEqualTo(400);
      Value problem = json(answer);
      assertThat(text(problem.get("code"))).isEqualTo("events_rejected");
      assertThat(text(problem.get("error").get("message"))).contains("None of the 2 events");
      assertThat(text(problem.get("request_id"))).isEqualTo(answer.headers().get("x-request-id"));
      assertThat(problem.get("data").get("rejected")).isEqualTo(Value.of(2));
      assertThat(text(problem.get("data").get("results").get(1).get("error").get("code")))
          .isEqualTo("invalid_shape");
      assertUsable(connection);
    }
  }

  static Stream<Arguments> badBodies() {
    return Stream.of(
        arguments("", 400, "empty_body"),
        arguments("  ", 400, "empty_body"),
        arguments("{\"events\":[]}", 400, "empty_batch"),
        arguments("{\"events\":[" + (GOOD + ",").repeat(500) + GOOD + "]}", 413, "batch_too_large"),
        arguments("{\"events\":[" + GOOD + ",]}", 400, "invalid_json"),
        arguments("[]", 400, "invalid_shape"),
        arguments("[".repeat(100_000), 400, "too_deep"),
        arguments("{\"events\":[{\"type\":\"a\",\"type\":\"b\"}]}", 400, "duplicate_key"),
        arguments(
            "{\"events\":[{\"type\":\"a\",\"payload\":{\"n\":1e1000000000}}]}",
            400,
            "number_too_large"),
        arguments(
            "{\"events\":[{\"type\":\"a\",\"payload\":{\"n\":" + "7".repeat(1_000_000) + "}}]}",
            400,
            "event_too_large"),
        arguments(
            "{\"events\":[{\"type\":\"a\",\"payload\":{\"s\":\"" + "x".repeat(4_000_000) + "\"}}]}",
            400,
            "event_too_large"),
        arguments("x".repeat(20 * 1024 * 1024), 413, "body_too_large"),
        arguments("\0{\0}", 400, "invalid_utf8"));
  }

  @ParameterizedTest
  @MethodSource("badBodies")
  void refuses_a_bad_body_and_stays_usable(String body, int status, String code) {
    try (RawConnection connection = connect()) {
      Answer answer = sendWhole(connection, body.getBytes(UTF_8));

      assertThat(answer.status()).isEqualTo(status);
      assertThat(text(json(answer).get("code"))).isEqualTo(code);
      assertThat(text(json(answer).get("error").get("message"))).isNotEmpty();
      assertThat(answer.headers()).containsKey("ratelimit");
      assertThat(gate.eventsStored()).isZero();
      if (body.length() < 8 * 1024 * 1024) {
        assertUsable(connection);
      }
    }
    try (RawConnection neighbour = connect()) {
      assertUsable(neighbour);
    }
  }

  private static Answer sendWhole(RawConnection connection, byte[] body) {
    try {
      connection.post("/v1/ingest", KEY, body);
    } catch (java.io.UncheckedIOException e) {
      // The answer came, and the connection ended, before all of a body was sent that is far too
      // long.
      return connection.answer();
    }
    return connection.answer();
  }

  @Test
  void a_million_names_are_refused_however_they_are_packed() throws IOException {
    String names =
        IntStream.range(0, 1_000_000)
            .mapToObj("\"k%d\":1"::formatted)
            .collect(Collectors.joining(","));
    byte[] body = ("{\"events\":[{\"type\":\"a\",\"payload\":{" + names + "}}]}").getBytes(UTF_8);
    try (RawConnection connection = connect()) {
      Answer answer =
          connection.post("/v1/ingest", KEY + "Content-Encoding: gzip\r\n", gzip(body)).answer();

      assertThat(answer.status()).isEqualTo(400);
      assertThat(text(json(answer).get("code"))).isEqualTo("event_too_large");
      assertUsable(connection);
    }
  }

  @Test
  void a_bomb_is_refused_as_soon_as_it_grows_past_the_cap() throws IOException {
    byte[] zeros = gzip(new byte[100 * 1024 * 1024]);
    byte[] letters = new byte[24 * 1024 * 1024];
    SplittableRandom random = new SplittableRandom(7);
    for (int at = 0; at < letters.length; at++) {
      letters[at] = (byte) (random.nextInt(100) < 5 ? 'b' : 'a');
    }
    byte[] large = gzip(letters);
    assertThat(large.length).isBetween(letters.length / 100, 5 * 1024 * 1024);
    try (RawConnection connection = connect()) {
      Answer steep =
          connection.post("/v1/ingest", KEY + "Content-Encoding: gzip\r\n", zeros).answer();
      Answer tooMuch =
          connection.post("/v1/ingest", KEY + "Content-Encoding: gzip\r\n", large).answer();

      assertThat(steep.status()).isEqualTo(413);
      assertThat(text(json(steep).get("code"))).isEqualTo("decompressed_too_large");
      assertThat(text(json(tooMuch).get("code"))).isEqualTo("decompressed_too_large");
      assertUsable(connection);
    }
  }

  private static byte[] gzip(byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(body);
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/xml",
        "application/json; charset=latin1",
        "application/json; charset=utf-16",
        "application/x-www-form-urlencoded",
        "application/jsonx",
        "multipart/form-data; boundary=x"
      })
  void refuses_other_content_types(String type) {
    try (RawConnection connection = connect()) {
      Answer answer =
          connection
              .post("/v1/ingest", KEY + "Content-Type: " + type + "\r\n", batch(GOOD))
              .answer();

      assertThat(answer.status()).isEqualTo(415);
      assertThat(text(json(answer).get("code"))).isEqualTo("unsupported_media_type");
      assertUsable(connection);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "Application/JSON; Charset=\"UTF-8\"",
        "application/json;charset=utf-8",
        "application/json; version=1"
      })
  void takes_json_in_utf8_and_what_says_nothing(String type) {
    try (RawConnection connection = connect()) {
      Answer answer =
          connection
              .post("/v1/ingest", KEY + "Content-Type: " + type + "\r\n", batch(GOOD))
              .answer();

      assertThat(answer.status()).isEqualTo(202);
      assertUsable(connection);
    }
  }

  static Stream<Arguments> badKeys() {
    return Stream.of(
        arguments("", 401),
        arguments("Authorization: Bearer\r\n", 401),
        arguments("Authorization: Bearer wrong\r\n", 401),
        arguments("Authorization: Basic Z29vZDo=\r\n", 401),
        arguments("Authorization: Bearer good\r\nAuthorization: Bearer good\r\n", 401),
        arguments("X-Api-Key: good\r\n", 401),
        arguments("Authorization: Bearer reader\r\n", 403));
  }

  @ParameterizedTest
  @MethodSource("badKeys")
  void refuses_a_caller_without_a_key_that_may(String header, int status) {
    try (RawConnection connection = connect()) {
      Answer answer = connection.post("/v1/ingest?key=good", header, batch(GOOD)).answer();
      gate.writeDeadLetters();

      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.headers()).containsEntry("www-authenticate", "Bearer");
      assertThat(gate.eventsStored()).isZero();
      assertThat(gate.letters().list(DeadLetters.Filter.ALL, 10)).isEmpty();
      assertUsable(connection);
    }
  }

  @Test
  void over_the_budget_nothing_is_read_or_stored_until_time_has_passed() {
    try (RawConnection connection = connect()) {
      for (int each = 0; each < 3; each++) {
        assertThat(connection.post("/narrow", KEY, batch(GOOD)).answer().status()).isEqualTo(202);
      }
      Answer over = connection.post("/narrow", KEY, "no json".getBytes(UTF_8)).answer();
      long stored = gate.eventsStored();
      gate.database().clock().turn(Duration.ofSeconds(1));
      Answer later = connection.post("/narrow", KEY, batch(GOOD)).answer();

      assertThat(over.status()).isEqualTo(429);
      assertThat(text(json(over).get("code"))).isEqualTo("rate_limited");
      assertThat(over.headers())
          .containsEntry("retry-after", "1")
          .containsEntry("ratelimit-policy", "\"ingest\";q=2;w=1")
          .containsEntry("ratelimit", "\"ingest\";r=0;t=2");
      assertThat(stored).isEqualTo(3);
      assertThat(gate.letters().list(DeadLetters.Filter.ALL, 10)).isEmpty();
      assertThat(later.status()).isEqualTo(202);
    }
  }

  @Test
  void says_503_and_when_to_come_again_while_the_log_does_not_answer() {
    try (RawConnection connection = connect()) {
      Answer answer = connection.post("/closed", KEY, batch(GOOD, "7")).answer();

      assertThat(answer.status()).isEqualTo(503);
      assertThat(text(json(answer).get("code"))).isEqualTo("log_unavailable");
      assertThat(answer.headers()).containsEntry("retry-after", "1");
      assertThat(json(answer).get("data")).isEqualTo(Value.Absent.ABSENT);
      assertUsable(connection);
    }
  }

  @Test
  void whatever_bytes_come_are_no_fault_of_ours() {
    long seed = 20260702;
    SplittableRandom random = new SplittableRandom(seed);
    String request =
        "POST /v1/ingest HTTP/1.1\r\nHost: t\r\n"
            + KEY
            + "Content-Type: application/json\r\nContent-Length: "
            + batch(GOOD).length
            + "\r\n\r\n"
            + new String(batch(GOOD), UTF_8);
    byte[] whole = request.getBytes(UTF_8);
    int accepted = 0;
    for (int round = 0; round < 1_500; round++) {
      byte[] bytes = whole.clone();
      for (int change = random.nextInt(4); change >= 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try (RawConnection connection = connect()) {
        String said = connection.send(bytes).rest();
        accepted += said.startsWith("HTTP/1.1 202") ? 1 : 0;
        assertThat(said)
            .as("seed %d, round %d: %s", seed, round, new String(bytes, UTF_8))
            .doesNotContainPattern("HTTP/1.1 5(?!05)");
      }
    }
    assertThat(accepted).isPositive();
    try (RawConnection neighbour = connect()) {
      assertUsable(neighbour);
    }
  }

  @Test
  void what_is_refused_for_its_number_or_size_is_recorded_with_the_key_s_name() {
    String batch = "{\"events\":[" + (GOOD + ",").repeat(620) + GOOD + "]}";
    String breaksOff = "{\"events\":[" + (GOOD + ",").repeat(510) + "{\"type\":";
    String euros = "{\"type\":\"a\",\"payload\":{\"s\":\"" + "€".repeat(262_144) + "\"}}";
    try (RawConnection connection = connect()) {
      connection.post("/v1/ingest", KEY, breaksOff.getBytes(UTF_8)).answer();
      connection.post("/v1/ingest", KEY, batch.getBytes(UTF_8)).answer();
      connection.post("/v1/ingest", KEY, batch(GOOD, euros)).answer();
      for (int each = 0; each < 5; each++) {
        connection.post("/narrow", KEY, batch(GOOD)).answer();
      }
    }

    assertThat(gate.limitRecords())
        .extracting(it -> it.replaceAll(".*limit_name\":\"([^\"]+).*limit_value\":(.*)", "$1 $2"))
        .containsExactly(
            "ingest-batch-events 621,\"violation_context\":{\"key\":\"shop key\",\"route\":\"POST /v1/ingest\",\"source\":\"test\"}}",
            "ingest-event-characters 262175,\"violation_context\":{\"key\":\"shop key\",\"route\":\"POST /v1/ingest\",\"source\":\"test\"}}",
            "ingest-requests 10002,\"violation_context\":{\"key\":\"shop key\",\"route\":\"POST /v1/ingest\",\"source\":\"test\"}}");
  }

  @Test
  void keeps_one_dead_letter_of_a_request_that_cannot_be_read() {
    try (RawConnection connection = connect()) {
      for (int each = 0; each < 3; each++) {
        connection.post("/v1/ingest", KEY, "{\"events\":[nope]}".getBytes(UTF_8)).answer();
      }
      connection.post("/v1/ingest", KEY, new byte[] {'{', (byte) 0xff, 0}).answer();
      connection.post("/v1/ingest", KEY, new byte[0]).answer();
    }
    gate.writeDeadLetters();

    assertThat(gate.letters().list(DeadLetters.Filter.ALL, 10))
        .extracting(it -> it.code() + " " + it.times() + " " + it.body() + " " + it.cut())
        .containsExactlyInAnyOrder(
            "invalid_json 3 {\"events\":[nope]} false", "invalid_utf8 1 {\ufffd\ufffd true");
  }
}
