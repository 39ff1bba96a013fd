package io.ingestlayer.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ingestlayer.platform.http.HttpSender.Request;
import io.ingestlayer.platform.http.TlsPeer.Identity;
import io.ingestlayer.platform.net.CheckedEgress;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ClientTlsTest {
  @TempDir private static Path folder;
  private static Identity server;
  private static Identity alice;
  private static Identity bob;

  private final OkHttpSender sender =
      new OkHttpSender(
          new CheckedEgress(CheckedEgress.ranges("127.0.0.0/8, ::1"), InetAddress::getAllByName));

  @BeforeAll
  static void keys() throws Exception {
    server = Identity.make(folder, "server", "EC", "dns:localhost");
    alice = Identity.make(folder, "alice", "RSA", "dns:alice.example");
    bob = Identity.make(folder, "bob", "EC", "dns:bob.example");
  }

  @AfterEach
  void close() {
    sender.close();
  }

  private static ClientTls presenting(Identity identity) throws Exception {
    return ClientTls.presenting(
        identity.certificatePem(), identity.keyPem(), server.certificatePem());
  }

  private HttpSender.Answer get(String host, TlsPeer peer, @Nullable ClientTls tls)
      throws Exception {
    URI url = URI.create("https://" + host + ":" + peer.port() + "/");
    return sender.send(Request.get(url, Map.of(), Duration.ofSeconds(20)).withTls(tls));
  }

  private String failure(String host, TlsPeer peer, @Nullable ClientTls tls) {
    return catchThrowableOfType(HttpSendException.class, () -> get(host, peer, tls)).code();
  }

  @Test
  void each_request_says_who_it_is_even_over_kept_connections() throws Exception {
    try (TlsPeer peer = new TlsPeer(server, alice, bob)) {
      ClientTls asAlice = presenting(alice);
      ClientTls asBob = presenting(bob);

      assertThat(get("localhost", peer, asAlice).status()).isEqualTo(200);
      assertThat(get("localhost", peer, asBob).status()).isEqualTo(200);
      assertThat(get("localhost", peer, asAlice).status()).isEqualTo(200);

      assertThat(peer.clients()).containsExactly("CN=alice", "CN=bob", "CN=alice");
    }
  }

  @Test
  void without_the_certificate_that_is_demanded_nothing_is_answered() throws Exception {
    try (TlsPeer peer = new TlsPeer(server, alice)) {
      ClientTls nobody = ClientTls.trusting(server.certificatePem());

      assertThat(failure("localhost", peer, nobody)).isIn("tls_failed", "connection_lost");
      assertThat(failure("localhost", peer, presenting(bob))).isIn("tls_failed", "connection_lost");

      assertThat(peer.clients()).isEmpty();
      assertThat(get("localhost", peer, presenting(alice)).status()).isEqualTo(200);
    }
  }

  @Test
  void a_receiver_is_trusted_only_by_its_authority_and_for_its_name() throws Exception {
    try (TlsPeer peer = new TlsPeer(server)) {
      ClientTls trusting = ClientTls.trusting(server.certificatePem());

      assertThat(get("localhost", peer, trusting).body()).isEqualTo("hello");
      assertThat(failure("localhost", peer, null)).isEqualTo("tls_failed");
      assertThat(failure("127.0.0.1", peer, trusting)).isEqualTo("tls_failed");
      assertThat(failure("localhost", peer, ClientTls.trusting(bob.certificatePem())))
          .isEqualTo("tls_failed");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "x"})
  void what_is_no_certificate_is_refused_in_words(String pem) {
    assertThatThrownBy(() -> ClientTls.presenting(pem, alice.keyPem(), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("BEGIN CERTIFICATE");
  }

  @Test
  void a_key_that_cannot_be_used_is_refused_and_never_repeated() throws Exception {
    String key = alice.keyPem();
    String secret = key.lines().skip(1).findFirst().orElseThrow();

    for (String bad :
        new String[] {
          "",
          key.replace("BEGIN PRIVATE", "BEGIN RSA PRIVATE"),
          key.replace("BEGIN PRIVATE", "BEGIN ENCRYPTED PRIVATE"),
          key.replaceFirst("MII", "AII"),
          bob.keyPem()
        }) {
      assertThatThrownBy(() -> ClientTls.presenting(alice.certificatePem(), bad, null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasNoCause()
          .hasMessageStartingWith("the client key")
          .hasMessageNotContaining(secret);
    }
  }
}
