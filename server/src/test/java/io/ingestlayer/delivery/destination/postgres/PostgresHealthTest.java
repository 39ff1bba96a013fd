package io.ingestlayer.delivery.destination.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.Fact;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What somebody who looks after the database is told of us.
class PostgresHealthTest {
  private final Warehouse warehouse = new Warehouse();

  @AfterEach
  void close() {
    warehouse.close();
  }

  @Test
  void once_it_has_connected_it_tells_from_where_it_is_seen_and_the_line_that_lets_it_in() {
    warehouse.sql("create table signups (event_id text primary key)");
    Destination destination = warehouse.open();
    assertThat(destination.facts()).isEmpty();

    warehouse.deliver(
        destination, warehouse.delivery(warehouse.route("{\"table\": \"signups\"}"), "{}"));

    assertThat(destination.facts())
        .containsExactly(
            new Fact("seen_from", "127.0.0.1"),
            new Fact(
                "pg_hba",
                "host %s postgres 127.0.0.1/32 scram-sha-256"
                    .formatted(warehouse.postgres.database())),
            new Fact("tls", "off"));
  }

  /// The words of PostgreSQL 18, 13 and of one that speaks German.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "no pg_hba.conf entry for host \"10.1.2.3\", user \"loader\", database \"events\", no encryption | hostssl events loader 10.1.2.3/32 scram-sha-256",
        "no pg_hba.conf entry for host \"10.1.2.3\", user \"loader\", database \"events\", SSL off | hostssl events loader 10.1.2.3/32 scram-sha-256",
        "pg_hba.conf rejects connection for host \"2001:db8::7\", user \"Loader\", database \"all\", SSL encryption | hostssl \"all\" \"Loader\" 2001:db8::7/128 scram-sha-256",
        "kein pg_hba.conf-Eintrag für Host »10.1.2.3«, Benutzer »loader«, Datenbank »events« | Look at the user",
        "role \"loader\" is not permitted to log in | Look at the user"
      })
  void who_is_not_let_in_is_told_the_line_to_add(String refusal, String line) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> refuse(server, refusal));
      Destination destination = warehouse.open(warehouse.postgres.uri(server.getLocalPort()));

      AttemptResult result =
          warehouse.deliver(
              destination, warehouse.delivery(warehouse.route("{\"table\": \"t\"}"), "{}"));

      assertThat(result)
          .isInstanceOfSatisfying(
              Hold.class,
              hold -> {
                assertThat(hold.code()).isEqualTo("login_refused");
                assertThat(hold.detail()).isEqualTo(refusal);
                assertThat(hold.suggestion()).contains(line);
              });
    }
  }

  /// Answers a start-up message as a server does whose pg_hba.conf lets nobody in.
  private static void refuse(ServerSocket server, String words) {
    try (Socket client = server.accept()) {
      byte[] length = client.getInputStream().readNBytes(4);
      client.getInputStream().readNBytes((length[2] & 255) * 256 + (length[3] & 255) - 4);
      ByteArrayOutputStream fields = new ByteArrayOutputStream();
      for (String field : new String[] {"SFATAL", "VFATAL", "C28000", "M" + words}) {
        fields.write(field.getBytes(StandardCharsets.UTF_8));
        fields.write(0);
      }
      fields.write(0);
      DataOutputStream out = new DataOutputStream(client.getOutputStream());
      out.write('E');
      out.writeInt(fields.size() + 4);
      fields.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new AssertionError("refusing a connection", e);
    }
  }
}
