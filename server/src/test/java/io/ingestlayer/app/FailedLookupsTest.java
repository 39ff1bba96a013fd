package io.ingestlayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// In a Java of its own, since it is decided once in a process what is remembered.
class FailedLookupsTest {

  @Test
  @Timeout(60)
  void the_reason_why_a_name_was_not_found_is_told_each_time() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                whereIs(Main.class) + File.pathSeparator + whereIs(Twice.class),
                Twice.class.getName())
            .redirectErrorStream(true)
            .start();

    List<String> said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();

    assertThat(process.waitFor()).isZero();
    assertThat(said).hasSize(2);
    assertThat(said.get(0)).startsWith("nowhere.invalid: ");
    assertThat(said.get(1)).isEqualTo(said.get(0));
  }

  private static Path whereIs(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /// Asks twice for a name that nobody can have.
  static final class Twice {
    private Twice() {}

    public static void main(String[] arguments) {
      Main.forgetFailedLookups();
      for (int i = 0; i < 2; i++) {
        try {
          System.out.println(InetAddress.getAllByName("nowhere.invalid").length);
        } catch (UnknownHostException e) {
          System.out.println(e.getMessage());
        }
      }
    }
  }
}
