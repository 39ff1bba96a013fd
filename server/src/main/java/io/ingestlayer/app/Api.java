package io.ingestlayer.app;

import io.ingestlayer.admin.AdminApi;
import io.ingestlayer.admin.EventLinks;
import io.ingestlayer.admin.Fsck;
import io.ingestlayer.admin.Timeline;
import io.ingestlayer.delivery.DeliveryLists;
import io.ingestlayer.delivery.DeliveryOperations;
import io.ingestlayer.delivery.PostgresBooks;
import io.ingestlayer.delivery.PostgresConsentStates;
import io.ingestlayer.delivery.PostgresDeliveryLists;
import io.ingestlayer.delivery.PostgresDeliveryOperations;
import io.ingestlayer.delivery.PostgresDeliveryQueries;
import io.ingestlayer.delivery.PostgresOpenRows;
import io.ingestlayer.delivery.PostgresWaitingCounts;
import io.ingestlayer.event.Event;
import io.ingestlayer.ingest.ApiKeySenders;
import io.ingestlayer.ingest.DeadLetterQueue;
import io.ingestlayer.ingest.DeadLetterRetry;
import io.ingestlayer.ingest.DeadLetters;
import io.ingestlayer.ingest.Gate;
import io.ingestlayer.ingest.GateLimits;
import io.ingestlayer.ingest.IngestEndpoint;
import io.ingestlayer.ingest.IngestMetrics;
import io.ingestlayer.ingest.PostgresGateLimits;
import io.ingestlayer.ingest.RateBudget;
import io.ingestlayer.ingest.RequestDecoder;
import io.ingestlayer.limit.PostgresBoundedReads;
import io.ingestlayer.limit.PostgresCounterQueries;
import io.ingestlayer.limit.PostgresViolationQueries;
import io.ingestlayer.log.LogPositions;
import io.ingestlayer.log.postgres.PostgresEventQueries;
import io.ingestlayer.log.postgres.PostgresLogPositions;
import io.ingestlayer.pipeline.Explainer;
import io.ingestlayer.pipeline.Rewalk;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.http.Router;
import io.ingestlayer.platform.time.Timer;
import io.ingestlayer.replay.PostgresReplays;
import io.ingestlayer.workspace.ApiKeys;
import io.ingestlayer.workspace.PipelineNames;
import io.ingestlayer.workspace.Workspace;
import io.ingestlayer.workspace.postgres.PostgresPipelineNames;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.random.RandomGenerator;

/// What answers requests: the gate and the read side, over the stages.
final class Api implements AutoCloseable {
  private static final int RATE_KEYS_MAX = 10_000;

  private final DeadLetterQueue deadLetters;
  private final GateLimits limits;
  private final PostgresReplays replays;

  Api(
      Settings settings,
      Flow flow,
      ApiKeys keys,
      Storage storage,
      Timer timer,
      RandomGenerator random,
      MeterRegistry metrics,
      Router router) {
    Database database = storage.database();
    IngestMetrics ingestMetrics = new IngestMetrics(metrics);
    DeadLetters letters = flow.deadLetters();
    deadLetters =
        new DeadLetterQueue(letters, timer, DeadLetterQueue.Settings.DEFAULT, ingestMetrics);
    RequestDecoder decoder = flow.catalog().sdk();
    Gate gate =
        new Gate(
            flow.log(),
            flow.definitions(),
            DeclaredSchemas.of(flow.definitions().active()),
            deadLetters,
            ingestMetrics);
    RateBudget.Settings budget =
        new RateBudget.Settings(
            settings.api().requestsPerSecond(), settings.api().requestsBurst(), RATE_KEYS_MAX);
    limits =
        new GateLimits(
            () -> flow.definitions().active().limits(),
            budget,
            flow.entities()::traits,
            new PostgresGateLimits(database, flow.limits(), flow.outbox()::wake),
            timer,
            ingestMetrics);
    new IngestEndpoint(
            new ApiKeySenders(keys),
            new RateBudget(timer, budget),
            decoder,
            gate,
            deadLetters,
            ingestMetrics,
            limits,
            timer)
        .addTo(router);
    LogPositions positions = new PostgresLogPositions(database);
    PostgresDeliveryQueries deliveries = new PostgresDeliveryQueries(database);
    PipelineNames pipelines = new PostgresPipelineNames(database);
    PostgresEventQueries events = new PostgresEventQueries(database);
    DeliveryLists lists = new PostgresDeliveryLists(database);
    DeliveryOperations operations =
        new PostgresDeliveryOperations(
            database,
            flow.definitions(),
            new PostgresOpenRows(database, flow.definitions(), flow.log()::readAt),
            flow.lanes(),
            timer,
            random);
    replays =
        new PostgresReplays(
            new PostgresReplays.Needs(
                database,
                flow.definitions(),
                flow.targets(),
                lists,
                events,
                flow.log()::readAt,
                new Rewalk(flow.actions(), flow.entities(), flow.targets(), timer),
                flow.lanes()::lookAt,
                operations,
                timer,
                random));
    PostgresBoundedReads wideReads = new PostgresBoundedReads(database);
    new AdminApi(
            new AdminApi.Needs(
                keys,
                flow.entities(),
                events,
                new Timeline(
                    deliveries,
                    flow.definitions(),
                    new Explainer(flow.actions(), flow.entities(), flow.targets(), timer),
                    event -> isDecided(event, positions)),
                deliveries,
                lists,
                pipelines,
                replays,
                operations,
                letters,
                new DeadLetterRetry(letters, decoder, gate, timer),
                flow.definitions(),
                flow.lanes(),
                flow.targets(),
                flow.catalog()::destinationType,
                settings.publicUrl(),
                flow::context,
                new PostgresConsentStates(database, random, timer),
                flow.inbox(),
                new PostgresWaitingCounts(database),
                flow.catalog(),
                flow.secrets(),
                flow.newSecrets()::look,
                new Fsck(positions, new PostgresBooks(database), pipelines),
                new EventLinks(storage.linkSecret()),
                new PostgresViolationQueries(wideReads, Workspace.DEFAULT_ID),
                new PostgresCounterQueries(database, wideReads, Workspace.DEFAULT_ID),
                timer))
        .addTo(router);
  }

  /// Moves replays on from now on; the stages behind have started.
  void start() {
    replays.start();
  }

  private static boolean isDecided(Event event, LogPositions log) {
    return log.positions().stream()
        .anyMatch(it ->
            it.partition() == event.offset().partition()
                && it.decided() > event.offset().position());
  }

  /// Ends replays, which go on at the next start, and writes what limits have counted at the gate and the dead letters that
  /// still wait.
  @Override
  public void close() {
    replays.close();
    limits.close();
    deadLetters.close();
  }
}
