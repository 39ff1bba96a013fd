package io.ingestlayer.replay;

import io.ingestlayer.delivery.DeliveryFilter;
import io.ingestlayer.delivery.DeliveryId;
import io.ingestlayer.delivery.DeliveryLists;
import io.ingestlayer.delivery.DeliveryLists.Count;
import io.ingestlayer.delivery.DeliveryLists.Group;
import io.ingestlayer.delivery.DeliveryOperations;
import io.ingestlayer.delivery.EventSource;
import io.ingestlayer.delivery.LaneKey;
import io.ingestlayer.delivery.Targets;
import io.ingestlayer.event.Glob;
import io.ingestlayer.log.EventQueries;
import io.ingestlayer.pipeline.Rewalk;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseException;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.platform.db.Where;
import io.ingestlayer.platform.time.Timer;
import io.ingestlayer.workspace.DestinationDefinition.Rate;
import io.ingestlayer.workspace.PipelineVersion;
import io.ingestlayer.workspace.Workspace;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Replays in PostgreSQL, and what moves them on in this process.
public final class PostgresReplays implements Replays, AutoCloseable {
  private static final int EVENTS_COUNTED_MAX = 1_000_000;
  private static final String STATEMENT_MILLIS_MAX = "5000";
  private static final String CANCELED = "57014";

  private final Needs needs;
  private final PostgresReplayJobs jobs;
  private final PostgresReplayPromises promises;
  private final ReplayRunner runner;

  /// What replays work with.
  ///
  /// @param newRows is told the lanes that have new rows in the table
  public record Needs(
      Database database,
      Workspace workspace,
      Targets targets,
      DeliveryLists lists,
      EventQueries events,
      EventSource stored,
      Rewalk rewalk,
      Consumer<LaneKey> newRows,
      DeliveryOperations operations,
      Timer timer,
      RandomGenerator random) {}

  public PostgresReplays(Needs needs) {
    this.needs = needs;
    this.jobs = new PostgresReplayJobs(needs.database());
    this.promises = new PostgresReplayPromises(needs.database());
    this.runner =
        new ReplayRunner(
            jobs,
            promises,
            new SelectedEvents(needs.events(), needs.workspace(), needs.rewalk()),
            new PostgresSelectedDeliveries(
                needs.database(),
                needs.workspace(),
                needs.targets(),
                needs.stored(),
                needs.rewalk()),
            needs.newRows(),
            needs.operations(),
            needs.timer());
  }

  /// Moves replays on from now on. Call it once.
  public void start() {
    runner.start();
  }

  @Override
  public Estimate estimate(Selection selection, int perSecond) {
    return switch (selection) {
      case Selection.OfOne _ -> new Estimate(1, true, Duration.ofSeconds(1), List.of());
      case Selection.OfDeliveries of -> estimate(of.filter(), perSecond);
      case Selection.OfEvents of -> {
        long events = count(of);
        yield new Estimate(
            events,
            of.types().stream().noneMatch(Glob::isGlob) && events < EVENTS_COUNTED_MAX,
            Duration.ofSeconds(Math.ceilDiv(events, perSecond)),
            List.of());
      }
    };
  }

  private Estimate estimate(DeliveryFilter filter, int perSecond) {
    Map<String, Long> byDestination = new TreeMap<>();
    for (Count count :
        needs.lists().counts(filter, Duration.ofDays(1), Set.of(Group.DESTINATION))) {
      String destination = count.destination();
      if (destination != null && !destination.isEmpty()) {
        byDestination.merge(destination, count.deliveries(), Long::sum);
      }
    }
    List<Part> parts = new ArrayList<>();
    byDestination.forEach((name, deliveries) -> parts.add(new Part(name, deliveries, pace(name))));
    long items = byDestination.values().stream().mapToLong(it -> it).sum();
    double seconds = (double) items / perSecond;
    for (Part part : parts) {
      Double pace = part.perSecond();
      seconds = Math.max(seconds, pace == null ? 0 : part.deliveries() / pace);
    }
    boolean exact = filter.from() == null && filter.to() == null;
    return new Estimate(items, exact, Duration.ofSeconds((long) Math.ceil(seconds)), parts);
  }

  private @Nullable Double pace(String destination) {
    Rate rate = needs.targets().find(destination).map(it -> it.lanes().rate()).orElse(null);
    return rate == null ? null : rate.messages() / (rate.per().toMillis() / 1_000.0);
  }

  private long count(Selection.OfEvents selection) {
    List<String> types = selection.types();
    if (types.isEmpty()) {
      types =
          needs
              .workspace()
              .pipeline(selection.pipelineVersion())
              .map(PipelineVersion::definition)
              .map(it -> it.match())
              .orElse(List.of());
    }
    Where where =
        new Where()
            .and("workspace_id = ?", Workspace.DEFAULT_ID)
            .andIf("received_at >= ?", selection.from())
            .andIf("received_at < ?", selection.to());
    if (!types.isEmpty()) {
      where.and(
          "type like any(?)",
          (Object) types.stream().map(PostgresReplays::like).toArray(String[]::new));
    }
    try {
      return needs
          .database()
          .transaction("count of events", connection -> count(connection, where));
    } catch (DatabaseException e) {
      if (CANCELED.equals(e.sqlState())) {
        throw new TooWideException();
      }
      throw e;
    }
  }

  private static String like(String typeOrGlob) {
    return typeOrGlob.replace("\\", "\\\\").replace("_", "\\_").replace("*", "%");
  }

  private static long count(Connection connection, Where where) throws SQLException {
    Sql.query(
        connection,
        "select set_config('statement_timeout', ?, true)",
        row -> row.getString(1),
        STATEMENT_MILLIS_MAX);
    return Sql.query(
            connection,
            """
            select count(*) as events
            from (select from event where %s limit ?) as counted
            """
                .formatted(where.text()),
            row -> row.getLong("events"),
            where.values(EVENTS_COUNTED_MAX))
        .getFirst();
  }

  @Override
  public Replay begin(Selection selection, int perSecond) {
    Instant now = needs.timer().instant();
    long expected = estimate(selection, perSecond).items();
    return jobs.begin(newId(now), selection, perSecond, expected, now, OPEN_MAX)
        .orElseThrow(TooManyException::new);
  }

  private ReplayId newId(Instant now) {
    RandomGenerator random = needs.random();
    long high = (now.toEpochMilli() << 16) | 0x7000L | (random.nextLong() & 0xfffL);
    return new ReplayId(new UUID(high, (random.nextLong() >>> 2) | 0x8000000000000000L));
  }

  @Override
  public Optional<Replay> find(ReplayId id) {
    return jobs.find(id);
  }

  @Override
  public List<Replay> latest(int limit) {
    return jobs.latest(limit);
  }

  @Override
  public boolean pause(ReplayId id) {
    return jobs.change(id, Set.of(Replay.State.RUNNING), Replay.State.PAUSED, null);
  }

  @Override
  public boolean resume(ReplayId id) {
    return jobs.change(id, Set.of(Replay.State.PAUSED), Replay.State.RUNNING, null);
  }

  @Override
  public boolean cancel(ReplayId id) {
    boolean canceled =
        jobs.change(
            id,
            Set.of(Replay.State.RUNNING, Replay.State.PAUSED),
            Replay.State.CANCELED,
            needs.timer().instant());
    if (canceled) {
      jobs.find(id).ifPresent(this::takeBack);
    }
    return canceled;
  }

  /// At once, so that nothing of it is sent after the answer but what is under way.
  private void takeBack(Replay replay) {
    for (DeliveryId delivery : promises.unheard(replay, ReplayWindow.MOST)) {
      needs.operations().cancel(delivery);
    }
  }

  @Override
  public void close() {
    runner.close();
  }
}
