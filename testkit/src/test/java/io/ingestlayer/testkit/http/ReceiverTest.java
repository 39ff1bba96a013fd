package io.ingestlayer.testkit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.testkit.await.Await;
import io.ingestlayer.testkit.http.Receiver.OnConnect;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReceiverTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Receiver receiver = Receiver.start();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() {
    http.close();
    receiver.close();
  }

  @Test
  void records_what_came_in_and_answers_200() throws Exception {
    HttpResponse<String> answer =
        http.send(
            request("/in?a=b")
                .header("X-Two", "1")
                .header("X-Two", "2")
                .POST(BodyPublishers.ofString("héllo"))
                .build(),
            BodyHandlers.ofString());

    ReceivedRequest request = receiver.awaitRequests(1, SOON).getFirst();
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.target()).isEqualTo("/in?a=b");
    assertThat(request.path()).isEqualTo("/in");
    assertThat(request.query()).isEqualTo("a=b");
    assertThat(request.text()).isEqualTo("héllo");
    assertThat(request.headers()).contains(new Header("X-Two", "1"), new Header("X-Two", "2"));
    assertThat(request.header("x-two")).hasValue("1");
  }

  @Test
  void reads_chunks_and_keeps_the_connection() throws Exception {
    for (int i = 0; i < 3; i++) {
      http.send(
          request("/")
              .POST(
                  BodyPublishers.ofInputStream(() ->
                      new java.io.ByteArrayInputStream("abc".getBytes(StandardCharsets.UTF_8))))
              .build(),
          BodyHandlers.ofString());
    }

    assertThat(receiver.requests())
        .extracting(ReceivedRequest::text)
        .containsExactly("abc", "abc", "abc");
    assertThat(receiver.connections()).isEqualTo(1);
  }

  @Test
  void answers_as_planned_and_then_as_always() throws Exception {
    receiver.answer(Answer.json(201, "{\"a\":\"é\"}"));
    receiver.answerNext(2, Answer.status(503).with("Retry-After", "7"));
    receiver.answerNext(1, Answer.redirect("http://169.254.169.254/"));

    assertThat(get().headers().firstValue("Retry-After")).hasValue("7");
    assertThat(get().statusCode()).isEqualTo(503);
    assertThat(get().headers().firstValue("Location")).hasValue("http://169.254.169.254/");
    assertThat(get().body()).isEqualTo("{\"a\":\"é\"}");
    receiver.answer(request -> Answer.text(200, request.path()));
    assertThat(get().body()).isEqualTo("/");
  }

  @Test
  void an_answer_that_fails_is_a_500() throws Exception {
    receiver.answer(request -> {
      throw new IllegalStateException("no idea");
    });

    assertThat(get().statusCode()).isEqualTo(500);
  }

  @Test
  void drops_the_connection_before_or_after_reading() throws Exception {
    receiver.onConnect(OnConnect.DROP);
    assertThatThrownBy(this::get).isInstanceOf(IOException.class);
    assertThat(receiver.requests()).isEmpty();

    receiver.onConnect(OnConnect.SERVE);
    receiver.answer(Answer.drop());
    assertThatThrownBy(this::get).isInstanceOf(IOException.class);
    assertThat(receiver.requests()).isNotEmpty();
  }

  @Test
  void accepts_and_is_silent() throws Exception {
    receiver.onConnect(OnConnect.IGNORE);

    try (Socket client = connect()) {
      client.getOutputStream().write(ascii("GET / HTTP/1.1\r\n\r\n"));
      client.setSoTimeout(50);

      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
    }
    assertThat(receiver.requests()).isEmpty();
  }

  @Test
  void stalls_until_it_is_released() throws Exception {
    receiver.answer(Answer.stall());

    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(request("/").GET().build(), BodyHandlers.ofString());
    receiver.awaitRequests(1, SOON);
    boolean early = answer.isDone();
    receiver.release();

    assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(early).isFalse();
  }

  @Test
  void closing_ends_stalls_and_endless_answers() throws Exception {
    receiver.answerNext(1, Answer.stall());
    receiver.answerNext(1, Lies.endlessBody(Long.MAX_VALUE));
    try (Socket stalled = connect();
        Socket endless = connect()) {
      stalled.getOutputStream().write(ascii("GET / HTTP/1.1\r\n\r\n"));
      receiver.awaitRequests(1, SOON);
      endless.getOutputStream().write(ascii("GET / HTTP/1.1\r\n\r\n"));
      receiver.awaitRequests(2, SOON);

      receiver.close();

      assertThat(receiver.connectionsOpen()).isZero();
    }
  }

  @Test
  void refuses_connections_for_a_while() throws Exception {
    receiver.refuse(true);
    assertThatThrownBy(this::get).isInstanceOf(java.net.ConnectException.class);

    receiver.refuse(false);
    assertThat(get().statusCode()).isEqualTo(200);
  }

  @Test
  void does_not_let_a_client_get_away_with_broken_http() throws Exception {
    for (String broken :
        new String[] {
          "GET /\r\n\r\n",
          "GET / HTTP/2.0\r\n\r\n",
          "GET / HTTP/1.1\nHost: a\n\n",
          "GET / HTTP/1.1\r\nno colon\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
          "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
          "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        }) {
      assertThat(said(broken)).as(broken).startsWith("HTTP/1.1 400 ");
    }
    assertThat(receiver.requests()).isEmpty();
  }

  @Test
  void lies_about_the_length_and_in_chunks() throws Exception {
    lieIsFoundOut(Lies.contentLengthTooLong());
    lieIsFoundOut(Lies.invalidChunk());
    lieIsFoundOut(Lies.chunksWithoutEnd());
    lieIsFoundOut(Lies.http09());
    receiver.answer(Lies.contentLengthNotANumber());
    assertThat(said("GET / HTTP/1.1\r\n\r\n")).contains("Content-Length: many");
    receiver.answer(Lies.contentLengthTooShort());
    assertThat(said("GET / HTTP/1.1\r\n\r\n")).endsWith("\r\n\r\nok, and then some");
  }

  @Test
  void says_far_too_much_and_still_ends() throws Exception {
    receiver.answer(Lies.endlessBody(5_000_000));
    assertThat(said("GET / HTTP/1.1\r\n\r\n")).hasSizeGreaterThan(5_000_000);

    receiver.answer(Lies.hugeHeaders(1_000_000));
    assertThat(said("GET / HTTP/1.1\r\n\r\n"))
        .hasSizeGreaterThan(1_000_000)
        .contains("X-Filler: x");

    receiver.answer(Lies.earlyHints(1000));
    assertThat(said("GET / HTTP/1.1\r\n\r\n").split("HTTP/1.1 103", -1)).hasSize(1001);
  }

  @Test
  void a_gzip_bomb_is_small_outside_and_large_inside() throws Exception {
    receiver.answer(Lies.gzipBomb(64 << 20));

    byte[] answer = said("GET / HTTP/1.1\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    int body = new String(answer, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
    long inflated = 0;
    try (InputStream in =
        new GZIPInputStream(new java.io.ByteArrayInputStream(answer, body, answer.length - body))) {
      byte[] buffer = new byte[1 << 16];
      while (inflated < 64 << 20) {
        inflated += Math.max(0, in.read(buffer));
      }
    }

    assertThat(inflated).isGreaterThanOrEqualTo(64 << 20);
    assertThat(answer.length).isLessThan(1 << 20);
  }

  @Test
  void drips() throws Exception {
    receiver.answer(Lies.oneByteAtATime("drip", Duration.ofMillis(1)));

    assertThat(get().body()).isEqualTo("drip");
  }

  @Test
  void knows_how_many_connections_are_open() throws Exception {
    try (Socket client = connect()) {
      client.getOutputStream().write(ascii("GET / HTTP/1.1\r\n\r\n"));
      receiver.awaitRequests(1, SOON);

      assertThat(receiver.connectionsOpen()).isEqualTo(1);
    }
    Await.until("the connection to be gone", SOON, () -> receiver.connectionsOpen() == 0);
  }

  @Test
  void waiting_for_requests_has_an_end() {
    assertThatThrownBy(() -> receiver.awaitRequests(1, Duration.ofMillis(10)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("1 requests, there were 0");
  }

  private void lieIsFoundOut(Answer lie) {
    receiver.answer(lie);
    assertThatThrownBy(this::get).isInstanceOf(IOException.class);
  }

  private HttpResponse<String> get() throws Exception {
    return http.send(request("/").GET().build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String target) {
    return HttpRequest.newBuilder(URI.create(receiver.url(target))).timeout(Duration.ofSeconds(20));
  }

  /// Sends these bytes and returns what comes until the end.
  private String said(String bytes) throws IOException {
    try (Socket client = connect()) {
      client.getOutputStream().write(ascii(bytes));
      client.shutdownOutput();
      return new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private Socket connect() throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), receiver.port());
    client.setSoTimeout(10_000);
    return client;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
