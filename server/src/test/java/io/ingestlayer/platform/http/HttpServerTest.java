package io.ingestlayer.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ingestlayer.platform.http.RawConnection.Answer;
import io.ingestlayer.testkit.await.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HttpServerTest {
  private static final BodyLimits SMALL =
      new BodyLimits(64 * 1024, 1024 * 1024, 100, BodyPace.DEFAULT);
  private static final String PING = "GET /ping HTTP/1.1\r\nHost: t\r\n\r\n";

  private final CountDownLatch held = new CountDownLatch(1);
  private final AtomicInteger holding = new AtomicInteger();
  private final Router router =
      new Router()
          .get("/ping", request -> ServerResponse.text(200, "pong"))
          .get("/asks", request -> ServerResponse.text(200, request.query("q").orElse("-")))
          .get("/things/{name}", request -> ServerResponse.text(200, request.pathParameter("name")))
          .post(
              "/echo", request -> ServerResponse.json(200, new String(request.body(SMALL), UTF_8)))
          .post(
              "/blind",
              request -> ServerResponse.problem(Problem.of(401, "no", "No."), request.id()))
          .post("/hold", this::hold)
          .get(
              "/fails",
              request -> {
                throw new IllegalStateException("secret words");
              });

  private final StandardError log = new StandardError();
  private final HttpServer server =
      new HttpServer(
          HttpServer.Settings.on("127.0.0.1", 0)
              .withHeaderTimeout(Duration.ofMillis(300))
              .withIdleTimeout(Duration.ofSeconds(2))
              .withBodyBytesInFlightMax(128 * 1024 * BodyMemory.COPIES),
          router);

  private ServerResponse hold(ServerRequest request) throws InterruptedException {
    int length = request.body(SMALL).length;
    holding.incrementAndGet();
    held.await();
    return ServerResponse.text(200, Integer.toString(length));
  }

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    held.countDown();
    server.close();
    log.close();
  }

  private RawConnection connect() {
    return new RawConnection(server.port());
  }

  private void assertAlive(RawConnection connection) {
    assertThat(connection.send(PING).answer().body()).isEqualTo("pong");
  }

  private static byte[] gzip(byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Test
  void answers_many_requests_on_one_connection_each_with_an_id_of_its_own() {
    try (RawConnection connection = connect()) {
      Answer first = connection.send(PING + PING).answer();
      Answer second = connection.answer();

      assertThat(first.body()).isEqualTo("pong");
      assertThat(first.headers().get("x-request-id")).matches("req_[0-9a-f]{32}");
      assertThat(second.headers().get("x-request-id"))
          .isNotEqualTo(first.headers().get("x-request-id"));
      assertThat(first.headers()).doesNotContainKey("server");
    }
  }

  @Test
  void the_port_is_the_one_that_was_taken_also_after_the_end() {
    int port = server.port();

    server.close();

    assertThat(port).isPositive();
    assertThat(server.port()).isEqualTo(port);
  }

  @Test
  void a_nul_in_the_query_is_a_refusal_and_not_a_value() {
    try (RawConnection connection = connect()) {
      Answer good = connection.send("GET /asks?q=a%20b HTTP/1.1\r\nHost: x\r\n\r\n").answer();
      Answer bad = connection.send("GET /asks?q=a%00b HTTP/1.1\r\nHost: x\r\n\r\n").answer();

      assertThat(good.body()).isEqualTo("a b");
      assertThat(bad.status()).isEqualTo(400);
      assertThat(bad.body()).contains("\"invalid_query\"");
      assertAlive(connection);
    }
  }

  @Test
  void answers_head_as_get_without_the_body() {
    try (RawConnection connection = connect()) {
      Answer head = connection.send("HEAD /ping HTTP/1.1\r\nHost: t\r\n\r\n").answerWithoutBody();

      assertThat(head.status()).isEqualTo(200);
      assertThat(head.headers()).containsEntry("content-length", "4");
      assertAlive(connection);
    }
  }

  static Stream<Arguments> refusedAndUsable() {
    return Stream.of(
        arguments("GET /nowhere HTTP/1.1\r\nHost: t\r\n\r\n", 404, "not_found"),
        arguments("DELETE /ping HTTP/1.1\r\nHost: t\r\n\r\n", 405, "method_not_allowed"),
        arguments("TRACE /ping HTTP/1.1\r\nHost: t\r\n\r\n", 405, "method_not_allowed"),
        arguments("GET /" + "a/".repeat(3_000) + " HTTP/1.1\r\nHost: t\r\n\r\n", 404, "not_found"),
        arguments(
            "GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: t\r\n\r\n", 414, "uri_too_long"),
        arguments(
            "GET /ping HTTP/1.1\r\nHost: t\r\n" + "a: b\r\n".repeat(100) + "\r\n",
            431,
            "headers_too_large"),
        arguments(
            "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\n{}",
            415,
            "unsupported_encoding"),
        arguments(
            "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Encoding: gzip, gzip\r\nContent-Length: 2\r\n\r\n{}",
            415,
            "unsupported_encoding"),
        arguments(
            "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Encoding: gzip\r\nContent-Length: 12\r\n\r\nno gzip here",
            400,
            "invalid_gzip"),
        arguments(
            "POST /blind HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            401,
            "no"));
  }

  @ParameterizedTest
  @MethodSource("refusedAndUsable")
  void refuses_and_leaves_the_connection_usable(String request, int status, String code) {
    try (RawConnection connection = connect()) {
      Answer answer = connection.send(request).answer();

      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
      assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
      assertAlive(connection);
    }
    assertThat(log.text()).isEmpty();
  }

  static Stream<Arguments> notHttp() {
    return Stream.of(
        arguments(
            "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
            400),
        arguments(
            "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab",
            400),
        arguments("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 2, 2\r\n\r\nab", 400),
        arguments("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: -1\r\n\r\nab", 400),
        arguments(
            "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 99999999999999999999\r\n\r\nab",
            400),
        arguments(
            "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400),
        arguments(
            "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n",
            400),
        arguments("POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: gzip\r\n\r\n", 400),
        arguments("GET /ping HTTP/1.1\nHost: t\n\n", 400),
        arguments("GET /ping HTTP/1.1\r\nHost: t\r\nfolded: a\r\n b\r\n\r\n", 400),
        arguments("GET /ping HTTP/1.1\r\nHost : t\r\n\r\n", 400),
        arguments("GET /ping HTTP/1.1\r\nHost: t\r\nno colon\r\n\r\n", 400),
        arguments("GET /ping HTTP/1.1\r\nHost: t\r\na\0b: c\r\n\r\n", 400),
        arguments("GET /ping HTTP/1.1\r\n\r\n", 400),
        arguments("GET /ping HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        arguments("GET /ping HTTP/3.7\r\nHost: t\r\n\r\n", 505),
        arguments("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 426),
        arguments("GET /things/%ff%00 HTTP/1.1\r\nHost: t\r\n\r\n", 400),
        arguments("GET /a/../../etc HTTP/1.1\r\nHost: t\r\n\r\n", 400),
        arguments("GET /" + "a".repeat(64 * 1024) + " HTTP/1.1\r\nHost: t\r\n\r\n", 414),
        arguments("GET /ping HTTP/1.1\r\nHost: t\r\na: " + "b".repeat(1024 * 1024), 431),
        arguments("GET /ping HTTP/1.1\r\nHost: t\r\n" + "a: b\r\n".repeat(10_000) + "\r\n", 431),
        arguments("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001ü\u0003\u0003\r\n\r\n", 400),
        arguments(
            "POST /echo HTTP/1.1\r\nHost: t\r\nExpect: cake\r\nContent-Length: 2\r\n\r\nab", 417));
  }

  @ParameterizedTest
  @MethodSource("notHttp")
  void refuses_what_is_not_http_and_ends_the_connection(String request, int status) {
    try (RawConnection connection = connect();
        RawConnection neighbour = connect()) {
      Answer answer = sendAll(connection, request).answer();

      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
      assertThat(answer.body()).contains("\"request_id\":\"req_").doesNotContain("org.eclipse");
      assertThat(connection.isEnded()).isTrue();
      assertAlive(neighbour);
    }
    assertThat(log.text()).isEmpty();
  }

  private static RawConnection sendAll(RawConnection connection, String request) {
    try {
      connection.send(request);
    } catch (UncheckedIOException e) {
      // The server may answer and close before all of a long request is sent.
      return connection;
    }
    return connection;
  }

  static Stream<Arguments> brokenBodies() {
    return Stream.of(
        arguments("Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n"),
        arguments("Transfer-Encoding: chunked\r\n\r\nffffffffffff\r\nabc\r\n"),
        arguments("Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n"));
  }

  @ParameterizedTest
  @MethodSource("brokenBodies")
  void refuses_a_body_whose_chunks_are_broken(String rest) {
    try (RawConnection connection = connect()) {
      Answer answer = connection.send("POST /echo HTTP/1.1\r\nHost: t\r\n" + rest).answer();

      assertThat(answer.status()).isBetween(400, 413);
    }
    assertThat(log.text()).isEmpty();
  }

  @Test
  void a_body_that_is_too_long_is_refused_and_the_connection_stays() {
    try (RawConnection connection = connect()) {
      Answer known = connection.post("/echo", "", new byte[3 * 1024 * 1024]).answer();
      Answer zipped =
          connection
              .post("/echo", "Content-Encoding: gzip\r\n", gzip(new byte[512 * 1024]))
              .answer();

      assertThat(known.status()).isEqualTo(413);
      assertThat(known.body()).contains("\"body_too_large\"");
      assertThat(zipped.status()).isEqualTo(413);
      assertThat(zipped.body()).contains("\"decompressed_too_large\"");
      assertAlive(connection);
    }
    assertThat(log.text()).isEmpty();
  }

  @Test
  void inflates_a_body_and_refuses_one_that_ends_early() {
    byte[] whole = gzip("{\"a\":1}".getBytes(UTF_8));
    byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 9);
    try (RawConnection connection = connect()) {
      Answer good = connection.post("/echo", "Content-Encoding: gzip\r\n", whole).answer();
      Answer early = connection.post("/echo", "Content-Encoding: gzip\r\n", cut).answer();

      assertThat(good.body()).isEqualTo("{\"a\":1}");
      assertThat(early.status()).isEqualTo(400);
      assertThat(early.body()).contains("\"truncated_body\"");
      assertAlive(connection);
    }
  }

  @Test
  void says_go_on_only_to_a_caller_whose_body_it_will_read() {
    String head = "Host: t\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n";
    try (RawConnection wanted = connect();
        RawConnection tooLong = connect()) {
      Answer goOn = wanted.send("POST /echo HTTP/1.1\r\n" + head.formatted(2)).answerWithoutBody();
      Answer echoed = wanted.send("{}").answer();
      Answer refused =
          tooLong.send("POST /echo HTTP/1.1\r\n" + head.formatted(1_000_000)).answerWithoutBody();

      assertThat(goOn.status()).isEqualTo(100);
      assertThat(echoed.body()).isEqualTo("{}");
      assertThat(refused.status()).isEqualTo(413);
    }
  }

  @Test
  void a_header_that_trickles_in_is_ended_at_the_deadline_and_delays_nobody() {
    List<RawConnection> slow = new ArrayList<>();
    for (int each = 0; each < 200; each++) {
      slow.add(connect().send("GET /ping HTTP/1.1\r\nHost: t\r\na"));
    }
    try (RawConnection neighbour = connect()) {
      assertAlive(neighbour);

      for (RawConnection connection : slow) {
        assertThat(connection.answer().status()).isEqualTo(408);
        assertThat(connection.isEnded()).isTrue();
      }

      assertAlive(neighbour);
    }
    slow.forEach(RawConnection::close);
    assertThat(log.text()).isEmpty();
  }

  @Test
  void a_body_that_does_not_come_is_given_up() {
    try (RawConnection connection = connect()) {
      Answer answer =
          connection.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\n{").answer();

      assertThat(answer.status()).isEqualTo(408);
      assertThat(connection.isEnded()).isTrue();
    }
    assertThat(log.text()).isEmpty();
  }

  @Test
  void a_caller_that_hangs_up_in_the_middle_is_no_news() {
    for (int each = 0; each < 20; each++) {
      try (RawConnection connection = connect()) {
        connection.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\n{");
      }
    }
    try (RawConnection neighbour = connect()) {
      assertAlive(neighbour);
    }
    assertThat(log.text()).isEmpty();
  }

  @Test
  void turns_away_bodies_that_do_not_fit_into_memory_until_others_are_answered() {
    byte[] body = new byte[60 * 1024];
    try (RawConnection first = connect();
        RawConnection second = connect();
        RawConnection third = connect()) {
      first.post("/hold", "", body);
      second.post("/hold", "", body);
      Await.until("both to be held", Duration.ofSeconds(10), () -> holding.get() == 2);

      Answer turnedAway = third.post("/echo", "", body).answer();
      held.countDown();
      first.answer();
      second.answer();
      Answer taken = third.post("/echo", "", body).answer();

      assertThat(turnedAway.status()).isEqualTo(503);
      assertThat(turnedAway.body()).contains("\"overloaded\"");
      assertThat(turnedAway.headers()).containsEntry("retry-after", "1");
      assertThat(taken.status()).isEqualTo(200);
    }
  }

  @Test
  void a_fault_of_ours_is_logged_and_says_nothing_to_the_caller() {
    try (RawConnection connection = connect()) {
      Answer answer = connection.send("GET /fails HTTP/1.1\r\nHost: t\r\n\r\n").answer();

      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.body()).contains("internal_error").doesNotContain("secret words");
      assertThat(log.text())
          .contains(answer.headers().get("x-request-id"))
          .contains("secret words");
      assertAlive(connection);
    }
  }
}
