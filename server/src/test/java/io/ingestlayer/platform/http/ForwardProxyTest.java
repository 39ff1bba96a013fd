package io.ingestlayer.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ingestlayer.platform.http.HttpSender.Request;
import io.ingestlayer.platform.http.TlsPeer.Identity;
import io.ingestlayer.platform.net.CheckedEgress;
import io.ingestlayer.platform.net.EgressRefusedException;
import io.ingestlayer.platform.net.OwnListeners;
import io.ingestlayer.testkit.http.Receiver;
import io.ingestlayer.testkit.net.ForwardingProxy;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ForwardProxyTest {
  private static final String PASSWORD = "s3cret:p@ss";

  private final ForwardingProxy proxy = ForwardingProxy.start("ann", PASSWORD);
  private final Receiver receiver = Receiver.start();

  @AfterEach
  void close() {
    proxy.close();
    receiver.close();
  }

  /// Of the names in the tests, one is private and the others are known to the proxy alone.
  private OkHttpSender through(String address, int... ports) {
    Set<Integer> allowed = new HashSet<>();
    for (int port : ports) {
      allowed.add(port);
    }
    CheckedEgress egress =
        new CheckedEgress(
            List.of(),
            allowed,
            new OwnListeners(),
            host -> {
              if (host.equals("private.example")) {
                return new InetAddress[] {InetAddress.ofLiteral("10.0.0.1")};
              }
              throw new UnknownHostException(host);
            });
    return new OkHttpSender(egress, ForwardProxy.parse(address));
  }

  private String address() {
    return "http://ann:s3cret%3Ap%40ss@127.0.0.1:" + proxy.port();
  }

  private static HttpSender.Answer post(OkHttpSender sender, String url) throws Exception {
    return sender.send(
        Request.post(URI.create(url), Map.of("X-Mine", "yes"), "{}", Duration.ofSeconds(10)));
  }

  private static HttpSendException failure(OkHttpSender sender, String url) {
    return catchThrowableOfType(HttpSendException.class, () -> post(sender, url));
  }

  @Test
  void http_goes_through_it_with_the_login_for_it_and_not_for_the_receiver() throws Exception {
    try (OkHttpSender sender = through(address(), receiver.port())) {
      HttpSender.Answer answer = post(sender, "http://hooks.example:" + receiver.port() + "/hook");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(proxy.asked())
          .containsExactly("POST http://hooks.example:" + receiver.port() + "/hook HTTP/1.1");
      assertThat(receiver.requests().getFirst().header("proxy-authorization")).isEmpty();
      assertThat(receiver.requests().getFirst().text()).isEqualTo("{}");
    }
  }

  @Test
  void https_goes_through_it_by_connect_and_the_certificate_is_the_receivers(@TempDir Path folder)
      throws Exception {
    Identity server = Identity.make(folder, "server", "EC", "dns:hooks.example");
    try (TlsPeer peer = new TlsPeer(server);
        OkHttpSender sender = through(address(), peer.port())) {
      Request request =
          Request.get(
                  URI.create("https://hooks.example:" + peer.port() + "/"),
                  Map.of(),
                  Duration.ofSeconds(10))
              .withTls(ClientTls.trusting(server.certificatePem()));

      assertThat(sender.send(request).body()).isEqualTo("hello");
      assertThat(proxy.asked())
          .containsExactly("CONNECT hooks.example:" + peer.port() + " HTTP/1.1");
    }
  }

  @Test
  void what_is_private_here_never_reaches_it() {
    try (OkHttpSender sender = through(address(), receiver.port())) {
      for (String host : new String[] {"127.0.0.1", "2130706433", "[::1]", "private.example"}) {
        for (String scheme : new String[] {"http://", "https://"}) {
          EgressRefusedException refused =
              catchThrowableOfType(
                  EgressRefusedException.class,
                  () -> post(sender, scheme + host + ":" + receiver.port() + "/"));
          assertThat(refused.code()).isEqualTo("egress_refused");
        }
      }
      assertThat(proxy.asked()).isEmpty();
      assertThat(receiver.connections()).isZero();
    }
  }

  @Test
  void without_its_password_it_is_our_fault_and_no_password_is_told() {
    String wrong = "http://ann:wr0ng@127.0.0.1:" + proxy.port();
    try (OkHttpSender sender = through(wrong)) {
      HttpSendException http = failure(sender, "http://hooks.example/");
      HttpSendException https = failure(sender, "https://hooks.example/");

      assertThat(List.of(http, https))
          .allSatisfy(it -> {
            assertThat(it.code()).isEqualTo("proxy_failed");
            assertThat(it.maybeArrived()).isFalse();
            assertThat(it).hasMessageContaining("INGESTLAYER_EGRESS_PROXY");
            assertThat(it + " " + it.getCause()).doesNotContain("wr0ng");
          });
    }
  }

  @Test
  void what_it_cannot_reach_is_told_from_what_it_does_not_allow() {
    try (OkHttpSender sender = through(address())) {
      proxy.refuse(502);
      HttpSendException away = failure(sender, "https://hooks.example/");
      proxy.refuse(403);
      HttpSendException forbidden = failure(sender, "https://hooks.example/");
      proxy.close();
      HttpSendException gone = failure(sender, "https://hooks.example/");

      assertThat(away.code()).isEqualTo("connect_failed");
      assertThat(forbidden.code()).isEqualTo("proxy_refused");
      assertThat(gone.code()).isEqualTo("proxy_failed");
    }
  }
}
