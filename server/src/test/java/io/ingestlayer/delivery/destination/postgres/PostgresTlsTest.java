package io.ingestlayer.delivery.destination.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.AttemptResult.Delivered;
import io.ingestlayer.delivery.AttemptResult.Hold;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who is believed to be the database, by sslmode.
class PostgresTlsTest {
  private static final String REFUSED = "handshake_refused";

  private final Warehouse warehouse = new Warehouse();

  @TempDir private Path folder;

  @BeforeEach
  void table() {
    warehouse.sql("create table signups (event_id text primary key, plan text)");
  }

  @AfterEach
  void close() {
    warehouse.close();
  }

  private AttemptResult delivered(TlsFront front, String host, String options) {
    String url = warehouse.postgres.uri(front.port()).replace("127.0.0.1", host) + "?" + options;
    Warehouse.Route route = warehouse.route("{\"table\": \"signups\"}");
    return warehouse.deliver(warehouse.open(url), warehouse.delivery(route, "{}"));
  }

  @Test
  void a_certificate_is_believed_as_far_as_the_mode_says() throws Exception {
    try (TlsFront front = front("localhost");
        TlsFront stranger = front("stranger")) {
      String ours = "&sslrootcert=" + front.certificate();
      String others = "&sslrootcert=" + stranger.certificate();
      String[][] cases = {
        {"localhost", "sslmode=verify-full" + ours, "ok"},
        {"127.0.0.1", "sslmode=verify-full" + ours, REFUSED},
        {"localhost", "sslmode=verify-full" + others, REFUSED},
        {"localhost", "sslmode=verify-full", REFUSED},
        {"localhost", "sslmode=verify-full&sslrootcert=system", REFUSED},
        {"localhost", "sslmode=verify-ca" + ours, "ok"},
        {"127.0.0.1", "sslmode=verify-ca" + ours, "ok"},
        {"127.0.0.1", "sslmode=verify-ca" + others, REFUSED},
        {"127.0.0.1", "sslmode=verify-ca", REFUSED},
        {"127.0.0.1", "sslmode=require", "ok"},
      };
      int ok = 0;
      for (String[] one : cases) {
        AttemptResult result = delivered(front, one[0], one[1]);

        assertThat(result.code()).as(one[0] + " " + one[1]).isEqualTo(one[2]);
        ok += one[2].equals("ok") ? 1 : 0;
      }
      assertThat(warehouse.rows("select count(*) from signups")).containsExactly("" + ok);
    }
  }

  @Test
  void a_server_that_asks_who_comes_is_shown_our_certificate() throws Exception {
    try (TlsFront front = front("localhost")) {
      front.asksWhoComes();
      String full = "sslmode=verify-full&sslrootcert=" + front.certificate();
      String who = "&sslcert=" + front.certificate() + "&sslkey=" + front.key();

      assertThat(delivered(front, "localhost", full + who)).isEqualTo(Delivered.OK);
      assertThat(delivered(front, "localhost", full).code()).isNotEqualTo("ok");
      assertThat(warehouse.rows("select count(*) from signups")).containsExactly("1");
    }
  }

  @Test
  void a_file_that_is_not_there_holds_until_somebody_mends_it() throws Exception {
    try (TlsFront front = front("localhost")) {
      AttemptResult result =
          delivered(front, "localhost", "sslmode=verify-full&sslrootcert=/no/such/file.pem");

      assertThat(result)
          .isInstanceOfSatisfying(
              Hold.class,
              hold -> {
                assertThat(hold.code()).isEqualTo(REFUSED);
                assertThat(hold.suggestion()).contains("sslrootcert");
              });
    }
  }

  /// @param name what its certificate is for, and the folder it is kept in
  private TlsFront front(String name) throws Exception {
    Path own = Files.createDirectories(folder.resolve(name));
    return new TlsFront(own, "dns:" + name, warehouse.postgres.port());
  }
}
