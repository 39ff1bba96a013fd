package io.ingestlayer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ingestlayer.platform.db.Durability;
import io.ingestlayer.platform.http.HttpServer;
import io.ingestlayer.platform.http.Router;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorErrorsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense s3cret",
        "mysql://ada:s3cret@127.0.0.1/db",
        "postgresql://ada:s3cret@127.0.0.1:port/db",
        "postgresql://ada:s3cret@127.0.0.1:99999/db",
        "postgresql://ada:s3cret%zz@127.0.0.1/db",
        "postgresql://ada:s3 cret@127.0.0.1/db",
        "postgresql://ada:1/s3cret@127.0.0.1/db",
        "postgresql://ada:1?s3cret@127.0.0.1/db",
        "postgresql://ada:1#s3cret@127.0.0.1/db",
        "postgresql://ada:s3cret@127.0.0.1:1/db?password=s3cret",
        "jdbc:postgresql:"
      })
  void a_database_that_cannot_be_used_is_answered_by_a_sentence_without_its_password(String url) {
    Map<String, String> environment =
        Map.of("INGESTLAYER_DATABASE_URL", url, "INGESTLAYER_DATA_DIR", folder.toString());

    Throwable failure =
        catchThrowable(
            () -> Storage.open(Settings.read(null, environment), _ -> {}, new Durability(true)));

    assertThat(OperatorErrors.hasAnswer(failure)).as(String.valueOf(failure)).isTrue();
    assertThat(failure)
        .hasMessageContaining("INGESTLAYER_DATABASE_URL")
        .hasMessageNotContaining("s3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://events.example.com/a|b", "https://[events", "ftp://a", "https://"})
  void a_public_address_that_is_none_is_answered_by_a_sentence(String url) {
    Throwable failure =
        catchThrowable(() -> Settings.read(null, Map.of("INGESTLAYER_PUBLIC_URL", url)));

    assertThat(OperatorErrors.hasAnswer(failure)).as(String.valueOf(failure)).isTrue();
    assertThat(failure).hasMessageContaining("INGESTLAYER_PUBLIC_URL");
  }

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
