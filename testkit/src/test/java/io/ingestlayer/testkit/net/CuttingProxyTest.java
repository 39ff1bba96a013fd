package io.ingestlayer.testkit.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.testkit.await.Await;
import io.ingestlayer.testkit.net.CuttingProxy.Direction;
import io.ingestlayer.testkit.postgres.TestPostgres;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CuttingProxyTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final LoopbackPort echo =
      LoopbackPort.open(socket -> socket.getInputStream().transferTo(socket.getOutputStream()));
  private final CuttingProxy proxy = CuttingProxy.to("127.0.0.1", echo.port());

  @AfterEach
  void close() {
    proxy.close();
    echo.close();
  }

  @Test
  void passes_everything_on_and_counts_it() throws Exception {
    try (Socket client = connect()) {
      assertThat(said(client, "hello")).isEqualTo("hello");
      assertThat(said(client, "again")).isEqualTo("again");
      client.shutdownOutput();
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }

    assertThat(proxy.bytes(Direction.TO_SERVER)).isEqualTo(10);
    assertThat(proxy.bytes(Direction.TO_CLIENT)).isEqualTo(10);
    assertThat(proxy.connections()).isEqualTo(1);
    Await.until("the connection to be gone", SOON, () -> proxy.connectionsOpen() == 0);
  }

  @Test
  void cuts_what_is_open_and_takes_new_connections() throws Exception {
    try (Socket client = connect()) {
      said(client, "hello");

      proxy.cut();

      assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    }
    try (Socket client = connect()) {
      assertThat(said(client, "hello")).isEqualTo("hello");
    }
  }

  @Test
  void refuses_and_takes_connections_again_on_the_same_port() throws Exception {
    for (int i = 0; i < 20; i++) {
      proxy.refuse(true);
      assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);

      proxy.refuse(false);
      try (Socket client = connect()) {
        assertThat(said(client, "hello")).isEqualTo("hello");
      }
    }
  }

  @Test
  void a_server_that_is_not_there_is_a_broken_connection() throws Exception {
    echo.refuse(true);

    try (Socket client = connect()) {
      assertThatThrownBy(
              () -> {
                if (client.getInputStream().read() < 0) {
                  throw new SocketException("ended");
                }
              })
          .isInstanceOf(SocketException.class);
    }
  }

  @Test
  void holds_bytes_while_it_stalls() throws Exception {
    try (Socket client = connect()) {
      said(client, "hello");
      proxy.stall(true);
      client.getOutputStream().write(bytes("later"));
      client.setSoTimeout(50);

      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);

      client.setSoTimeout(10_000);
      proxy.stall(false);
      assertThat(new String(client.getInputStream().readNBytes(5), StandardCharsets.US_ASCII))
          .isEqualTo("later");
    }
  }

  @Test
  void closing_ends_a_stall() throws Exception {
    try (Socket client = connect()) {
      said(client, "hello");
      proxy.stall(true);
      client.getOutputStream().write(bytes("later"));

      proxy.close();

      assertThatThrownBy(() -> client.getInputStream().readNBytes(6))
          .isInstanceOf(SocketException.class);
    }
  }

  @Test
  void passes_exactly_so_many_bytes_to_the_client_and_cuts() throws Exception {
    PlannedCut cut = proxy.cutAfterBytes(Direction.TO_CLIENT, 7);

    try (Socket client = connect()) {
      said(client, "hello");
      client.getOutputStream().write(bytes("world"));

      assertThat(client.getInputStream().readAllBytes()).isEqualTo(bytes("wo"));
      cut.await(SOON);
    }

    assertThat(proxy.bytes(Direction.TO_CLIENT)).isEqualTo(7);
    try (Socket client = connect()) {
      assertThat(said(client, "hello world")).isEqualTo("hello world");
    }
  }

  @Test
  void finds_a_marker_that_comes_in_pieces() throws Exception {
    PlannedCut cut = proxy.loseRequest("COMMIT");

    try (Socket client = connect()) {
      said(client, "begin COM");
      assertThat(cut.happened()).isFalse();
      client.getOutputStream().write(bytes("MIT"));

      assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
      cut.await(SOON);
    }

    assertThat(proxy.bytes(Direction.TO_SERVER)).isEqualTo("begin COM".length());
  }

  @Test
  void a_plan_that_does_not_happen_says_so() {
    PlannedCut cut = proxy.loseRequest("COMMIT");

    assertThatThrownBy(() -> cut.await(Duration.ofMillis(10)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("planned cut");
  }

  @Test
  void loses_the_answer_to_a_commit_that_took_place() throws Exception {
    try (TestPostgres database = TestPostgres.create();
        CuttingProxy cutting = CuttingProxy.to(database.host(), database.port())) {
      createTable(database);
      PlannedCut cut = cutting.loseAnswerTo("COMMIT");

      assertThatThrownBy(() -> insertThrough(cutting, database))
          .isInstanceOf(SQLException.class)
          .extracting(e -> ((SQLException) e).getSQLState())
          .asString()
          .startsWith("08");

      cut.await(SOON);
      assertThat(rows(database)).isEqualTo(1);
      insertThrough(cutting, database);
      assertThat(rows(database)).isEqualTo(2);
    }
  }

  @Test
  void loses_a_commit_before_it_takes_place() throws Exception {
    try (TestPostgres database = TestPostgres.create();
        CuttingProxy cutting = CuttingProxy.to(database.host(), database.port())) {
      createTable(database);
      PlannedCut cut = cutting.loseRequest("COMMIT");

      assertThatThrownBy(() -> insertThrough(cutting, database)).isInstanceOf(SQLException.class);

      cut.await(SOON);
      assertThat(rows(database)).isZero();
    }
  }

  private Socket connect() throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    client.setSoTimeout(10_000);
    return client;
  }

  private static String said(Socket client, String text) throws IOException {
    client.getOutputStream().write(bytes(text));
    return new String(client.getInputStream().readNBytes(text.length()), StandardCharsets.US_ASCII);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void createTable(TestPostgres database) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table thing (id int)");
    }
  }

  private static void insertThrough(CuttingProxy proxy, TestPostgres database) throws SQLException {
    try (Connection connection = database.dataSource(proxy.port()).getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("insert into thing values (1)");
      connection.commit();
    }
  }

  private static int rows(TestPostgres database) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from thing")) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
