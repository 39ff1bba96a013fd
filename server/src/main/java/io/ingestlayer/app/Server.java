package io.ingestlayer.app;

import io.ingestlayer.admin.HealthRoutes;
import io.ingestlayer.component.Problem;
import io.ingestlayer.platform.db.Durability;
import io.ingestlayer.platform.http.HttpServer;
import io.ingestlayer.platform.http.Router;
import io.ingestlayer.platform.net.OwnListeners;
import io.ingestlayer.platform.secret.MasterKeySource;
import io.ingestlayer.platform.time.Timer;
import io.ingestlayer.workspace.ApiKeys;
import io.ingestlayer.workspace.postgres.PostgresApiKeys;
import io.ingestlayer.workspace.postgres.PostgresMasterKey;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The running server: everything wired, started and stopped in its order.
///
/// Start: storage, master key, definitions, log, lanes, deciding, then the listener. Stop: not ready, no new requests, what is under way
/// is answered, deciding ends, attempts end, storage closes. A part that stops leaves nothing to the next one but rows.
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final Duration DRAIN_MAX = Duration.ofSeconds(10);

  private final Storage storage;
  private final ApiKeys keys;
  private final Optional<String> firstKey;
  private final Flow flow;
  private final Api api;
  private final HttpServer listener;
  private final Optional<HttpServer> metricsListener;
  private volatile boolean stopping;

  /// Interrupted, it breaks off at its next wait: it closes what it had opened and throws.
  ///
  /// @param timer the time, which a test turns
  /// @param progress a line for a person at each slow step
  public static Server start(
      Settings settings, Map<String, String> environment, Timer timer, Consumer<String> progress) {
    return start(settings, environment, timer, progress, new Durability(false));
  }

  /// The same, with another demand on the database: tests run on one that keeps nothing.
  static Server start(
      Settings settings,
      Map<String, String> environment,
      Timer timer,
      Consumer<String> progress,
      Durability durability) {
    Storage storage = Storage.open(settings, progress, durability);
    Flow flow = null;
    try {
      requireWanted();
      SecureRandom random = new SecureRandom();
      PostgresMasterKey masterKey =
          PostgresMasterKey.open(
              storage.database(),
              MasterKeySource.of(settings.masterKey().reveal(), storage.folder(), environment::get),
              random,
              timer.instant(),
              progress);
      requireWanted();
      OwnListeners own = ownListeners(settings, storage);
      flow = new Flow(settings, environment, timer, storage, masterKey, own, random);
      Server server = new Server(settings, environment, timer, storage, flow, random);
      requireWanted();
      flow.start();
      server.listen(own);
      return server;
    } catch (RuntimeException e) {
      // Whoever breaks a start off wants it closed in order all the same.
      boolean interrupted = Thread.interrupted();
      if (flow != null) {
        flow.close();
      }
      storage.close();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      throw e;
    }
  }

  /// Between two steps of a start, of which many do not notice an interrupt.
  static void requireWanted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("the start was broken off");
    }
  }

  private Server(
      Settings settings,
      Map<String, String> environment,
      Timer timer,
      Storage storage,
      Flow flow,
      RandomGenerator random) {
    this.storage = storage;
    this.flow = flow;
    this.keys = new PostgresApiKeys(storage.database(), random);
    // Before anybody can ask: whoever was given the key may send as soon as the server is ready.
    this.firstKey = FirstKey.mint(keys, environment, timer.instant());
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    HealthRoutes health = new HealthRoutes(this::notReady, metrics::scrape);
    Router router = new Router();
    this.api = new Api(settings, flow, keys, storage, timer, random, metrics, router);
    health.addTo(router);
    this.metricsListener =
        settings
            .metricsListen()
            .map(listen -> {
              Router own = new Router();
              health.addMetricsTo(own);
              return new HttpServer(HttpServer.Settings.on(listen.host(), listen.port()), own);
            });
    if (metricsListener.isEmpty()) {
      health.addMetricsTo(router);
    }
    this.listener = new HttpServer(listener(settings), router);
  }

  private static HttpServer.Settings listener(Settings settings) {
    HttpServer.Settings bounds =
        HttpServer.Settings.on(settings.listen().host(), settings.listen().port());
    OptionalInt bodyMibMax = settings.api().bodyMibMax();
    return bodyMibMax.isEmpty()
        ? bounds
        : bounds.withBodyBytesInFlightMax(bodyMibMax.getAsInt() * 1024L * 1024);
  }

  /// Known before the first attempt, but for ports that the system is yet to choose.
  private static OwnListeners ownListeners(Settings settings, Storage storage) {
    OwnListeners own = new OwnListeners();
    own.add(settings.listen().port());
    settings.metricsListen().ifPresent(it -> own.add(it.port()));
    storage.embeddedPort().ifPresent(own::add);
    return own;
  }

  private void listen(OwnListeners own) {
    api.start();
    listener.start();
    own.add(listener.port());
    metricsListener.ifPresent(it -> {
      it.start();
      own.add(it.port());
    });
  }

  private Map<String, String> notReady() {
    Map<String, String> reasons = new LinkedHashMap<>();
    if (stopping) {
      reasons.put("server", "is stopping");
    }
    if (flow.log().partitions().isEmpty()) {
      reasons.put("log", "holds no partition yet; another node may still have the lease");
    }
    return reasons;
  }

  public int port() {
    return listener.port();
  }

  public ApiKeys keys() {
    return keys;
  }

  /// The key that was made at this start, to be shown once; empty when there were keys, or one was given.
  public Optional<String> firstKey() {
    return firstKey;
  }

  /// What is doubtful in the definitions, a line each.
  public List<String> warnings() {
    return flow.workspace().warnings().stream().map(Problem::toString).toList();
  }

  @Override
  public void close() {
    stopping = true;
    try {
      listener.drain(DRAIN_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    listener.close();
    metricsListener.ifPresent(HttpServer::close);
    api.close();
    flow.close();
    storage.close();
    LOG.info("stopped");
  }
}
