package io.ingestlayer.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.platform.http.RawConnection.Answer;
import io.ingestlayer.testkit.await.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Senders that take their time, one and many: each is ended by itself, and nobody waits for them.
@Timeout(120)
class SlowSendersTest {
  private static final int CROWD = 2_000;
  private static final int PIECE = 10;

  /// Nobody is as fast as this, so what is behind the grace is too slow.
  private static final BodyLimits HASTY = limits(Integer.MAX_VALUE, Duration.ofMillis(20));

  /// Everybody is as fast as this, with no grace at all: the first byte is looked at already.
  private static final BodyLimits PATIENT = limits(1, Duration.ZERO);

  private static final String PING = "GET /ping HTTP/1.1\r\nHost: t\r\n\r\n";
  private static final String HALF_A_HEADER = "GET /ping HTTP/1.1\r\nHost: t\r\na";
  private static final String CHUNKED =
      " HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n";

  private final CountDownLatch held = new CountDownLatch(1);
  private final AtomicInteger reading = new AtomicInteger();
  private final AtomicInteger holding = new AtomicInteger();
  private final Router router =
      new Router()
          .get("/ping", request -> ServerResponse.text(200, "pong"))
          .get("/hold", request -> hold())
          .post("/hasty", request -> length(request, HASTY))
          .post("/patient", request -> length(request, PATIENT))
          .post("/usual", request -> length(request, limits(1024, Duration.ofSeconds(10))));

  private final StandardError log = new StandardError();
  private HttpServer server =
      start(
          HttpServer.Settings.on("127.0.0.1", 0)
              .withHeaderTimeout(Duration.ofSeconds(1))
              .withIdleTimeout(Duration.ofSeconds(3)));

  private static BodyLimits limits(int bytesPerSecondMin, Duration grace) {
    return new BodyLimits(1024 * 1024, 1024 * 1024, 100, new BodyPace(bytesPerSecondMin, grace));
  }

  private ServerResponse length(ServerRequest request, BodyLimits limits) {
    reading.incrementAndGet();
    return ServerResponse.text(200, Integer.toString(request.body(limits).length));
  }

  private ServerResponse hold() throws InterruptedException {
    holding.incrementAndGet();
    held.await();
    return ServerResponse.text(200, "held");
  }

  private HttpServer start(HttpServer.Settings settings) {
    HttpServer started = new HttpServer(settings, router);
    started.start();
    return started;
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

  private static void assertAlive(RawConnection connection) {
    assertThat(connection.send(PING).answer().body()).isEqualTo("pong");
  }

  @Test
  void a_late_header_is_answered_like_every_other_refusal() {
    try (RawConnection connection = connect()) {
      Answer answer = connection.send(HALF_A_HEADER).answer();

      String id = answer.headers().getOrDefault("x-request-id", "");
      assertThat(id).matches("req_[0-9a-f]{32}");
      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.headers())
          .containsEntry("content-type", "application/problem+json")
          .containsEntry("x-content-type-options", "nosniff")
          .containsEntry("connection", "close");
      assertThat(answer.body())
          .isEqualTo(
              Problem.of(408, "request_timeout", "The header did not arrive in time.").toJson(id));
      assertThat(connection.isEnded()).isTrue();
    }
  }

  @Test
  void a_body_that_drips_below_its_pace_is_given_up_and_the_connection_ends() {
    try (RawConnection connection = connect();
        RawConnection neighbour = connect()) {
      connection.send("POST /hasty" + CHUNKED);

      // One byte after the other, for as long as the server takes them.
      for (int sent = 0; sent < HASTY.wireBytesMax() && !connection.hasAnswer(); sent++) {
        connection.send("1\r\nx\r\n");
        assertAlive(neighbour);
      }
      Answer answer = connection.answer();

      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.body()).contains("\"request_timeout\"").contains("too slowly");
      assertThat(log.text()).isEmpty();
    }
  }

  @Test
  void a_body_that_is_slow_but_keeps_its_pace_is_taken() {
    try (RawConnection connection = connect();
        RawConnection neighbour = connect()) {
      connection.send("POST /patient" + CHUNKED);

      for (int piece = 0; piece < 50; piece++) {
        connection.send("a\r\n" + "x".repeat(PIECE) + "\r\n");
        assertAlive(neighbour);
      }
      Answer answer = connection.send("0\r\n\r\n").answer();

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(Integer.toString(50 * PIECE));
      assertAlive(connection);
    }
  }

  @Test
  void thousands_that_stop_in_the_middle_end_by_themselves_and_delay_nobody() {
    List<RawConnection> headers = new ArrayList<>();
    List<RawConnection> bodies = new ArrayList<>();
    try (RawConnection neighbour = connect()) {
      for (int each = 0; each < CROWD / 2; each++) {
        headers.add(connect().send(HALF_A_HEADER));
        bodies.add(connect().send("POST /usual" + CHUNKED + "5\r\nhal"));
      }
      Await.until(
          "all bodies to be read", Duration.ofSeconds(30), () -> reading.get() == CROWD / 2);

      for (int each = 0; each < 100; each++) {
        assertThat(neighbour.post("/usual", "", "whole".getBytes(UTF_8)).answer().status())
            .isEqualTo(200);
      }

      headers.forEach(SlowSendersTest::assertTimedOut);
      bodies.forEach(SlowSendersTest::assertTimedOut);
      try (RawConnection next = connect()) {
        assertAlive(next);
      }
    } finally {
      headers.forEach(RawConnection::close);
      bodies.forEach(RawConnection::close);
    }
    assertThat(log.text()).isEmpty();
  }

  private static void assertTimedOut(RawConnection connection) {
    Answer answer = connection.answer();
    assertThat(answer.status()).isEqualTo(408);
    assertThat(answer.body()).contains("\"request_timeout\"");
    assertThat(connection.isEnded()).isTrue();
  }

  @Test
  void one_connection_too_many_waits_until_another_ends() {
    server.close();
    server = start(HttpServer.Settings.on("127.0.0.1", 0).withConnectionsMax(3));
    RawConnection leaving = connect();
    try (RawConnection neighbour = connect();
        RawConnection holder = connect().send("GET /hold HTTP/1.1\r\nHost: t\r\n\r\n")) {
      Await.until("one to be held", Duration.ofSeconds(10), () -> holding.get() == 1);
      assertAlive(leaving);
      assertAlive(neighbour);

      try (RawConnection waiting = connect().send(PING)) {
        for (int each = 0; each < 200; each++) {
          assertAlive(neighbour);
        }
        assertThat(waiting.hasAnswer()).isFalse();
        leaving.close();

        assertThat(waiting.answer().body()).isEqualTo("pong");
      }
      held.countDown();
      assertThat(holder.answer().body()).isEqualTo("held");
    }
    assertThat(log.text()).doesNotContain(" WARN ", " ERROR ");
  }
}
