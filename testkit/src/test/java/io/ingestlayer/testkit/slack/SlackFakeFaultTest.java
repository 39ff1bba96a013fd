package io.ingestlayer.testkit.slack;

import static io.ingestlayer.testkit.slack.SlackClient.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.testkit.await.Await;
import io.ingestlayer.testkit.clock.TurnableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SlackFakeFaultTest {
  private final SlackFake slack = SlackFake.start(TurnableClock.start());
  private final SlackClient client = new SlackClient(slack);

  @BeforeEach
  void an_app_in_a_channel() {
    slack.token(TOKEN, "chat:write");
    slack.channel("#alerts");
    slack.invite("#alerts");
  }

  @AfterEach
  void close() {
    client.close();
    slack.close();
  }

  @Test
  void fails_so_often_and_in_this_order_and_then_no_more() throws Exception {
    slack.failNext(2, Fault.http(500));
    slack.failNext(1, Fault.error("internal_error"));

    assertThat(post().statusCode()).isEqualTo(500);
    assertThat(post().statusCode()).isEqualTo(500);
    assertThat(post().body()).isEqualTo("{\"ok\":false,\"error\":\"internal_error\"}");
    assertThat(slack.messages()).isEmpty();
    assertThat(post().body()).startsWith("{\"ok\":true");
    assertThat(slack.refused()).isEmpty();
    assertThat(slack.requests()).isEqualTo(4);
  }

  @Test
  void an_error_may_come_although_the_message_was_posted() throws Exception {
    slack.failNext(1, Fault.errorAfterAccepting("fatal_error"));

    HttpResponse<String> answer = post();

    assertThat(answer.body()).isEqualTo("{\"ok\":false,\"error\":\"fatal_error\"}");
    assertThat(slack.messages()).hasSize(1);
  }

  @Test
  void says_any_nonsense_in_retry_after() throws Exception {
    slack.failNext(1, Fault.rateLimited("Wed, 21 Oct 2026 07:28:00 GMT"));
    slack.failNext(1, new Fault.RateLimited(java.util.Optional.empty()));

    HttpResponse<String> dated = post();
    HttpResponse<String> without = post();

    assertThat(dated.statusCode()).isEqualTo(429);
    assertThat(dated.headers().firstValue("Retry-After")).hasValue("Wed, 21 Oct 2026 07:28:00 GMT");
    assertThat(without.statusCode()).isEqualTo(429);
    assertThat(without.headers().firstValue("Retry-After")).isEmpty();
  }

  @Test
  void cuts_the_connection_before_the_message_is_accepted() {
    slack.failNext(1, Fault.cut());

    assertThatThrownBy(this::post).isInstanceOf(IOException.class);

    assertThat(slack.messages()).isEmpty();
  }

  @Test
  void cuts_the_connection_after_the_message_was_accepted() {
    slack.failNext(1, Fault.cutAfterAccepting());

    assertThatThrownBy(this::post).isInstanceOf(IOException.class);

    assertThat(slack.messages()).hasSize(1);
  }

  @Test
  void stalls_until_it_is_released() throws Exception {
    slack.failNext(1, Fault.stall());

    CompletableFuture<HttpResponse<String>> answer = postLater();
    Await.until("the request to come in", Duration.ofSeconds(5), () -> slack.requests() == 1);
    boolean answeredEarly = answer.isDone();
    int acceptedEarly = slack.messages().size();
    slack.release();

    assertThat(answer.get(5, TimeUnit.SECONDS).body()).startsWith("{\"ok\":true");
    assertThat(answeredEarly).isFalse();
    assertThat(acceptedEarly).isZero();
    assertThat(slack.messages()).hasSize(1);
  }

  @Test
  void accepts_and_holds_the_answer_back() throws Exception {
    slack.failNext(1, Fault.stallAfterAccepting());

    CompletableFuture<HttpResponse<String>> answer = postLater();
    slack.awaitMessages(1, Duration.ofSeconds(5));
    boolean answeredEarly = answer.isDone();
    slack.release();

    assertThat(answer.get(5, TimeUnit.SECONDS).body()).startsWith("{\"ok\":true");
    assertThat(answeredEarly).isFalse();
  }

  @Test
  void refuses_connections_while_it_is_down_and_comes_back_on_the_same_port() throws Exception {
    String address = slack.baseUrl();
    slack.down(true);

    assertThatThrownBy(this::post).isInstanceOf(ConnectException.class);

    slack.down(false);
    assertThat(post().statusCode()).isEqualTo(200);
    assertThat(slack.baseUrl()).isEqualTo(address);
  }

  @Test
  void answers_503_while_it_is_unavailable() throws Exception {
    slack.unavailable(true);
    int during = post().statusCode();
    slack.unavailable(false);

    assertThat(during).isEqualTo(503);
    assertThat(post().statusCode()).isEqualTo(200);
    assertThat(slack.messages()).hasSize(1);
  }

  private HttpResponse<String> post() throws IOException {
    return client.call(
        "chat.postMessage",
        TOKEN,
        "application/json; charset=utf-8",
        "{\"channel\":\"#alerts\",\"text\":\"hi\"}");
  }

  private CompletableFuture<HttpResponse<String>> postLater() {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return post();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }
}
