package io.ingestlayer.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ingestlayer.platform.http.HttpSender.Answer;
import io.ingestlayer.platform.http.HttpSender.Request;
import io.ingestlayer.platform.net.CheckedEgress;
import io.ingestlayer.platform.net.EgressPolicy;
import io.ingestlayer.platform.net.EgressRefusedException;
import io.ingestlayer.testkit.await.Await;
import io.ingestlayer.testkit.http.Lies;
import io.ingestlayer.testkit.http.ReceivedRequest;
import io.ingestlayer.testkit.http.Receiver;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class OkHttpSenderTest {
  private static final Duration SHORT = Duration.ofMillis(700);
  private static final Duration LONG = Duration.ofSeconds(10);

  private final Receiver receiver = Receiver.start();
  private final OkHttpSender sender = new OkHttpSender(allowing("127.0.0.0/8"));

  private static EgressPolicy allowing(String ranges) {
    return new CheckedEgress(CheckedEgress.ranges(ranges), InetAddress::getAllByName);
  }

  @AfterEach
  void close() {
    receiver.close();
    sender.close();
  }

  private Answer post(Duration timeout) throws EgressRefusedException, HttpSendException {
    return sender.send(
        Request.post(
            URI.create(receiver.url("/hook?x=1")),
            Map.of("X-Mine", "yes"),
            "{\"a\":\"é\"}",
            timeout));
  }

  private HttpSendException failure(Duration timeout) {
    return catchThrowableOfType(HttpSendException.class, () -> post(timeout));
  }

  private static EgressRefusedException refusal(EgressPolicy egress, String url) {
    try (OkHttpSender closed = new OkHttpSender(egress)) {
      return catchThrowableOfType(
          EgressRefusedException.class,
          () -> closed.send(Request.get(URI.create(url), Map.of(), SHORT)));
    }
  }

  @Test
  void sends_what_it_is_told_and_returns_what_was_answered() throws Exception {
    receiver.answer(io.ingestlayer.testkit.http.Answer.text(418, "tea é").with("Retry-After", "7"));

    Answer answer = post(LONG);

    ReceivedRequest request = receiver.requests().getFirst();
    assertThat(request.method() + " " + request.target()).isEqualTo("POST /hook?x=1");
    assertThat(request.header("x-mine")).contains("yes");
    assertThat(request.text()).isEqualTo("{\"a\":\"é\"}");
    assertThat(answer.status()).isEqualTo(418);
    assertThat(answer.header("Retry-After")).contains("7");
    assertThat(answer.body()).isEqualTo("tea é");
  }

  @Test
  void a_receiver_that_never_answers_is_left_in_time() {
    receiver.answer(io.ingestlayer.testkit.http.Answer.stall());

    HttpSendException failure = failure(SHORT);

    assertThat(failure.code()).isEqualTo("timeout");
    assertThat(failure.maybeArrived()).isTrue();
  }

  @Test
  void a_receiver_that_accepts_and_reads_nothing_is_left_in_time() {
    receiver.onConnect(Receiver.OnConnect.IGNORE);

    assertThat(failure(SHORT).code()).isEqualTo("timeout");
  }

  /// A listener whose queue is full answers no more.
  @Test
  void a_host_from_which_nothing_comes_back_is_told_from_one_that_does_not_answer()
      throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
        Socket first = new Socket();
        Socket second = new Socket()) {
      first.connect(silent.getLocalSocketAddress());
      second.connect(silent.getLocalSocketAddress());
      URI url = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");

      HttpSendException failure =
          catchThrowableOfType(
              HttpSendException.class, () -> sender.send(Request.get(url, Map.of(), SHORT)));

      assertThat(failure.code()).isEqualTo("connect_timeout");
      assertThat(failure.maybeArrived()).isFalse();
      assertThat(failure.host()).isEqualTo("127.0.0.1");
      assertThat(failure.addresses()).containsExactly("127.0.0.1");
    }
  }

  @Test
  void one_byte_at_a_time_ends_with_the_whole_time() {
    receiver.answer(Lies.oneByteAtATime("x".repeat(10_000), Duration.ofMillis(50)));

    HttpSendException failure = failure(SHORT);

    assertThat(failure.code()).isEqualTo("timeout");
    assertThat(failure.maybeArrived()).isTrue();
  }

  @Test
  void of_a_body_without_end_the_beginning_is_kept() throws Exception {
    receiver.answer(Lies.endlessBody(1L << 30));

    assertThat(post(LONG).body()).hasSize(64 * 1024);
  }

  @Test
  void of_a_body_that_inflates_without_end_the_beginning_is_kept() throws Exception {
    receiver.answer(Lies.gzipBomb(1L << 33));

    assertThat(post(LONG).body()).hasSize(64 * 1024);
  }

  @Test
  void headers_without_end_are_not_an_answer() {
    receiver.answer(Lies.hugeHeaders(64L << 20));

    assertThat(failure(LONG).code()).isIn("connection_lost", "bad_answer");
  }

  @Test
  void early_hints_without_end_are_not_an_answer() {
    receiver.answer(Lies.earlyHints(1_000_000));

    assertThat(failure(LONG).code()).isIn("connection_lost", "bad_answer");
  }

  @Test
  void a_chunk_without_a_size_is_not_an_answer() {
    receiver.answer(Lies.invalidChunk());

    HttpSendException failure = failure(LONG);

    assertThat(failure.code()).isEqualTo("bad_answer");
    assertThat(failure.maybeArrived()).isTrue();
  }

  @Test
  void what_is_not_http_is_not_an_answer() {
    receiver.answer(Lies.http09());
    HttpSendException withoutLine = failure(LONG);
    receiver.answer(Lies.raw("220 mail.example ESMTP\r\n\r\n"));
    HttpSendException anotherProtocol = failure(LONG);

    assertThat(withoutLine.code()).isEqualTo("connection_lost");
    assertThat(anotherProtocol.code()).isEqualTo("bad_answer");
  }

  @Test
  void a_body_that_ends_too_early_is_a_lost_connection() {
    receiver.answer(Lies.contentLengthTooLong());

    HttpSendException failure = failure(LONG);

    assertThat(failure.code()).isIn("connection_lost", "bad_answer");
    assertThat(failure.maybeArrived()).isTrue();
  }

  @Test
  void a_reset_after_the_request_may_have_arrived_and_one_before_cannot() {
    receiver.answer(io.ingestlayer.testkit.http.Answer.drop());
    HttpSendException after = failure(LONG);
    receiver.refuse(true);
    HttpSendException before = failure(LONG);

    assertThat(after.code()).isEqualTo("connection_lost");
    assertThat(after.maybeArrived()).isTrue();
    assertThat(before.code()).isEqualTo("connect_failed");
    assertThat(before.maybeArrived()).isFalse();
    assertThat(receiver.requests()).hasSize(1);
  }

  @Test
  void a_redirect_is_an_answer_and_not_followed() throws Exception {
    receiver.answer(io.ingestlayer.testkit.http.Answer.redirect(receiver.url("/inside")));

    Answer answer = post(LONG);

    assertThat(answer.status()).isEqualTo(302);
    assertThat(receiver.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://good@127.0.0.1/",
        "http://u:p@127.0.0.1/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "jar:http://127.0.0.1/x!/",
        "mailto:a@b.co"
      })
  void only_http_without_a_user_name_is_spoken(String url) {
    assertThat(refusal(allowing("127.0.0.0/8"), url))
        .isNotNull()
        .extracting(EgressRefusedException::reason)
        .isEqualTo(EgressRefusedException.Reason.NOT_ALLOWED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "127.1", "2130706433", "0x7f000001", "localhost", "localhost.", "0"})
  void an_address_that_is_not_allowed_is_never_connected_to(String host) {
    EgressRefusedException refused =
        refusal(allowing(""), "http://" + host + ":" + receiver.port() + "/");

    assertThat(refused).isNotNull();
    assertThat(receiver.connections()).isZero();
  }

  @Test
  void connects_to_the_address_that_was_checked_however_the_name_answers_later() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    EgressPolicy turning =
        new CheckedEgress(
            CheckedEgress.ranges("127.0.0.1/32"),
            host ->
                new InetAddress[] {
                  InetAddress.getByName(asked.getAndIncrement() == 0 ? "127.0.0.1" : "127.0.0.2")
                });

    try (OkHttpSender turned = new OkHttpSender(turning)) {
      URI url = URI.create("http://turning.example:" + receiver.port() + "/");
      Answer answer = turned.send(Request.get(url, Map.of(), LONG));

      assertThat(answer.status()).isEqualTo(200);
      assertThat(asked).hasValue(1);
      assertThat(receiver.requests().getFirst().header("host"))
          .contains("turning.example:" + receiver.port());
    }
  }

  @Test
  void many_answers_that_are_too_long_leave_no_connection_behind() throws Exception {
    receiver.answer(Lies.endlessBody(1L << 30));

    for (int i = 0; i < 5; i++) {
      post(LONG);
    }

    Await.until("the connections to end", LONG, () -> receiver.connectionsOpen() == 0);
    assertThat(List.copyOf(receiver.requests())).hasSize(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nX-Evil: 1", "a\nb", "a\rb", "a\u0000b", "grün", "\u2028"})
  void a_header_cannot_break_out_of_its_line_and_its_value_is_not_told(String value) {
    HttpSendException refused =
        catchThrowableOfType(
            HttpSendException.class,
            () ->
                sender.send(
                    Request.get(
                        URI.create(receiver.url("/")), Map.of("X-Mine", "s3cret" + value), LONG)));

    assertThat(refused.code()).isEqualTo("bad_request");
    assertThat(refused).hasMessageContaining("X-Mine").hasMessageNotContaining("s3cret");
    assertThat(receiver.connections()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Host", "content-length", "Transfer-Encoding", "X Mine", "X:", "", "X\r\nY"})
  void a_header_that_frames_the_message_is_not_a_callers_to_set(String name) {
    HttpSendException refused =
        catchThrowableOfType(
            HttpSendException.class,
            () -> sender.send(Request.get(URI.create(receiver.url("/")), Map.of(name, "1"), LONG)));

    assertThat(refused.code()).isEqualTo("bad_request");
    assertThat(receiver.connections()).isZero();
  }

  @Test
  void of_very_many_headers_the_first_are_kept() throws Exception {
    receiver.answer(
        Lies.raw(
            "HTTP/1.1 200 OK\r\nConnection: close\r\nRetry-After: 7\r\n"
                + "x: y\r\n".repeat(5_000)
                + "Content-Length: 0\r\n\r\n"));
    Answer many = post(LONG);
    receiver.answer(
        Lies.raw(
            "HTTP/1.1 200 OK\r\nConnection: close\r\nRetry-After: 7\r\n"
                + ("long: " + "y".repeat(9_000) + "\r\n").repeat(9)
                + "Content-Length: 0\r\n\r\n"));
    Answer longOnes = post(LONG);

    assertThat(many.header("retry-after")).contains("7");
    assertThat(many.headers().get("x")).hasSize(198);
    assertThat(longOnes.headers().get("long")).hasSize(3);
  }

  @Test
  void headers_that_drip_end_with_the_whole_time() {
    receiver.answer(Lies.drippingHeader(Duration.ofMillis(50)));
    long begun = System.nanoTime();

    HttpSendException failure = failure(SHORT);

    assertThat(failure.code()).isEqualTo("timeout");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SHORT.multipliedBy(4));
  }

  @Test
  void no_answer_makes_it_send_again_by_itself() throws Exception {
    for (int status : new int[] {401, 407, 408, 421, 503}) {
      receiver.answer(
          io.ingestlayer.testkit.http.Answer.status(status)
              .with("Retry-After", "0")
              .with("WWW-Authenticate", "Basic realm=x"));
      try {
        assertThat(post(LONG).status()).isEqualTo(status);
      } catch (HttpSendException e) {
        assertThat(status).isEqualTo(407);
      }
    }

    assertThat(receiver.requests()).hasSize(5);
  }

  @Test
  void a_cookie_that_is_given_is_not_given_back() throws Exception {
    receiver.answer(
        io.ingestlayer.testkit.http.Answer.status(200).with("Set-Cookie", "a=b; Path=/"));

    post(LONG);
    post(LONG);

    assertThat(receiver.requests()).hasSize(2).allMatch(it -> it.header("cookie").isEmpty());
  }

  /// TCP to a group of receivers has no route, on whatever network this runs.
  @Test
  void that_there_is_no_way_out_is_told_from_one_that_refuses() {
    EgressPolicy egress = allowing("224.0.0.0/4, 127.0.0.0/8");
    receiver.refuse(true);
    try (OkHttpSender out = new OkHttpSender(egress)) {
      HttpSendException nowhere =
          catchThrowableOfType(
              HttpSendException.class,
              () -> out.send(Request.get(URI.create("http://224.0.0.1/"), Map.of(), LONG)));
      HttpSendException refusing =
          catchThrowableOfType(
              HttpSendException.class,
              () -> out.send(Request.get(URI.create(receiver.url("/")), Map.of(), LONG)));

      assertThat(nowhere.code()).isEqualTo("no_route");
      assertThat(nowhere.maybeArrived()).isFalse();
      assertThat(refusing.code()).isEqualTo("connect_failed");
    }
  }
}
