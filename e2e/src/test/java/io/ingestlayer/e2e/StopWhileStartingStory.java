package io.ingestlayer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.testkit.await.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// SIGTERM before the server serves, at each step of a first start and of a later one.
@Timeout(180)
class StopWhileStartingStory {

  /// When the signal is sent.
  enum Moment {
    UNPACKING("unpacking PostgreSQL"),
    MAKING_A_DATABASE("making an empty database"),
    STARTING_THE_DATABASE("starting PostgreSQL"),
    POSTMASTER_BEGINS(""),
    POSTMASTER_IS_READY("ready"),
    SERVING("ingestlayer serves on ");

    private final String words;

    Moment(String words) {
      this.words = words;
    }

    boolean hasCome(ServerProcess server) {
      return switch (this) {
        case UNPACKING, MAKING_A_DATABASE, STARTING_THE_DATABASE, SERVING ->
            server.log().contains(words);
        case POSTMASTER_BEGINS, POSTMASTER_IS_READY -> {
          try {
            yield Files.readString(server.postmasterFile()).contains(words);
          } catch (IOException e) {
            yield false;
          }
        }
      };
    }
  }

  @Test
  void stopped_at_any_step_of_a_start_it_ends_clean_leaves_nothing_running_and_the_next_one_goes_on(
      @TempDir Path folder) throws Exception {
    try (ServerProcess server = new ServerProcess(folder)) {
      // Each is the first start that gets so far.
      for (Moment moment : Moment.values()) {
        stopAt(moment, server);
      }
      server.start();
      String before = server.api().send("kept", "{}");
      assertThat(server.stop()).isZero();

      for (Moment moment : EnumSet.range(Moment.STARTING_THE_DATABASE, Moment.SERVING)) {
        stopAt(moment, server);
      }

      server.start();
      assertThat(server.log()).doesNotContain("that an earlier server left");
      String after = server.api().send("kept", "{}");
      assertThat(server.api().all("/v1/events?type=kept"))
          .extracting(it -> it.path("id").asString())
          .containsExactlyInAnyOrder(before, after);
    }
  }

  private static void stopAt(Moment moment, ServerProcess server) throws Exception {
    server.launch();
    Await.until(moment.toString(), Duration.ofSeconds(60), () -> moment.hasCome(server));

    int exitCode = server.stop();

    assertThat(exitCode).describedAs(moment + ": " + server.log()).isZero();
    assertThat(server.log()).describedAs("%s", moment).doesNotContain("Exception", "\tat ");
    assertThat(server.postgresProcesses()).describedAs("%s", moment).isEmpty();
    assertThat(server.postmasterFile()).describedAs("%s", moment).doesNotExist();
  }
}
