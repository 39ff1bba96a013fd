package io.ingestlayer.platform.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.FieldTypes;
import io.ingestlayer.component.Location;
import io.ingestlayer.component.NoComponents;
import io.ingestlayer.component.Node;
import io.ingestlayer.component.Problems;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.HttpSender.Request;
import io.ingestlayer.platform.http.OkHttpSender;
import io.ingestlayer.platform.net.EgressPolicy.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every way we know to write an address that is not public: none of them gets a packet out.
///
/// The names of the table lead to loopback, where one listener hears every address of this machine, so that whatever got
/// through would be seen. `reaches` marks the rows that do get there once loopback is allowed: the listener sees those.
@Timeout(60)
class EgressTableTest {
  private static final String TABLE =
      """
      127.0.0.1                       reaches
      127.0.0.2                       reaches
      127.255.255.254                 reaches
      127.1                           reaches
      127.0.1                         reaches
      2130706433                      reaches
      0                               -
      0.0.0.0                         -
      0.0.0.1                         -
      0x7f000001                      -
      0x7f.1                          -
      0X7F.0.0.1                      -
      0177.0.0.1                      -
      017700000001                    -
      127.0.0.01                      -
      127.0.0.1.                      -
      127.0.0.1.5                     -
      256.256.256.256                 -
      4294967296                      -
      1.2.3.0x4                       -
      localhost                       reaches
      LOCALHOST                       reaches
      localhost.                      reaches
      localhost.localdomain           reaches
      metadata.google.internal        reaches
      instance-data.ec2.internal      reaches
      127.0.0.1.nip.example           reaches
      my_service                      reaches
      xn--bcher-kva.example           reaches
      bücher.example                  reaches
      ⓛocalhost                       reaches
      ①②⑦.⓪.⓪.①                     reaches
      １２７.０.０.１                   reaches
      127。0。0。1                      reaches
      127．0．0．1                      reaches
      127｡0｡0｡1                      reaches
      ⓵②７.⓪.0.①                     -
      ⒈27.0.0.1                       -
      ①②⑦.①                         reaches
      localhost／.public.example       -
      public.example＠127.0.0.1         -
      public.example：80＠127.0.0.1      -
      127%2e0%2e0%2e1                 reaches
      %31%32%37.0.0.1                 reaches
      %6cocalhost                     reaches
      localhost%00.example            -
      localhost%0d%0aHost:x           -
      [::1]                           reaches6
      [0:0:0:0:0:0:0:1]               reaches6
      [::]                            -
      [::1%25lo]                      -
      [::1%lo]                        -
      [::127.0.0.1]                   -
      [::ffff:127.0.0.1]              reaches
      [::ffff:7f00:1]                 reaches
      [::FFFF:7F00:0001]              reaches
      [0:0:0:0:0:ffff:7f00:1]         reaches
      [::ffff:0:127.0.0.1]            -
      [::ffff:169.254.169.254]        -
      [::ffff:10.0.0.1]               -
      [64:ff9b::127.0.0.1]            -
      [64:ff9b::7f00:1]               -
      [64:ff9b::a9fe:a9fe]            -
      [64:ff9b:1::8.8.8.8]            -
      [2002:7f00:1::]                 -
      [2002:a00:1::1]                 -
      [2001:0:4136:e378:8000:63bf:3fff:fdd2] -
      [2001:2::1]                     -
      [2001:20::1]                    -
      [2001:db8::1]                   -
      [3fff::1]                       -
      [5f00::1]                       -
      [2620:0:2d0::5efe:127.0.0.1]    -
      [2620:0:2d0:0:200:5efe:10.0.0.1] -
      [100::1]                        -
      [100:0:0:1::1]                  -
      [fe80::1]                       -
      [fe80::1%25lo]                  -
      [fec0::1]                       -
      [fc00::1]                       -
      [fd00:ec2::254]                 -
      [ff02::1]                       -
      [4000::1]                       -
      [::1                            -
      ::1                             -
      10.0.0.1                        -
      10.255.255.255                  -
      100.64.0.1                      -
      100.127.255.255                 -
      169.254.169.254                 -
      169.254.170.2                   -
      100.100.100.200                 -
      172.16.0.1                      -
      172.31.255.255                  -
      192.0.0.1                       -
      192.0.0.170                     -
      192.0.2.1                       -
      192.88.99.1                     -
      192.168.0.1                     -
      198.18.0.1                      -
      198.19.255.255                  -
      198.51.100.1                    -
      203.0.113.1                     -
      224.0.0.1                       -
      239.255.255.250                 -
      240.0.0.1                       -
      255.255.255.255                 -
      user@127.0.0.1                  -
      user:password@127.0.0.1         -
      public.example@127.0.0.1        -
      public.example:80@127.0.0.1     -
      127.0.0.1#@public.example       reaches
      127.0.0.1?@public.example       reaches
      public.example%40127.0.0.1      -
      public.example\\@127.0.0.1       -
      127.0.0.1\\@public.example       -
      127.0.0.1%09                    -
      127.0.0.1\t                     -
      both.example                    -
      """;

  private static ServerSocket listener;
  private static boolean hasIpv6;
  private static final AtomicInteger HEARD = new AtomicInteger();

  @BeforeAll
  static void listen() throws IOException {
    hasIpv6 = hasIpv6();
    listener = new ServerSocket(0, 256, InetAddress.ofLiteral(hasIpv6 ? "::" : "0.0.0.0"));
    Thread.ofVirtual().name("listener").start(EgressTableTest::hear);
  }

  private static boolean hasIpv6() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
      return probe.isBound();
    } catch (SocketException e) {
      return false;
    }
  }

  private static void hear() {
    while (!listener.isClosed()) {
      try (Socket heard = listener.accept()) {
        HEARD.incrementAndGet();
        heard
            .getOutputStream()
            .write(
                "HTTP/1.1 204 x\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        // Read to the end, or closing would reset the connection before its answer is read.
        heard.shutdownOutput();
        heard.getInputStream().readAllBytes();
      } catch (IOException e) {
        // The caller has gone, or the listener was closed; the loop's condition tells.
      }
    }
  }

  @AfterAll
  static void close() throws IOException {
    listener.close();
  }

  record Row(String host, String mark) {
    boolean reaches() {
      return mark.equals("reaches") || (mark.equals("reaches6") && hasIpv6);
    }

    /// As a URL has it: the port stands before what is no part of the host.
    String url() {
      String port = ":" + listener.getLocalPort();
      int end =
          host.matches("127.*[#?].*")
              ? host.indexOf(host.contains("#") ? '#' : '?')
              : host.length();
      return "http://" + host.substring(0, end) + port + "/" + host.substring(end);
    }

    @Override
    public String toString() {
      return host;
    }
  }

  static Stream<Row> rows() {
    return TABLE
        .lines()
        .map(
            line -> new Row(line.replaceFirst("  *[-a-z0-9]*$", ""), line.replaceFirst(".* ", "")));
  }

  static Stream<Row> rowsThatReach() {
    return rows().filter(Row::reaches);
  }

  /// A name server of an attacker: every name leads to this machine, and one to a public address as well.
  private static InetAddress[] attackers(String host) throws UnknownHostException {
    if (host.equals("both.example")) {
      return new InetAddress[] {
        InetAddress.ofLiteral("8.8.8.8"), InetAddress.ofLiteral("127.0.0.1")
      };
    }
    return new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")};
  }

  private static CheckedEgress allowing(String ranges) {
    return new CheckedEgress(
        CheckedEgress.ranges(ranges),
        Set.of(listener.getLocalPort()),
        new OwnListeners(),
        EgressTableTest::attackers);
  }

  private static int send(EgressPolicy egress, String url) throws IOException {
    try (OkHttpSender sender = new OkHttpSender(egress)) {
      return sender.send(Request.get(URI.create(url), Map.of(), Duration.ofSeconds(5))).status();
    }
  }

  @Test
  void the_table_is_long_and_says_nothing_twice() {
    assertThat(rows().map(Row::host)).hasSizeGreaterThan(60).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void over_http_no_packet_gets_out(Row row) {
    int before = HEARD.get();

    Throwable refused = catchThrowable(() -> send(allowing(""), row.url()));

    // What is no address at all never becomes a request.
    assertThat(refused)
        .isInstanceOfAny(EgressRefusedException.class, IllegalArgumentException.class);
    assertThat(HEARD).hasValue(before);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void as_the_address_of_a_definition_no_packet_gets_out(Row row) {
    URI read = asDefined(row.url());
    int before = HEARD.get();

    if (read != null) {
      assertThat(catchThrowable(() -> send(allowing(""), read.toString())))
          .isInstanceOf(EgressRefusedException.class);
    }

    assertThat(HEARD).hasValue(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"①②⑦.⓪.⓪.①", "１２７。０。０。１", "127｡0｡0｡1", "ⓛocalhost", "bücher.example"})
  void an_address_of_a_definition_arrives_where_its_ascii_form_leads(String host)
      throws IOException {
    URI read = Objects.requireNonNull(asDefined(new Row(host, "reaches").url()));
    int before = HEARD.get();

    int status = send(allowing("127.0.0.0/8"), read.toString());

    assertThat(read.toString()).isASCII();
    assertThat(status).isEqualTo(204);
    assertThat(HEARD).hasValue(before + 1);
  }

  /// As the address stands in a definition; null when it is refused there.
  private static @Nullable URI asDefined(String url) {
    ConfigReader reader = new ConfigReader(new Problems(), new NoComponents(), name -> null);
    URI read = FieldTypes.URL.read(Node.of(Value.of(url), new Location("a.yaml", 1, 1)), reader);
    assertThat(reader.errorCount()).isEqualTo(read == null ? 1 : 0);
    return read;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void over_a_socket_no_packet_gets_out(Row row) {
    CheckedSockets sockets = new CheckedSockets(allowing(""), Ports.ANY);
    int before = HEARD.get();

    Throwable refused =
        catchThrowable(() ->
            sockets.connect(row.host(), listener.getLocalPort(), Duration.ofSeconds(5)).close());

    assertThat(refused).isInstanceOf(EgressRefusedException.class);
    assertThat(HEARD).hasValue(before);
  }

  @ParameterizedTest
  @MethodSource("rowsThatReach")
  void the_listener_would_have_heard_it(Row row) throws IOException {
    int before = HEARD.get();

    int status = send(allowing("127.0.0.0/8, ::1/128"), row.url());

    assertThat(status).isEqualTo(204);
    assertThat(HEARD.get()).isGreaterThan(before);
  }

  @Test
  void a_name_that_is_public_first_and_private_second_is_asked_for_once_over_http()
      throws IOException {
    AtomicInteger asked = new AtomicInteger();
    CheckedEgress turning = turning(asked);
    int before = HEARD.get();

    int status = send(turning, "http://turning.example:" + listener.getLocalPort() + "/");

    assertThat(status).isEqualTo(204);
    assertThat(asked).hasValue(1);
    assertThat(HEARD).hasValue(before + 1);
  }

  @Test
  void the_second_answer_is_checked_as_the_first_was() throws IOException {
    CheckedEgress turning = turning(new AtomicInteger(1));
    int before = HEARD.get();

    Throwable http =
        catchThrowable(
            () -> send(turning, "http://turning.example:" + listener.getLocalPort() + "/"));
    Throwable socket =
        catchThrowable(() ->
            new CheckedSockets(turning, Ports.ANY)
                .connect("turning.example", listener.getLocalPort(), Duration.ofSeconds(5)));

    assertThat(List.of(http, socket)).allMatch(EgressRefusedException.class::isInstance);
    assertThat(HEARD).hasValue(before);
  }

  /// Stands for a name that is public once and private ever after: what is allowed here is 127.0.0.9 alone.
  private static CheckedEgress turning(AtomicInteger asked) {
    return new CheckedEgress(
        CheckedEgress.ranges("127.0.0.9"),
        Set.of(),
        new OwnListeners(),
        host ->
            new InetAddress[] {
              InetAddress.ofLiteral(asked.getAndIncrement() == 0 ? "127.0.0.9" : "127.0.0.1")
            });
  }

  @ParameterizedTest
  @MethodSource("ownAddresses")
  void our_own_listeners_are_refused_by_every_address_of_this_machine(InetAddress address) {
    OwnListeners own = new OwnListeners();
    own.add(listener.getLocalPort());
    CheckedEgress egress =
        new CheckedEgress(
            CheckedEgress.ranges("0.0.0.0/0, ::/0"), Set.of(), own, EgressTableTest::attackers);
    String host = address.getHostAddress().replaceFirst("%.*", "");
    String written = host.contains(":") ? "[" + host + "]" : host;
    int before = HEARD.get();

    Throwable http =
        catchThrowable(
            () -> send(egress, "http://" + written + ":" + listener.getLocalPort() + "/"));
    Throwable socket =
        catchThrowable(() ->
            new CheckedSockets(egress, Ports.ANY)
                .connect(host, listener.getLocalPort(), Duration.ofSeconds(5)));

    assertThat(http).isInstanceOf(EgressRefusedException.class).hasMessageContaining("itself");
    assertThat(socket).isInstanceOf(EgressRefusedException.class).hasMessageContaining("itself");
    assertThat(HEARD).hasValue(before);
  }

  static Stream<InetAddress> ownAddresses() throws IOException {
    Stream<InetAddress> interfaces =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            // Without its interface a link-local address is nobody's.
            .filter(it -> !it.isLinkLocalAddress());
    return Stream.concat(
        interfaces, Stream.of("127.0.0.77", "0.0.0.0", "::").map(InetAddress::ofLiteral));
  }

  @Test
  void http_goes_to_its_own_ports_and_others_to_theirs() throws IOException {
    CheckedEgress usual = new CheckedEgress(List.of(), EgressTableTest::attackers);
    CheckedEgress more =
        new CheckedEgress(List.of(), Set.of(8443), new OwnListeners(), EgressTableTest::attackers);

    assertThat(usual.resolve("8.8.8.8", 80, Ports.WEB)).hasSize(1);
    assertThat(usual.resolve("8.8.8.8", 443, Ports.WEB)).hasSize(1);
    assertThat(usual.resolve("8.8.8.8", 25, Ports.ANY)).hasSize(1);
    assertThat(more.resolve("8.8.8.8", 8443, Ports.WEB)).hasSize(1);
    for (int port : new int[] {1, 22, 25, 6379, 8080, 8443}) {
      assertThat(catchThrowable(() -> usual.resolve("8.8.8.8", port, Ports.WEB)))
          .isInstanceOf(EgressRefusedException.class)
          .hasMessageContaining("INGESTLAYER_EGRESS_PORTS=" + port);
    }
  }
}
