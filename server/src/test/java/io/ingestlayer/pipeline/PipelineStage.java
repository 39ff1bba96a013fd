package io.ingestlayer.pipeline;

import io.ingestlayer.delivery.LaneInbox;
import io.ingestlayer.delivery.OpenDelivery;
import io.ingestlayer.entity.CachedEntities;
import io.ingestlayer.entity.PostgresEntities;
import io.ingestlayer.limit.PostgresLimits;
import io.ingestlayer.log.EventLog;
import io.ingestlayer.log.PartitionLease;
import io.ingestlayer.log.postgres.PostgresCursor;
import io.ingestlayer.log.postgres.TestLog;
import io.ingestlayer.outbox.OutboxRelay;
import io.ingestlayer.outbox.PostgresOutbox;
import io.ingestlayer.platform.db.DailyPartitions;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.platform.time.TurnedTimer;
import io.ingestlayer.testkit.await.Await;
import io.ingestlayer.testkit.clock.TurnableClock;
import io.ingestlayer.testkit.postgres.TestPostgres;
import io.ingestlayer.workspace.PipelineVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A database, a log that a test scripts, pipelines, and lanes that only collect what they are handed.
final class PipelineStage implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(10);

  final TestPostgres postgres = TestLog.fresh();
  final Database database = TestLog.open(postgres);
  final TurnableClock clock = TurnableClock.start();
  final TurnedTimer timer = new TurnedTimer(clock);
  final Definitions definitions = new Definitions();
  final CachedEntities entities =
      new CachedEntities(new PostgresEntities(database, 1), 1 << 20, clock);
  final ScriptedLog log = new ScriptedLog(0, clock);
  final List<OpenDelivery> handed = new CopyOnWriteArrayList<>();
  final PostgresDecisions decisions =
      new PostgresDecisions(
          database, new DailyPartitions(database), new PostgresCursor(), new PostgresLimits(1));
  private final List<PipelineRunner> opened = new ArrayList<>();
  private final List<OutboxRelay> relays = new ArrayList<>();

  PipelineStage() {
    hold(0, 1);
  }

  /// Makes a new version of the pipeline the active one; JSON with single quotes, so that it can be read in Java.
  PipelineVersion pipeline(String name, String json) {
    update(
        """
        insert into definition_version (
          id, workspace_id, kind, name, version, hash, body, created_at)
        overriding system value
        select coalesce(max(id), 0) + 1, 1, 'pipeline', ?, coalesce(max(id), 0) + 1, '', '{}', ?
        from definition_version
        """,
        name,
        clock.instant());
    return definitions.pipeline(name, json.replace('\'', '"'));
  }

  /// Makes the partition's rows say that it is held with that epoch.
  void hold(int partition, long epoch) {
    prepare(partition, epoch);
    log.hold(new PartitionLease(partition, epoch));
  }

  /// Makes the partition's rows for another log that holds it.
  void prepare(int partition, long epoch) {
    update(
        """
        insert into log_partition (partition, owner, epoch, lease_until, head)
        values (?, 'here', ?, 'infinity', 0)
        on conflict (partition) do update set epoch = excluded.epoch
        """,
        partition,
        epoch);
    update(
        """
        insert into log_cursor (partition, next_offset, epoch, arrival_clock)
        values (?, 0, 0, 'epoch')
        on conflict (partition) do nothing
        """,
        partition);
  }

  PipelineRunner runner() {
    return runner(log, decisions, handed::addAll);
  }

  PipelineRunner runner(EventLog events, Decisions where, LaneInbox lanes) {
    return runner(events, where, lanes, new HandOff(20_000, 1 << 25));
  }

  /// A runner within these bounds, with what it hands over to itself.
  PipelineRunner runner(PipelineBounds bounds) {
    PipelineRunner runner =
        new PipelineRunner(log, decisions, decider(), handed::addAll, relay(log), timer, bounds);
    opened.add(runner);
    return runner;
  }

  PipelineRunner runner(EventLog events, Decisions where, LaneInbox lanes, HandOff handOff) {
    PipelineRunner runner =
        new PipelineRunner(
            events, where, decider(), lanes, relay(events), timer, PipelineBounds.DEFAULT, handOff);
    opened.add(runner);
    return runner;
  }

  private OutboxRelay relay(EventLog events) {
    OutboxRelay relay = new OutboxRelay(new PostgresOutbox(database), events, timer);
    relay.start();
    relays.add(relay);
    return relay;
  }

  Decider decider() {
    return new Decider(definitions, definitions.kinds(), entities, definitions);
  }

  /// Returns when every event of the scripted log was decided, also those that a decision has led to meanwhile.
  void awaitDecided() {
    Await.until(
        "all to be decided",
        PATIENCE,
        () -> number("select next_offset from log_cursor where partition = 0") == log.head());
  }

  void awaitNext(long position) {
    Await.until(
        "the cursor to stand at " + position,
        PATIENCE,
        () -> number("select next_offset from log_cursor where partition = 0") == position);
  }

  /// The sum of a counter of the books.
  long count(String counter, int version, int route) {
    return number(
        "select coalesce(sum(%s), 0) from flow_count where pipeline_version = %d and route = %d"
            .formatted(counter, version, route));
  }

  long number(String sql) {
    return database.read(
        "look", connection -> Sql.queryOne(connection, sql, row -> row.getLong(1)).orElseThrow());
  }

  List<String> texts(String sql) {
    return database.read("look", connection -> Sql.query(connection, sql, row -> row.getString(1)));
  }

  void update(String sql, Object... values) {
    database.transaction("prepare", connection -> Sql.update(connection, sql, values));
  }

  void execute(String sql) {
    database.transaction(
        "prepare",
        connection -> {
          Sql.execute(connection, sql);
          return true;
        });
  }

  @Override
  public void close() {
    for (PipelineRunner each : opened.reversed()) {
      each.close();
    }
    relays.forEach(OutboxRelay::close);
    database.close();
    postgres.close();
  }
}
