package io.ingestlayer.bench.scenario;

import io.ingestlayer.bench.SampleEvents;
import io.ingestlayer.event.Payload;
import io.ingestlayer.log.IdempotencyKey;
import io.ingestlayer.log.LogUnavailableException;
import io.ingestlayer.log.NewEvent;
import io.ingestlayer.log.postgres.LogSettings;
import io.ingestlayer.log.postgres.PostgresEventLog;
import io.ingestlayer.platform.db.DailyPartitions;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.time.SystemTimer;
import io.ingestlayer.testkit.await.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Our own append transaction without HTTP in front of it and without anybody deciding behind it: the same log, the
/// same tables, called by threads of this process. What it does is the most that a server can do on this machine.
final class AppendBaseline implements AutoCloseable {
  private static final Duration READY_MAX = Duration.ofSeconds(20);

  private final Rig rig;
  private final SystemTimer timer = new SystemTimer();
  private final Database database;
  private final PostgresEventLog log;
  private final int partitions;
  private final Calls calls;
  private final SplittableRandom random = new SplittableRandom();

  /// What is called.
  ///
  /// @param callers threads, each waiting for its answer before it calls again
  /// @param events in each call
  record Calls(int callers, int events, boolean keys) {}

  AppendBaseline(Rig rig, LogSettings settings, Calls calls) {
    this.rig = rig;
    this.calls = calls;
    this.partitions = settings.partitions();
    this.database = Database.open(rig.baseline().withConnectionsMax(settings.partitions() + 4));
    this.log =
        PostgresEventLog.open(
            database, new DailyPartitions(database), settings, "bench", timer, random.split());
    Await.until(
        "the baseline's partitions", READY_MAX, () -> log.partitions().size() == partitions);
  }

  Measured run(Duration length) throws InterruptedException {
    CpuTimes cpu = rig.cpu();
    long begun = System.nanoTime();
    long end = begun + length.toNanos();
    long events = 0;
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> running = new ArrayList<>();
      for (int i = 0; i < calls.callers(); i++) {
        SplittableRandom own = random.split();
        running.add(callers.submit(() -> appendUntil(end, own)));
      }
      for (Future<Long> one : running) {
        events += one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the baseline's appends", e);
    }
    Duration elapsed = Duration.ofNanos(System.nanoTime() - begun);
    return new Measured(events, elapsed, rig.cpu().minus(cpu));
  }

  private long appendUntil(long end, SplittableRandom own)
      throws LogUnavailableException, InterruptedException {
    Payload payload = Payload.ofText(SampleEvents.stored(7).payload().text());
    long events = 0;
    while (System.nanoTime() < end) {
      List<NewEvent> call = new ArrayList<>(calls.events());
      for (int i = 0; i < calls.events(); i++) {
        call.add(new NewEvent("bench.unmatched", "api", null, payload, key(own)));
      }
      events += log.append(call).size();
    }
    return events;
  }

  /// Hashes as random as those of real keys, without the cost of making them, which is the gate's.
  private @Nullable IdempotencyKey key(SplittableRandom own) {
    return calls.keys() ? new IdempotencyKey(uuid(own), uuid(own), Duration.ofHours(24)) : null;
  }

  private static UUID uuid(SplittableRandom own) {
    return new UUID(own.nextLong(), own.nextLong());
  }

  @Override
  public void close() {
    log.close();
    database.close();
    timer.close();
  }
}
