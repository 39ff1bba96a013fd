package io.ingestlayer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.testkit.postgres.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A database of one's own.
@Timeout(60)
class ExternalDatabaseStory {

  @Test
  void a_database_that_may_lose_what_it_has_committed_is_refused_in_a_sentence(@TempDir Path folder)
      throws Exception {
    try (TestPostgres careless = TestPostgres.create();
        ServerProcess server =
            new ServerProcess(folder)
                .with("INGESTLAYER_DATABASE_URL", careless.uri() + "?sslmode=disable")) {

      server.launch();

      assertThat(server.awaitEnd(Duration.ofSeconds(40))).hasValue(1);
      assertThat(server.log())
          .contains("fsync")
          .doesNotContain("Exception", "\tat ", careless.password() + "@");
    }
  }
}
