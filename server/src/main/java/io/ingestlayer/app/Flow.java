package io.ingestlayer.app;

import io.ingestlayer.catalog.Catalog;
import io.ingestlayer.delivery.CredentialTurns;
import io.ingestlayer.delivery.DeclaredFields;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.InboxMessages;
import io.ingestlayer.delivery.LaneBounds;
import io.ingestlayer.delivery.Lanes;
import io.ingestlayer.delivery.PostgresCredentials;
import io.ingestlayer.delivery.PostgresDeliveryMinutes;
import io.ingestlayer.delivery.PostgresInboxMessages;
import io.ingestlayer.delivery.PostgresKeptFacts;
import io.ingestlayer.delivery.PostgresRemovedDestinations;
import io.ingestlayer.delivery.RenderLimits;
import io.ingestlayer.delivery.Targets;
import io.ingestlayer.entity.CachedEntities;
import io.ingestlayer.entity.PostgresEntities;
import io.ingestlayer.ingest.DeadLetters;
import io.ingestlayer.ingest.PostgresDeadLetters;
import io.ingestlayer.limit.LimitLedger;
import io.ingestlayer.limit.PostgresLimitRetention;
import io.ingestlayer.limit.PostgresLimits;
import io.ingestlayer.limit.PostgresWindows;
import io.ingestlayer.limit.WindowCloser;
import io.ingestlayer.log.postgres.LogSettings;
import io.ingestlayer.log.postgres.PostgresCursor;
import io.ingestlayer.log.postgres.PostgresEventLog;
import io.ingestlayer.log.postgres.PostgresRetention;
import io.ingestlayer.log.postgres.RetentionSettings;
import io.ingestlayer.outbox.OutboxRelay;
import io.ingestlayer.outbox.PostgresOutbox;
import io.ingestlayer.pipeline.ActionTypes;
import io.ingestlayer.pipeline.Decider;
import io.ingestlayer.pipeline.PipelineBounds;
import io.ingestlayer.pipeline.PipelineRunner;
import io.ingestlayer.pipeline.PostgresDecisions;
import io.ingestlayer.platform.db.DailyPartitions;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.http.OkHttpSender;
import io.ingestlayer.platform.net.CheckedEgress;
import io.ingestlayer.platform.net.OwnListeners;
import io.ingestlayer.platform.time.Timer;
import io.ingestlayer.replay.PostgresReplayRetention;
import io.ingestlayer.workspace.Workspace;
import io.ingestlayer.workspace.postgres.PostgresMasterKey;
import io.ingestlayer.workspace.postgres.PostgresSecrets;
import java.net.InetAddress;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// The stages behind the gate, wired: the log, the definitions, deciding, the lanes, housekeeping.
final class Flow implements AutoCloseable {
  private static final long ENTITY_CACHE_BYTES_MAX = 64L * 1024 * 1024;

  private final Catalog catalog = new Catalog();
  private final PostgresEventLog log;
  private final LoadedWorkspace workspace;
  private final PostgresSecrets secrets;
  private final NewSecrets newSecrets;
  private final CachedEntities entities;
  private final Targets targets;
  private final PostgresDeadLetters deadLetters;
  private final LimitLedger limits;
  private final PostgresInboxMessages inbox;
  private final OkHttpSender http;
  private final Function<String, DestinationContext> contexts;
  private final Lanes lanes;
  private final ActionTypes actions = new ActionTypes(catalog.actions());
  private final OutboxRelay outbox;
  private final PipelineRunner runner;
  private final WindowCloser windows;
  private final Housekeeping housekeeping;

  /// Opens the log and applies the definitions; nothing is decided or sent before [#start()].
  Flow(
      Settings settings,
      Map<String, String> environment,
      Timer timer,
      Storage storage,
      PostgresMasterKey masterKey,
      OwnListeners own,
      RandomGenerator random) {
    Database database = storage.database();
    DailyPartitions days = new DailyPartitions(database);
    log =
        PostgresEventLog.open(
            database, days, logSettings(settings), storage.nodeId(), timer, random);
    PostgresSecrets secrets =
        new PostgresSecrets(database, masterKey, settings.retention().deliveries());
    workspace =
        LoadedWorkspace.load(settings, environment, catalog, database, secrets, timer.instant());
    this.secrets = secrets;
    newSecrets = new NewSecrets(secrets, workspace.workspace()::reread, timer);
    Workspace definitions = workspace.workspace();
    entities =
        new CachedEntities(
            new PostgresEntities(database, Workspace.DEFAULT_ID), ENTITY_CACHE_BYTES_MAX, timer);
    targets = new WorkspaceTargets(definitions, catalog);
    deadLetters = new PostgresDeadLetters(database, random);
    limits = new PostgresLimits(Workspace.DEFAULT_ID);
    inbox = new PostgresInboxMessages(database);
    Settings.Egress out = settings.egress();
    CheckedEgress egress =
        new CheckedEgress(out.allow(), out.ports(), own, InetAddress::getAllByName);
    http = new OkHttpSender(egress, out.proxy().orElse(null));
    DeclaredFields declared = DeclaredFields.in(() -> definitions.active().events().values());
    CredentialTurns turns = new CredentialTurns();
    contexts =
        name ->
            new DestinationContext(
                name,
                settings.publicUrl(),
                timer,
                http,
                egress,
                inbox,
                declared,
                new PostgresCredentials(name, database, masterKey, turns, timer),
                new PostgresKeptFacts(name, database, timer));
    outbox = new OutboxRelay(new PostgresOutbox(database), log, timer);
    lanes =
        new Lanes(
            new Lanes.Needs(
                database,
                definitions,
                targets,
                new RenderLimits(
                    () -> definitions.active().limits(), entities::traits, limits, outbox::wake),
                contexts,
                log::readAt,
                timer,
                random,
                storage.nodeId(),
                laneBounds(settings)));
    runner =
        new PipelineRunner(
            log,
            new PostgresDecisions(database, days, new PostgresCursor(), limits),
            new Decider(definitions, actions, entities, targets),
            lanes,
            outbox,
            timer,
            pipelineBounds(settings));
    windows = new WindowCloser(new PostgresWindows(database), outbox::wake, timer);
    housekeeping =
        new Housekeeping(
            new PostgresRetention(database, days, retention(settings)),
            days,
            deadLetters,
            inbox,
            new PostgresDeliveryMinutes(database),
            new PostgresReplayRetention(database),
            new PostgresLimitRetention(database, Workspace.DEFAULT_ID),
            new PostgresRemovedDestinations(database),
            settings.retention(),
            timer);
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

  private static PipelineBounds pipelineBounds(Settings settings) {
    Settings.Pipeline pipeline = settings.pipeline();
    return new PipelineBounds(
        pipeline.batchEventsMax(),
        pipeline.handoffEventsMax(),
        PipelineBounds.DEFAULT.handoffCharactersMax());
  }

  private static LaneBounds laneBounds(Settings settings) {
    return LaneBounds.DEFAULT.withDeliveriesMax(settings.memoryDeliveriesMax());
  }

  private static RetentionSettings retention(Settings settings) {
    RetentionSettings defaults = RetentionSettings.defaults();
    return new RetentionSettings(
        settings.retention().events(),
        defaults.daysAhead(),
        defaults.keysInStep(),
        defaults.keysInRun());
  }

  void start() {
    housekeeping.start();
    newSecrets.start();
    lanes.start();
    outbox.start();
    runner.start();
    windows.start();
  }

  Catalog catalog() {
    return catalog;
  }

  PostgresEventLog log() {
    return log;
  }

  LoadedWorkspace workspace() {
    return workspace;
  }

  Workspace definitions() {
    return workspace.workspace();
  }

  PostgresSecrets secrets() {
    return secrets;
  }

  /// Has destinations take up secrets that were set or deleted.
  NewSecrets newSecrets() {
    return newSecrets;
  }

  CachedEntities entities() {
    return entities;
  }

  Targets targets() {
    return targets;
  }

  DeadLetters deadLetters() {
    return deadLetters;
  }

  /// What a destination of that name gets from this process.
  DestinationContext context(String destination) {
    return contexts.apply(destination);
  }

  InboxMessages inbox() {
    return inbox;
  }

  Lanes lanes() {
    return lanes;
  }

  ActionTypes actions() {
    return actions;
  }

  LimitLedger limits() {
    return limits;
  }

  OutboxRelay outbox() {
    return outbox;
  }

  /// From the front to the back: each stage ends before the one it hands to.
  @Override
  public void close() {
    housekeeping.close();
    newSecrets.close();
    windows.close();
    runner.close();
    outbox.close();
    lanes.close();
    log.close();
    http.close();
  }
}
