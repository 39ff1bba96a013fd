package io.ingestlayer.bench.scenario;

import io.ingestlayer.bench.SampleEvents;
import io.ingestlayer.bench.load.LoadGenerator;
import io.ingestlayer.bench.load.LoadResult;
import io.ingestlayer.bench.load.NumberedRequests;
import io.ingestlayer.bench.load.Pace;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.log.LogPositions;
import io.ingestlayer.log.postgres.PostgresLogPositions;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseSettings;
import io.ingestlayer.platform.db.Migrations;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.platform.db.embedded.EmbeddedOptions;
import io.ingestlayer.platform.db.embedded.EmbeddedPostgres;
import io.ingestlayer.platform.file.DataFolder;
import io.ingestlayer.testkit.await.Await;
import io.ingestlayer.workspace.KeyKind;
import io.ingestlayer.workspace.KeyText;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What everything is measured on: an embedded PostgreSQL as the product starts it, with three databases in it (the
/// packed server's, the warehouse, and one for baselines), and the packed server.
///
/// One PostgreSQL for all, so that scenario and baseline have the same settings, the same disk and the same history.
final class Rig implements AutoCloseable {
  private static final String BASELINE = "baseline";
  private static final int ENTITIES_IN_BATCH = 500;

  /// Each load has numbers of its own: a key that an earlier one has used would be a conflict.
  private static final long NUMBERS_OF_A_LOAD = 1_000_000_000;

  private static final Duration DECIDED_MAX = Duration.ofSeconds(60);

  private final DataFolder folder;
  private final EmbeddedPostgres postgres;
  private final PostgresWarehouse warehouse;
  private final Database own;
  private final LogPositions positions;
  private final Receivers receivers;
  private final PackedServer server;
  private long loads;

  private Rig(
      DataFolder folder,
      EmbeddedPostgres postgres,
      PostgresWarehouse warehouse,
      Database own,
      Receivers receivers,
      PackedServer server) {
    this.folder = folder;
    this.postgres = postgres;
    this.warehouse = warehouse;
    this.own = own;
    this.positions = new PostgresLogPositions(own);
    this.receivers = receivers;
    this.server = server;
  }

  /// @param root of the project
  /// @param place an empty folder
  static Rig open(Path root, Path place) throws IOException {
    List<AutoCloseable> opened = new ArrayList<>();
    try {
      DataFolder folder = DataFolder.open(place.resolve("postgres"));
      opened.addFirst(folder);
      EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, EmbeddedOptions.defaults());
      opened.addFirst(postgres);
      Database own = Database.open(postgres.settings().withConnectionsMax(2));
      opened.addFirst(own);
      createDatabase(own, BASELINE);
      createDatabase(own, PostgresWarehouse.DATABASE);
      Migrations.run(named(postgres.settings(), BASELINE));
      PostgresWarehouse warehouse =
          PostgresWarehouse.create(named(postgres.settings(), PostgresWarehouse.DATABASE));
      opened.addFirst(warehouse);
      Receivers receivers = Receivers.start();
      opened.addFirst(receivers);
      PackedServer server =
          PackedServer.start(
              root,
              place.resolve("server.log"),
              environment(place, postgres.settings(), receivers),
              KeyText.make(KeyKind.LIVE, new SecureRandom()));
      opened.addFirst(server);
      Rig rig = new Rig(folder, postgres, warehouse, own, receivers, server);
      rig.putUsers();
      return rig;
    } catch (IOException | RuntimeException | Error e) {
      closeAll(opened, e);
      throw e;
    }
  }

  private static void closeAll(List<AutoCloseable> opened, Throwable why) {
    for (AutoCloseable one : opened) {
      try {
        one.close();
      } catch (Exception e) {
        why.addSuppressed(e);
      }
    }
  }

  private static void createDatabase(Database own, String name) {
    own.read(
        "making the database " + name,
        connection -> {
          Sql.execute(connection, "create database " + name);
          return true;
        });
  }

  private static DatabaseSettings named(DatabaseSettings server, String database) {
    return DatabaseSettings.of(
        server.url().replaceFirst("/ingestlayer(\\?|$)", "/" + database + "$1"),
        server.user(),
        server.password());
  }

  private static Map<String, String> environment(
      Path place, DatabaseSettings postgres, Receivers receivers) throws IOException {
    Path workspace = Files.createDirectory(place.resolve("workspace"));
    try (InputStream definitions = Rig.class.getResourceAsStream("/feature-usage.yaml")) {
      if (definitions == null) {
        throw new IOException("the jar lacks /feature-usage.yaml");
      }
      Files.copy(definitions, workspace.resolve("feature-usage.yaml"));
    }
    Files.writeString(workspace.resolve("receivers.yaml"), receivers.definitions());
    Map<String, String> environment = new HashMap<>();
    environment.put("INGESTLAYER_DATA_DIR", place.resolve("data").toString());
    environment.put("INGESTLAYER_WORKSPACE_DIR", workspace.toString());
    environment.put("INGESTLAYER_DATABASE_URL", address(postgres));
    environment.put("INGESTLAYER_EGRESS_ALLOW", "127.0.0.1/32");
    environment.put(
        "WAREHOUSE_URL",
        address(named(postgres, PostgresWarehouse.DATABASE))
            .replaceFirst("\\?.*$", "?sslmode=disable"));
    // The key's budget is there to protect a server from what is done to it here.
    environment.put("INGESTLAYER_API_REQUESTS_PER_SECOND", "1000000");
    environment.put("INGESTLAYER_API_REQUESTS_BURST", "1000000");
    return environment;
  }

  private static String address(DatabaseSettings settings) {
    String login =
        settings.user()
            + ":"
            + URLEncoder.encode(settings.password(), StandardCharsets.UTF_8)
            + "@";
    return settings.url().replace("jdbc:postgresql://", "postgresql://" + login);
  }

  private void putUsers() throws IOException {
    for (int from = 0; from < SampleEvents.USERS; from += ENTITIES_IN_BATCH) {
      List<Value> users = new ArrayList<>();
      for (int user = from; user < from + ENTITIES_IN_BATCH; user++) {
        Value.Obj traits =
            Value.object()
                .put("account", "cus-%02d".formatted(user % 50))
                .put("owner", "mia")
                .put("plan", "growth")
                .build();
        users.add(
            Value.object()
                .put("kind", "user")
                .put("external_id", SampleEvents.user(user))
                .put("traits", traits)
                .build());
      }
      server.post(
          "/v1/entities/batch",
          Json.write(Value.object().put("entities", Value.array(users)).build()));
    }
  }

  /// A load of requests with that many events each, from all users in turn.
  ///
  /// @param type the events' type
  LoadGenerator load(int connections, String type, int events, boolean keys) {
    List<String> bodies = new ArrayList<>();
    for (int user = 0; user < SampleEvents.USERS; user += Math.max(events, 10)) {
      bodies.add(SampleEvents.body(type, user, events, keys));
    }
    return load(connections, bodies, events);
  }

  /// A load of these requests in turn.
  ///
  /// @param events in each
  LoadGenerator load(int connections, List<String> bodies, int events) {
    return new LoadGenerator(
        server.address(),
        connections,
        new NumberedRequests(
            server.address(), server.apiKey(), bodies, events, loads++ * NUMBERS_OF_A_LOAD));
  }

  /// One round of a load, with what it cost and a check that the log holds what was answered 202.
  Round round(LoadGenerator load, Pace pace) throws IOException {
    long before = head();
    CpuTimes cpu = cpu();
    LoadResult result = load.run(pace);
    CpuTimes used = cpu().minus(cpu);
    long accepted = result.accepted() * load.requests().events();
    if (!result.isClean()) {
      throw new IllegalStateException("other answers than 202 came: " + result.answers());
    }
    // There may be more: what the product tells about itself.
    if (head() - before < accepted) {
      throw new IllegalStateException(
          "%d events were answered 202, the log has %d more".formatted(accepted, head() - before));
    }
    return new Round(new Measured(accepted, result.elapsed(), used), result);
  }

  /// A load's own account, and what it is worth.
  record Round(Measured measured, LoadResult load) {}

  private long head() {
    return positions.positions().stream().mapToLong(LogPositions.Position::head).sum();
  }

  /// Events that are in the log and not decided.
  private long waiting() {
    return positions.positions().stream().mapToLong(it -> it.head() - it.decided()).sum();
  }

  /// Waits until everything is decided, so that it does not run on into the next measurement, and says how long it took.
  Duration settle() {
    long begun = System.nanoTime();
    Await.until("all events to be decided", DECIDED_MAX, () -> waiting() == 0);
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  CpuTimes cpu() {
    return CpuTimes.now(server.pid(), postgres.pid());
  }

  PostgresWarehouse warehouse() {
    return warehouse;
  }

  PackedServer server() {
    return server;
  }

  PostgresCounters counters() {
    return new PostgresCounters(own);
  }

  PostgresPast past() {
    return new PostgresPast(own);
  }

  PostgresBacklog backlog() {
    return new PostgresBacklog(own);
  }

  Receivers receivers() {
    return receivers;
  }

  PostgresAttempts attempts() {
    return new PostgresAttempts(own);
  }

  DatabaseSettings baseline() {
    return named(postgres.settings(), BASELINE);
  }

  String postgresVersion() {
    return own.read(
        "asking for the version",
        connection ->
            Sql.query(connection, "show server_version", row -> row.getString(1)).getFirst());
  }

  @Override
  public void close() {
    server.close();
    receivers.close();
    own.close();
    warehouse.close();
    postgres.close();
    folder.close();
  }
}
