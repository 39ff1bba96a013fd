package io.ingestlayer.delivery.destination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.delivery.AttemptReport;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.AttemptResult.Delivered;
import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.AttemptResult.Retry;
import io.ingestlayer.delivery.AttemptResult.Unreached;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.platform.net.CheckedEgress;
import io.ingestlayer.testkit.await.Await;
import io.ingestlayer.testkit.net.CuttingProxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a network, and who operates a database, do to a delivery.
class PostgresConnectionFaultsTest {
  private static final String SIGNUP = "{\"plan\": \"pro\"}";

  private final Warehouse warehouse = new Warehouse();

  @BeforeEach
  void table() {
    warehouse.sql("create table signups (event_id text primary key, plan text)");
  }

  @AfterEach
  void close() {
    warehouse.close();
  }

  private Warehouse.Route route() {
    return warehouse.route("{\"table\": \"signups\"}");
  }

  @Test
  void an_answer_to_a_commit_that_is_lost_makes_no_second_row() {
    try (CuttingProxy proxy = CuttingProxy.to("127.0.0.1", warehouse.postgres.port())) {
      Destination destination = warehouse.open(warehouse.postgres.uri(proxy.port()));
      Warehouse.Route route = route();
      for (int round = 0; round < 20; round++) {
        List<Delivery> batch = warehouse.deliveries(route, 10, _ -> SIGNUP);
        proxy.loseAnswerTo("COMMIT");

        AttemptReport lost = warehouse.deliver(destination, batch);

        assertThat(lost.results())
            .allSatisfy(it ->
                assertThat(it)
                    .isInstanceOfSatisfying(
                        Retry.class,
                        retry -> {
                          assertThat(retry.ambiguous()).isTrue();
                          assertThat(retry.code()).isEqualTo("commit_unknown");
                        }));

        AttemptReport again = warehouse.deliver(destination, batch);

        assertThat(again.results()).extracting(AttemptResult::code).containsOnly("already_there");
      }
    }
    assertThat(warehouse.rows("select count(*), count(distinct event_id) from signups"))
        .containsExactly("200|200");
  }

  @Test
  void a_commit_that_never_went_out_is_no_possible_duplicate() {
    try (CuttingProxy proxy = CuttingProxy.to("127.0.0.1", warehouse.postgres.port())) {
      Destination destination = warehouse.open(warehouse.postgres.uri(proxy.port()));
      Delivery delivery = warehouse.delivery(route(), SIGNUP);
      proxy.loseRequest("insert into");

      AttemptResult lost = warehouse.deliver(destination, delivery);
      AttemptResult again = warehouse.deliver(destination, delivery);

      assertThat(lost)
          .isInstanceOfSatisfying(
              Retry.class,
              retry -> {
                assertThat(retry.code()).isEqualTo("connection_lost");
                assertThat(retry.ambiguous()).isFalse();
              });
      assertThat(again).isEqualTo(Delivered.OK);
    }
  }

  @Test
  void a_connection_that_died_while_idle_costs_no_attempt() {
    Destination destination = warehouse.open();
    Warehouse.Route route = route();
    warehouse.deliver(destination, warehouse.delivery(route, SIGNUP));
    warehouse.postgres.disconnectAll();
    warehouse.clock.turn(Duration.ofSeconds(5));

    AttemptResult result = warehouse.deliver(destination, warehouse.delivery(route, SIGNUP));

    assertThat(result).isEqualTo(Delivered.OK);
  }

  @Test
  void idle_connections_are_closed() {
    Destination destination = warehouse.open();
    String ours =
        "select count(*) from pg_stat_activity where application_name = 'ingestlayer' and datname = current_database()";
    warehouse.deliver(destination, warehouse.delivery(route(), SIGNUP));
    assertThat(warehouse.rows(ours)).containsExactly("1");

    warehouse.clock.turn(PostgresConnections.IDLE_MAX);

    Await.until(
        "the connection to go",
        Duration.ofSeconds(5),
        () -> warehouse.rows(ours).equals(List.of("0")));
  }

  /// A listener whose queue is full answers no more.
  @Test
  void a_host_from_which_nothing_comes_back_is_told_from_one_that_answers() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket first = new Socket();
        Socket second = new Socket()) {
      first.connect(silent.getLocalSocketAddress());
      second.connect(silent.getLocalSocketAddress());
      DatabaseAddress address =
          DatabaseAddress.parse(warehouse.postgres.uri(silent.getLocalPort()));

      try (Destination destination =
          new PostgresDestination(address, warehouse.context(), Duration.ofSeconds(1))) {
        AttemptResult result = warehouse.deliver(destination, warehouse.delivery(route(), SIGNUP));

        assertThat(result)
            .isInstanceOfSatisfying(
                Retry.class,
                retry -> {
                  assertThat(retry.code()).isEqualTo("unreachable");
                  assertThat(retry.ambiguous()).isFalse();
                  assertThat(retry.unreached())
                      .isEqualTo(new Unreached("127.0.0.1", Set.of(), false, true));
                });
      }
    }
  }

  @Test
  void a_private_address_that_is_not_allowed_gets_no_packet() throws Exception {
    warehouse.egress = Warehouse.allowing("");
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listener.setSoTimeout(100);
      Destination destination = warehouse.open(warehouse.postgres.uri(listener.getLocalPort()));

      AttemptResult result = warehouse.deliver(destination, warehouse.delivery(route(), SIGNUP));

      assertThat(result)
          .isInstanceOfSatisfying(
              Hold.class,
              hold -> {
                assertThat(hold.code()).isEqualTo("egress_refused");
                assertThat(hold.whole()).isTrue();
                assertThat(hold.detail()).contains("INGESTLAYER_EGRESS_ALLOW=127.0.0.1/32");
              });
      assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void a_name_is_connected_to_where_it_was_checked() {
    warehouse.egress =
        (_, port, ports) -> Warehouse.allowing("127.0.0.1").resolve("127.0.0.1", port, ports);
    String url =
        warehouse.postgres.uri().replace("127.0.0.1", "warehouse.invalid") + "?sslmode=disable";

    AttemptResult result =
        warehouse.deliver(warehouse.open(url), warehouse.delivery(route(), SIGNUP));

    assertThat(result).isEqualTo(Delivered.OK);
  }

  @Test
  void what_no_retry_can_mend_holds_the_whole_destination_and_tells_no_password() {
    String uri = warehouse.postgres.uri().replace("postgres:postgres@", "postgres:s3cr3t-pw@");
    List<String> broken =
        List.of(
            uri.replace(warehouse.postgres.database(), "no_such_database"),
            uri.replace("//postgres:", "//no_such_user:"),
            uri + "?sslmode=verify-full",
            uri + "?sslmode=require");

    List<AttemptReport> reports =
        broken.stream()
            .map(url ->
                warehouse.deliver(
                    warehouse.open(url), List.of(warehouse.delivery(route(), SIGNUP))))
            .toList();

    assertThat(reports)
        .extracting(it -> it.results().getFirst().code())
        .containsExactly(
            "missing_database", "login_refused", "handshake_refused", "handshake_refused");
    assertThat(reports)
        .allSatisfy(it -> {
          assertThat(it.results().getFirst())
              .isInstanceOfSatisfying(Hold.class, hold -> assertThat(hold.whole()).isTrue());
          assertThat(it.toString()).doesNotContain("s3cr3t-pw");
        });
  }

  @Test
  void a_database_that_is_away_is_tried_again() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    AttemptResult away =
        warehouse.deliver(
            warehouse.open(warehouse.postgres.uri(port)), warehouse.delivery(route(), SIGNUP));
    warehouse.egress =
        new CheckedEgress(
            List.of(),
            host -> {
              throw new UnknownHostException(host);
            });
    String named = warehouse.postgres.uri().replace("127.0.0.1", "warehouse.invalid");
    AttemptResult unknown =
        warehouse.deliver(warehouse.open(named), warehouse.delivery(route(), SIGNUP));

    assertThat(away)
        .isInstanceOf(Retry.class)
        .extracting(AttemptResult::code)
        .isEqualTo("unreachable");
    assertThat(unknown).isInstanceOf(Retry.class);
    assertThat(unknown.code()).isEqualTo("unresolved_host");
  }

  @Test
  void a_statement_that_an_administrator_cancels_is_tried_again() throws Exception {
    Destination destination = warehouse.open();
    try (Connection other = warehouse.postgres.dataSource().getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("lock table signups");
      Thread terminator =
          Thread.ofVirtual()
              .start(() -> {
                Await.until(
                    "the delivery to wait for the lock",
                    Duration.ofSeconds(9),
                    () ->
                        warehouse
                            .rows(
                                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")
                            .equals(List.of("1")));
                warehouse.sql(
                    "select pg_cancel_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()");
              });

      AttemptResult result = warehouse.deliver(destination, warehouse.delivery(route(), SIGNUP));

      terminator.join();
      assertThat(result).isInstanceOf(Retry.class);
      other.rollback();
    }
    assertThat(warehouse.deliver(destination, warehouse.delivery(route(), SIGNUP)))
        .isEqualTo(Delivered.OK);
  }
}
