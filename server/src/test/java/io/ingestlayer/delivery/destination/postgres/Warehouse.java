package io.ingestlayer.delivery.destination.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Location;
import io.ingestlayer.component.NoComponents;
import io.ingestlayer.component.Node;
import io.ingestlayer.component.Problems;
import io.ingestlayer.delivery.Attempt;
import io.ingestlayer.delivery.AttemptReport;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.DeclaredFields;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.DeliveryId;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.InboxMessages;
import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventIds;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.event.Offset;
import io.ingestlayer.event.Payload;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.platform.net.CheckedEgress;
import io.ingestlayer.platform.net.EgressPolicy;
import io.ingestlayer.platform.time.TurnedTimer;
import io.ingestlayer.testkit.clock.TurnableClock;
import io.ingestlayer.testkit.postgres.TestPostgres;
import io.ingestlayer.workspace.EventDefinition;
import io.ingestlayer.workspace.PipelineDefinition;
import io.ingestlayer.workspace.PipelineVersion;
import io.ingestlayer.workspace.RouteDefinition;
import java.net.InetAddress;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Somebody's database, a destination that leads to it, and events for it.
final class Warehouse implements AutoCloseable {
  private static final Location HERE = new Location("warehouse.yaml", 1, 1);

  final TestPostgres postgres = TestPostgres.create();
  final TurnableClock clock = TurnableClock.start();
  final TurnedTimer timer = new TurnedTimer(clock);
  final PostgresDestinationType type = new PostgresDestinationType();
  EgressPolicy egress = allowing("127.0.0.1");
  List<EventDefinition> declared = List.of();
  private final List<Destination> opened = new ArrayList<>();
  private final EventIds ids = new EventIds(new SplittableRandom(1));
  private int versions;
  private int events;

  /// A pipeline's route to a table, as its definition says it.
  record Route(PipelineVersion pipeline, RouteDefinition definition) {}

  static EgressPolicy allowing(String ranges) {
    return new CheckedEgress(CheckedEgress.ranges(ranges), InetAddress::getAllByName);
  }

  Destination open() {
    return open(postgres.uri());
  }

  Destination open(String url) {
    Destination destination = type.open(config(url), context());
    opened.add(destination);
    return destination;
  }

  Config config(String url) {
    Value config = Value.object().put("url", url).build();
    return read(type.config(), Node.of(config, HERE));
  }

  DestinationContext context() {
    return new DestinationContext(
        "warehouse",
        URI.create("http://localhost"),
        timer,
        request -> {
          throw new AssertionError("nothing goes over HTTP: " + request.url());
        },
        (host, port, ports) -> egress.resolve(host, port, ports),
        new NoInbox(),
        DeclaredFields.in(() -> declared));
  }

  Route route(String json) {
    return route("signups", "user.*", json);
  }

  Route route(String pipeline, String match, String json) {
    Config config = read(TableRoute.SPEC, Node.of(Json.parse(json, JsonLimits.EVENT), HERE));
    RouteDefinition definition = new RouteDefinition(0, "warehouse", null, config, HERE);
    PipelineDefinition whole =
        new PipelineDefinition(
            pipeline, List.of(match), List.of(), List.of(), List.of(definition), HERE);
    return new Route(new PipelineVersion(++versions, 1, whole), definition);
  }

  private static Config read(ConfigSpec spec, Node node) {
    Problems problems = new Problems();
    Config config = spec.read(node, reader(problems));
    assertThat(problems.all().stream().filter(it -> it.message().contains("plain")).toList())
        .isEmpty();
    return Objects.requireNonNull(config, () -> problems.all().toString());
  }

  /// What is wrong with a definition.
  static List<String> problems(ConfigSpec spec, String json) {
    Problems problems = new Problems();
    spec.read(Node.of(Json.parse(json, JsonLimits.EVENT), HERE), reader(problems));
    return problems.all().stream().map(it -> it.code() + ": " + it.message()).toList();
  }

  private static ConfigReader reader(Problems problems) {
    return new ConfigReader(problems, new NoComponents(), _ -> null);
  }

  Delivery delivery(Route route, String payload) {
    return delivery(route, payload, UnaryOperator.identity());
  }

  Delivery delivery(Route route, String payload, UnaryOperator<Scope> learned) {
    Instant at = timer.instant();
    Event event =
        new Event(
            ids.next(at),
            new Offset(0, events++),
            "user.signed_up",
            "app",
            at,
            at.minusSeconds(60),
            Payload.ofText(payload));
    return again(event, route, learned);
  }

  /// What another pipeline makes of the same event.
  Delivery again(Event event, Route route, UnaryOperator<Scope> learned) {
    return new Delivery(
        DeliveryId.of(event.id(), route.pipeline().id(), 0, 0),
        event,
        learned.apply(Scope.of(event, timer.instant())),
        route.pipeline(),
        route.definition());
  }

  List<Delivery> deliveries(
      Route route, int count, java.util.function.IntFunction<String> payload) {
    return IntStream.range(0, count).mapToObj(i -> delivery(route, payload.apply(i))).toList();
  }

  AttemptReport deliver(Destination to, List<Delivery> deliveries) {
    try {
      return to.deliver(new Attempt(new UUID(1, events), "a table", deliveries, timer.instant()));
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  AttemptResult deliver(Destination to, Delivery delivery) {
    return deliver(to, List.of(delivery)).results().getFirst();
  }

  void sql(String sql) {
    try (Connection connection = postgres.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  /// The rows that a query finds, each as its columns with `|` in between; null is `-`.
  List<String> rows(String sql) {
    try (Connection connection = postgres.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (found.next()) {
        @Nullable String[] columns = new String[found.getMetaData().getColumnCount()];
        for (int i = 0; i < columns.length; i++) {
          columns[i] = found.getString(i + 1);
        }
        rows.add(
            Arrays.stream(columns)
                .map(it -> it == null ? "-" : it)
                .collect(Collectors.joining("|")));
      }
      return rows;
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  @Override
  public void close() {
    opened.forEach(Destination::close);
    postgres.close();
  }

  private static final class NoInbox implements InboxMessages {
    @Override
    public void keep(
        String destination, String channel, Delivery delivery, Value message, Instant at) {
      throw new AssertionError("nothing is kept in an inbox");
    }

    @Override
    public List<Kept> latest(String destination, int limit) {
      return List.of();
    }
  }
}
