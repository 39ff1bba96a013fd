package io.ingestlayer.app;

import io.ingestlayer.admin.AdminApi;
import io.ingestlayer.admin.EventLinks;
import io.ingestlayer.admin.Fsck;
import io.ingestlayer.admin.HealthRoutes;
import io.ingestlayer.admin.Timeline;
import io.ingestlayer.catalog.Catalog;
import io.ingestlayer.component.Problem;
import io.ingestlayer.delivery.DeclaredFields;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.InboxMessages;
import io.ingestlayer.delivery.LaneBounds;
import io.ingestlayer.delivery.Lanes;
import io.ingestlayer.delivery.PostgresBooks;
import io.ingestlayer.delivery.PostgresDeliveryQueries;
import io.ingestlayer.delivery.PostgresInboxMessages;
import io.ingestlayer.delivery.Targets;
import io.ingestlayer.entity.CachedEntities;
import io.ingestlayer.entity.PostgresEntities;
import io.ingestlayer.event.Event;
import io.ingestlayer.ingest.ApiKeySenders;
import io.ingestlayer.ingest.DeadLetterQueue;
import io.ingestlayer.ingest.DeadLetters;
import io.ingestlayer.ingest.Gate;
import io.ingestlayer.ingest.IngestEndpoint;
import io.ingestlayer.ingest.IngestMetrics;
import io.ingestlayer.ingest.PostgresDeadLetters;
import io.ingestlayer.ingest.RateBudget;
import io.ingestlayer.log.postgres.LogSettings;
import io.ingestlayer.log.postgres.PostgresCursor;
import io.ingestlayer.log.postgres.PostgresEventLog;
import io.ingestlayer.log.postgres.PostgresEventQueries;
import io.ingestlayer.log.postgres.PostgresLogPositions;
import io.ingestlayer.log.postgres.PostgresRetention;
import io.ingestlayer.log.postgres.RetentionSettings;
import io.ingestlayer.pipeline.ActionTypes;
import io.ingestlayer.pipeline.Decider;
import io.ingestlayer.pipeline.Explainer;
import io.ingestlayer.pipeline.OutboxRelay;
import io.ingestlayer.pipeline.PipelineRunner;
import io.ingestlayer.pipeline.PostgresDecisions;
import io.ingestlayer.pipeline.PostgresOutbox;
import io.ingestlayer.platform.db.DailyPartitions;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.http.HttpServer;
import io.ingestlayer.platform.http.OkHttpSender;
import io.ingestlayer.platform.http.Router;
import io.ingestlayer.platform.net.CheckedEgress;
import io.ingestlayer.platform.time.Timer;
import io.ingestlayer.workspace.ApiKeys;
import io.ingestlayer.workspace.Workspace;
import io.ingestlayer.workspace.postgres.PostgresApiKeys;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The running server: everything wired, started and stopped in its order.
///
/// Start: storage, definitions, log, lanes, deciding, then the listener. Stop: not ready, no new requests, what is under way
/// is answered, deciding ends, attempts end, storage closes. A part that stops leaves nothing to the next one but rows.
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final long ENTITY_CACHE_BYTES_MAX = 64L * 1024 * 1024;
  private static final int RATE_KEYS_MAX = 10_000;
  private static final Duration DRAIN_MAX = Duration.ofSeconds(10);

  private final Storage storage;
  private final PostgresEventLog log;
  private final DeadLetterQueue deadLetters;
  private final OkHttpSender http;
  private final Lanes lanes;
  private final OutboxRelay outbox;
  private final PipelineRunner runner;
  private final Housekeeping housekeeping;
  private final HttpServer listener;
  private final LoadedWorkspace workspace;
  private final ApiKeys keys;
  private volatile boolean stopping;

  /// @param timer the time, which a test turns
  /// @param progress a line for a person at each slow step
  public static Server start(
      Settings settings, Map<String, String> environment, Timer timer, Consumer<String> progress) {
    Storage storage = Storage.open(settings, progress);
    try {
      Server server = new Server(settings, environment, timer, storage);
      server.start();
      return server;
    } catch (RuntimeException e) {
      storage.close();
      throw e;
    }
  }

  private Server(Settings settings, Map<String, String> environment, Timer timer, Storage storage) {
    this.storage = storage;
    Database database = storage.database();
    RandomGenerator random = new SecureRandom();
    Catalog catalog = new Catalog();
    keys = new PostgresApiKeys(database, random);
    log =
        PostgresEventLog.open(
            database,
            new DailyPartitions(database),
            logSettings(settings),
            storage.nodeId(),
            timer,
            random);
    workspace = LoadedWorkspace.load(settings, environment, catalog, database, timer.instant());
    Workspace definitions = workspace.workspace();
    DailyPartitions days = new DailyPartitions(database);
    CachedEntities entities =
        new CachedEntities(
            new PostgresEntities(database, Workspace.DEFAULT_ID), ENTITY_CACHE_BYTES_MAX, timer);
    Targets targets = new WorkspaceTargets(definitions, catalog);
    InboxMessages inbox = new PostgresInboxMessages(database);
    CheckedEgress egress = new CheckedEgress(settings.egressAllow(), InetAddress::getAllByName);
    http = new OkHttpSender(egress);
    lanes =
        new Lanes(
            new Lanes.Needs(
                database,
                definitions,
                targets,
                name ->
                    new DestinationContext(
                        name,
                        settings.publicUrl(),
                        timer,
                        http,
                        egress,
                        inbox,
                        DeclaredFields.in(() -> definitions.active().events().values())),
                log::readAt,
                timer,
                random,
                storage.nodeId(),
                LaneBounds.DEFAULT));
    ActionTypes actions = new ActionTypes(catalog.actions());
    outbox = new OutboxRelay(new PostgresOutbox(database), log, timer);
    runner =
        new PipelineRunner(
            log,
            new PostgresDecisions(database, days, new PostgresCursor()),
            new Decider(definitions, actions, entities, targets),
            lanes,
            outbox,
            timer);
    housekeeping =
        new Housekeeping(
            new PostgresRetention(database, days, retention(settings)),
            days,
            settings.retention(),
            timer);
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    IngestMetrics ingestMetrics = new IngestMetrics(metrics);
    DeadLetters letters = new PostgresDeadLetters(database, random);
    deadLetters =
        new DeadLetterQueue(letters, timer, DeadLetterQueue.Settings.DEFAULT, ingestMetrics);
    Router router = new Router();
    new IngestEndpoint(
            new ApiKeySenders(keys),
            new RateBudget(timer, rate(settings)),
            catalog.sdk(),
            new Gate(
                log,
                definitions,
                DeclaredSchemas.of(definitions.active()),
                deadLetters,
                ingestMetrics),
            deadLetters,
            ingestMetrics,
            timer)
        .addTo(router);
    PostgresLogPositions positions = new PostgresLogPositions(database);
    new AdminApi(
            new AdminApi.Needs(
                keys,
                entities,
                new PostgresEventQueries(database),
                new Timeline(
                    new PostgresDeliveryQueries(database, timer),
                    definitions,
                    new Explainer(actions, entities, targets, timer),
                    event -> isDecided(event, positions)),
                new PostgresDeliveryQueries(database, timer),
                letters,
                definitions,
                lanes,
                targets,
                inbox,
                new Fsck(positions, new PostgresBooks(database)),
                new EventLinks(storage.linkSecret()),
                timer))
        .addTo(router);
    HealthRoutes health = new HealthRoutes(this::notReady, metrics::scrape);
    health.addTo(router);
    health.addMetricsTo(router);
    listener =
        new HttpServer(
            HttpServer.Settings.on(settings.listen().host(), settings.listen().port())
                .withBodyBytesInFlightMax(settings.api().bodyMibMax() * 1024L * 1024),
            router);
  }

  private static boolean isDecided(Event event, PostgresLogPositions positions) {
    return positions.positions().stream()
        .anyMatch(it ->
            it.partition() == event.offset().partition()
                && it.decided() > event.offset().position());
  }

  private static LogSettings logSettings(Settings settings) {
    LogSettings defaults = LogSettings.defaults();
    Settings.Log log = settings.log();
    return new LogSettings(
        log.partitions(),
        log.groupEventsMax(),
        defaults.shareFrom(),
        log.queueEventsMax(),
        defaults.queueCharactersMax(),
        log.appendTimeout(),
        defaults.leaseDuration());
  }

  private static RetentionSettings retention(Settings settings) {
    RetentionSettings defaults = RetentionSettings.defaults();
    return new RetentionSettings(
        settings.retention().events(),
        defaults.daysAhead(),
        defaults.keysInStep(),
        defaults.keysInRun());
  }

  private static RateBudget.Settings rate(Settings settings) {
    return new RateBudget.Settings(
        settings.api().requestsPerSecond(), settings.api().requestsBurst(), RATE_KEYS_MAX);
  }

  private void start() {
    housekeeping.start();
    lanes.start();
    outbox.start();
    runner.start();
    listener.start();
  }

  private Map<String, String> notReady() {
    Map<String, String> reasons = new LinkedHashMap<>();
    if (stopping) {
      reasons.put("server", "is stopping");
    }
    if (log.partitions().isEmpty()) {
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

  /// What is doubtful in the definitions, a line each.
  public List<String> warnings() {
    return workspace.warnings().stream().map(Problem::toString).toList();
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
    deadLetters.close();
    housekeeping.close();
    runner.close();
    outbox.close();
    lanes.close();
    log.close();
    http.close();
    storage.close();
    LOG.info("stopped");
  }
}
