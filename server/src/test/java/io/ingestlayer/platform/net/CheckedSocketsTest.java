package io.ingestlayer.platform.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ingestlayer.platform.net.EgressPolicy.Ports;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CheckedSocketsTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  private final ServerSocket listener = listener();
  private final AtomicInteger asked = new AtomicInteger();

  private static ServerSocket listener() {
    try {
      return new ServerSocket(0, 8, InetAddress.ofLiteral("127.0.0.1"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
  }

  /// Where every name leads to these addresses.
  private CheckedSockets leadingTo(String allowed, String... addresses) {
    CheckedEgress egress =
        new CheckedEgress(
            CheckedEgress.ranges(allowed),
            host -> {
              asked.incrementAndGet();
              return Stream.of(addresses).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
            });
    return new CheckedSockets(egress, Ports.ANY);
  }

  private Socket connect(CheckedSockets sockets) throws IOException {
    return sockets.connect("db.example", listener.getLocalPort(), LONG);
  }

  @Test
  void the_address_that_was_checked_is_the_one_connected_to_and_the_name_is_asked_for_once()
      throws IOException {
    CheckedSockets sockets = leadingTo("127.0.0.1/32", "127.0.0.1");

    try (Socket socket = connect(sockets)) {
      assertThat(socket.getInetAddress()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
      assertThat(asked).hasValue(1);
    }
  }

  @Test
  void one_private_address_among_several_refuses_all() throws IOException {
    CheckedSockets sockets = leadingTo("127.0.0.1/32", "127.0.0.1", "10.0.0.1");

    assertThatThrownBy(() -> connect(sockets)).isInstanceOf(EgressRefusedException.class);

    listener.setSoTimeout(100);
    assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void the_next_address_is_tried_when_one_refuses() throws IOException {
    CheckedSockets sockets = leadingTo("127.0.0.0/8", "127.0.0.9", "127.0.0.1");

    try (Socket socket = connect(sockets)) {
      assertThat(socket.getInetAddress()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
    }
  }

  /// TCP to a group of receivers has no route, on whatever network this runs.
  @Test
  void no_route_is_said_only_when_no_address_says_more() {
    CheckedSockets nowhere = leadingTo("224.0.0.0/4", "224.0.0.1", "224.0.0.2");
    CheckedSockets refusing = leadingTo("224.0.0.0/4,127.0.0.0/8", "224.0.0.1", "127.0.0.9");

    assertThatThrownBy(() -> connect(nowhere)).isInstanceOf(NoRouteToHostException.class);
    assertThatThrownBy(() -> connect(refusing)).isInstanceOf(ConnectException.class);
  }

  @Test
  void one_that_is_silent_leaves_time_for_the_next() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.2"));
        ServerSocket other =
            new ServerSocket(silent.getLocalPort(), 8, InetAddress.ofLiteral("127.0.0.1"));
        Socket first = new Socket();
        Socket second = new Socket()) {
      // A listener whose queue is full answers no more.
      first.connect(silent.getLocalSocketAddress());
      second.connect(silent.getLocalSocketAddress());
      CheckedSockets sockets = leadingTo("127.0.0.0/8", "127.0.0.2", "127.0.0.1");

      try (Socket socket =
          sockets.connect("db.example", other.getLocalPort(), Duration.ofSeconds(2))) {
        assertThat(socket.getInetAddress()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
      }
    }
  }

  @Test
  void a_library_that_connects_by_itself_cannot_be_led_elsewhere() {
    CheckedSockets sockets = leadingTo("", "8.8.8.8");

    EgressRefusedException refused =
        catchThrowableOfType(
            EgressRefusedException.class,
            () ->
                sockets
                    .createSocket()
                    .connect(
                        new InetSocketAddress(
                            InetAddress.ofLiteral("127.0.0.1"), listener.getLocalPort()),
                        1_000));

    assertThat(refused.code()).isEqualTo("egress_refused");
    assertThat(asked).hasValue(0);
  }

  @Test
  void a_policy_that_lets_nothing_out_lets_no_socket_out() {
    List<String> written = List.of("127.0.0.1", "localhost.", "::1", "[::ffff:127.0.0.1]");
    CheckedSockets sockets = leadingTo("", "127.0.0.1");

    for (String host : written) {
      assertThatThrownBy(() -> sockets.connect(host, listener.getLocalPort(), LONG))
          .isInstanceOf(EgressRefusedException.class);
    }
  }
}
