package io.ingestlayer.platform.db.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedLogTest {
  @TempDir Path temp;

  private static ByteArrayInputStream said(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void never_grows_past_its_bound_and_keeps_what_was_said_last() throws IOException {
    Path file = temp.resolve("postgres.log");
    BoundedLog log = new BoundedLog(file, 20_000);

    for (int i = 0; i < 100; i++) {
      log.follow(said("line %03d %s%n".formatted(i, "x".repeat(990))));
    }

    assertThat(Files.size(file)).isLessThanOrEqualTo(20_000);
    assertThat(Files.size(temp.resolve("postgres.log.1"))).isLessThanOrEqualTo(20_000);
    assertThat(Files.readString(file)).contains("line 099");
    assertThat(log.lastWords()).contains("line 099").hasSizeLessThan(5_000);
  }

  @Test
  void goes_on_reading_when_the_file_cannot_be_written() {
    BoundedLog log = new BoundedLog(temp.resolve("missing/postgres.log"), 20_000);

    log.follow(said("FATAL: out of luck"));

    assertThat(log.lastWords()).isEqualTo("FATAL: out of luck");
  }

  @Test
  void starting_over_forgets_what_the_last_one_said() {
    BoundedLog log = new BoundedLog(temp.resolve("postgres.log"), 20_000);
    log.follow(said("old"));

    log.startOver();
    log.follow(said("new"));

    assertThat(log.lastWords()).isEqualTo("new");
  }
}
