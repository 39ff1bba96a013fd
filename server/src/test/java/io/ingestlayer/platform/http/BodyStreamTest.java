package io.ingestlayer.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BodyStreamTest {
  private static final int LINES = 200_000;

  private final AtomicInteger made = new AtomicInteger();
  private final StandardError log = new StandardError();
  private final HttpClient http = HttpClient.newHttpClient();
  private final HttpServer server =
      new HttpServer(
          HttpServer.Settings.on("127.0.0.1", 0),
          new Router()
              .get(
                  "/whole",
                  _ -> ServerResponse.stream("text/plain", out -> lines(out)).with("X-Next", "7"))
              .get(
                  "/broken",
                  _ ->
                      ServerResponse.stream(
                          "text/plain",
                          out -> {
                            lines(out);
                            throw new IOException("no more");
                          })));

  private void lines(java.io.OutputStream out) throws IOException {
    made.incrementAndGet();
    for (int i = 0; i < LINES; i++) {
      out.write((i + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
    http.close();
    log.close();
  }

  private HttpResponse<String> call(String method, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void a_body_is_sent_as_it_is_made_after_its_headers() throws Exception {
    HttpResponse<String> answer = call("GET", "/whole");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-next")).hasValue("7");
    assertThat(answer.headers().firstValue("content-length")).isEmpty();
    assertThat(answer.body().lines()).hasSize(LINES).startsWith("0").endsWith("199999");
  }

  @Test
  void a_body_that_breaks_off_is_not_taken_for_the_whole() throws Exception {
    assertThatThrownBy(() -> call("GET", "/broken")).isInstanceOf(IOException.class);

    assertThat(call("GET", "/whole").statusCode()).isEqualTo(200);
  }

  @Test
  void nothing_is_made_for_who_asks_for_the_head_only() throws Exception {
    HttpResponse<String> answer = call("HEAD", "/whole");

    assertThat(answer.headers().firstValue("x-next")).hasValue("7");
    assertThat(made).hasValue(0);
  }
}
