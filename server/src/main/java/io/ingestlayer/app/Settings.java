package io.ingestlayer.app;

import io.ingestlayer.component.Secret;
import io.ingestlayer.delivery.LaneBounds;
import io.ingestlayer.pipeline.PipelineBounds;
import io.ingestlayer.platform.http.ForwardProxy;
import io.ingestlayer.platform.net.CheckedEgress;
import io.ingestlayer.platform.net.Cidr;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What an operator can set, checked. `ingestlayer.default.yaml` says what each means.
///
/// @param masterKey as it was written; empty takes the file in the data folder
public record Settings(
    Listen listen,
    Path dataDir,
    Optional<Secret> databaseUrl,
    Secret masterKey,
    URI publicUrl,
    Optional<Path> workspaceDir,
    Egress egress,
    Optional<Listen> metricsListen,
    Api api,
    Log log,
    Pipeline pipeline,
    int memoryDeliveriesMax,
    Retention retention) {

  /// A host and a port; port 0 takes a free one.
  public record Listen(String host, int port) {
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /// Where destinations may connect to.
  ///
  /// @param allow private addresses, on any port
  /// @param ports for HTTP to public addresses, beside 80 and 443
  public record Egress(List<Cidr> allow, Set<Integer> ports, Optional<ForwardProxy> proxy) {}

  /// Bounds of the API.
  ///
  /// @param bodyMibMax empty takes what the heap allows
  public record Api(int requestsPerSecond, int requestsBurst, OptionalInt bodyMibMax) {}

  /// Bounds of the log.
  public record Log(
      int partitions, int groupEventsMax, int queueEventsMax, Duration appendTimeout) {}

  /// Bounds of deciding.
  public record Pipeline(int batchEventsMax, int handoffEventsMax) {}

  /// How long things are kept. A dead letter counts from when it was last refused; what an inbox keeps counts as a delivery.
  public record Retention(
      Duration events,
      Duration deliveries,
      Duration attempts,
      Duration deadLetters,
      Duration limitViolations,
      int limitViolationsRowsMax) {}

  /// @param file the operator's file, or null
  /// @throws SettingsException when one cannot be used
  public static Settings read(@Nullable Path file, Map<String, String> environment) {
    SettingsSource source = SettingsSource.read(file, environment);
    Listen listen = listen(source, "listen");
    return new Settings(
        listen,
        Path.of(source.text("data_dir")),
        given(source, "database_url").map(Secret::new),
        new Secret(source.text("master_key")),
        publicUrl(source, listen),
        given(source, "workspace_dir").map(Path::of),
        new Egress(egressAllow(source), egressPorts(source), egressProxy(source)),
        given(source, "metrics_listen").map(it -> listen(source, "metrics_listen")),
        new Api(
            source.integer("api.requests_per_second", 1, 1_000_000),
            source.integer("api.requests_burst", 1, 10_000_000),
            source.integerIfGiven("api.body_mib_max", 64, 65_536)),
        new Log(
            source.integer("log.partitions", 1, 64),
            source.integer("log.group_events_max", 1, 20_000),
            source.integer("log.queue_events_max", 500, 10_000_000),
            source.duration("log.append_timeout", Duration.ofMillis(1), Duration.ofMinutes(10))),
        new Pipeline(
            source.integer("pipeline.batch_events_max", 1, PipelineBounds.BATCH_EVENTS_MAX),
            source.integer("pipeline.handoff_events_max", 1, 10_000_000)),
        source.integer("delivery.memory_deliveries_max", 100, LaneBounds.DELIVERIES_MAX),
        new Retention(
            retention(source, "retention.events"),
            retention(source, "retention.deliveries"),
            retention(source, "retention.attempts"),
            retention(source, "retention.dead_letters"),
            retention(source, "retention.limit_violations"),
            source.integer("retention.limit_violations_rows_max", 1_000, 1_000_000_000)));
  }

  /// A day, since tables of a day are dropped as a whole, to a hundred years.
  private static Duration retention(SettingsSource source, String name) {
    return source.duration(name, Duration.ofDays(1), Duration.ofDays(36_500));
  }

  private static Optional<String> given(SettingsSource source, String name) {
    return Optional.of(source.text(name)).filter(it -> !it.isEmpty());
  }

  private static Listen listen(SettingsSource source, String name) {
    String text = source.text(name);
    int colon = text.lastIndexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (colon > 0 && port >= 0 && port <= 65_535) {
        return new Listen(text.substring(0, colon).replaceAll("^\\[|]$", ""), port);
      }
    } catch (NumberFormatException e) {
      // Answered below, as for a port out of bounds.
    }
    throw source.wrong(name, "a host and a port such as 127.0.0.1:8080");
  }

  private static URI publicUrl(SettingsSource source, Listen listen) {
    String text = source.text("public_url").replaceAll("/+$", "");
    if (text.isEmpty()) {
      return URI.create("http://" + listen);
    }
    if (!text.matches("https?://[^\\s/]+(/\\S*)?")) {
      throw source.wrong("public_url", "an address such as https://events.example.com");
    }
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw source.wrong("public_url", "an address such as https://events.example.com");
    }
  }

  private static List<Cidr> egressAllow(SettingsSource source) {
    try {
      return CheckedEgress.ranges(source.text("egress_allow"));
    } catch (IllegalArgumentException e) {
      throw source.wrong("egress_allow", "address ranges such as 10.0.0.0/8,192.168.1.7/32");
    }
  }

  private static Set<Integer> egressPorts(SettingsSource source) {
    Set<Integer> ports = new TreeSet<>();
    for (String port : source.text("egress_ports").split("[,\\s]+")) {
      if (port.isEmpty()) {
        continue;
      }
      if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
        throw source.wrong("egress_ports", "ports such as 8443,9000");
      }
      ports.add(Integer.parseInt(port));
    }
    return Set.copyOf(ports);
  }

  /// Its error does not repeat what was written, which holds a password.
  private static Optional<ForwardProxy> egressProxy(SettingsSource source) {
    try {
      return given(source, "egress_proxy").map(ForwardProxy::parse);
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          "egress_proxy (INGESTLAYER_EGRESS_PROXY) is not " + e.getMessage());
    }
  }
}
