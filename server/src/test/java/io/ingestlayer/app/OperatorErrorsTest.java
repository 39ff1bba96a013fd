package io.ingestlayer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ingestlayer.platform.http.HttpServer;
import io.ingestlayer.platform.http.Router;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class OperatorErrorsTest {
  @Test
  void a_port_that_is_taken_is_answered_by_a_sentence_that_says_what_to_do() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HttpServer server =
            new HttpServer(
                HttpServer.Settings.on("127.0.0.1", taken.getLocalPort()), new Router())) {
      Throwable failure = catchThrowable(server::start);

      assertThat(OperatorErrors.hasAnswer(failure)).isTrue();
      assertThat(failure).hasMessageContaining("INGESTLAYER_LISTEN").hasMessageContaining("in use");
    }
  }
}
