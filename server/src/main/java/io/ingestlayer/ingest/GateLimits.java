package io.ingestlayer.ingest;

import io.ingestlayer.event.Value;
import io.ingestlayer.ingest.GateCounts.Seen;
import io.ingestlayer.ingest.GateCounts.Slot;
import io.ingestlayer.limit.Counted;
import io.ingestlayer.limit.LimitEvaluation;
import io.ingestlayer.limit.LimitRule;
import io.ingestlayer.limit.LimitRules;
import io.ingestlayer.limit.Measured;
import io.ingestlayer.limit.Occurrence;
import io.ingestlayer.limit.Protections;
import io.ingestlayer.limit.Tally;
import io.ingestlayer.limit.Tally.Count;
import io.ingestlayer.limit.Traits;
import io.ingestlayer.platform.db.DatabaseException;
import io.ingestlayer.platform.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts in memory what limits look at in the gate, and writes it each second: a request costs no statement for it.
///
/// Requests are written by the second, as limits with `on: api_call` count them. What the gate's own protections refuse is
/// added up first, so that a storm of it is few rows: requests over the budget by the budget's window, what was too large
/// by the minute. A crash loses what was not written yet: at most a second of the requests, a window of the refusals.
/// Keys of one name in one source are one. Any thread may call it.
public final class GateLimits implements AutoCloseable {
  private static final Duration FLUSH_EVERY = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(GateLimits.class);
  private static final String CALL = Counted.API_CALL.word();
  private static final String ROUTE = "POST " + IngestEndpoint.PATH;
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /// After a window's end, for requests that began in it.
  private static final Duration GRACE = Duration.ofSeconds(1);

  /// Counts that are written in one transaction.
  private static final int BATCH_MAX = 5_000;

  private final Supplier<List<LimitRule>> defined;
  private final LimitRules own;
  private final RateBudget.Settings budget;
  private final Traits traits;
  private final Store store;
  private final Timer timer;
  private final IngestMetrics metrics;
  private final GateCounts counts = new GateCounts();
  private final Object flushing = new Object();
  private final RecordsOfAMinute records = new RecordsOfAMinute();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private volatile Active active;
  private volatile boolean closed;
  private @Nullable Batch unwritten;

  /// The rules of limits that are active together; they are used while flushing only.
  private record Active(List<LimitRule> defined, LimitRules rules, boolean countsCalls) {
    static Active of(List<LimitRule> defined) {
      LimitRules rules = new LimitRules(defined);
      return new Active(defined, rules, rules.count(Counted.API_CALL));
    }
  }

  /// Where the counts go. One thread at a time.
  public interface Store {

    /// Counts all of it in one transaction; after any failure it may be called with the same again.
    ///
    /// @return false when it is not known yet whether it was counted before
    boolean count(Measured measured, Instant now) throws DatabaseException;
  }

  private record Batch(List<Occurrence> calls, List<Occurrence> refusals, Tally tally) {
    boolean isEmpty() {
      return calls.isEmpty() && refusals.isEmpty() && tally.isEmpty();
    }
  }

  /// @param defined the limits that are active now; the same list until they change
  public GateLimits(
      Supplier<List<LimitRule>> defined,
      RateBudget.Settings budget,
      Traits traits,
      Store store,
      Timer timer,
      IngestMetrics metrics) {
    this.defined = defined;
    this.budget = budget;
    this.traits = traits;
    this.store = store;
    this.timer = timer;
    this.metrics = metrics;
    this.active = Active.of(defined.get());
    this.own =
        new LimitRules(
            List.of(
                Protections.requests(budget.burst(), budget.fill()),
                Protections.batchEvents(RequestDecoder.EVENTS_MAX),
                Protections.eventCharacters(RequestDecoder.EVENT_CHARACTERS_MAX)));
  }

  private Active active() {
    List<LimitRule> now = defined.get();
    Active known = active;
    if (!known.defined().equals(now)) {
      known = Active.of(now);
      active = known;
    }
    return known;
  }

  /// A request whose key is known, whatever becomes of it.
  void requested(Sender sender, Instant now) {
    if (active().countsCalls()) {
      add(Slot.of(CALL, sender, now, SECOND, Duration.ZERO), 0, now);
    }
  }

  /// A request that was refused because its key had sent too many.
  void overBudget(Sender sender, Instant now) {
    add(Slot.of(Protections.REQUESTS, sender, now, budget.fill(), GRACE), 0, now);
  }

  /// A request with more events than one may have.
  void batchTooLarge(Sender sender, long events, Instant now) {
    add(Slot.of(Protections.BATCH_EVENTS, sender, now, MINUTE, GRACE), events, now);
  }

  /// An event that is longer than one may be.
  void eventTooLarge(Sender sender, long characters, Instant now) {
    add(Slot.of(Protections.EVENT_CHARACTERS, sender, now, MINUTE, GRACE), characters, now);
  }

  private void add(Slot slot, long size, Instant now) {
    if (counts.add(slot, size, now)) {
      schedule();
    } else {
      metrics.limitsUncounted(1);
    }
  }

  private void schedule() {
    if (!closed && !scheduled.get() && scheduled.compareAndSet(false, true)) {
      timer.after(FLUSH_EVERY, this::flushAndGoOn);
    }
  }

  private void flushAndGoOn() {
    // Before: what is added from now on schedules the next one.
    scheduled.set(false);
    flush();
    if (!counts.isEmpty() || isWaiting()) {
      schedule();
    }
  }

  private boolean isWaiting() {
    synchronized (flushing) {
      return unwritten != null;
    }
  }

  /// Writes what is due, and returns when it is written or could not be. What could not be is kept and comes first the
  /// next time.
  void flush() {
    flush(timer.instant());
  }

  private void flush(Instant dueBy) {
    synchronized (flushing) {
      Batch batch = unwritten == null ? take(dueBy) : unwritten;
      while (!batch.isEmpty() && isWritten(batch)) {
        batch = take(dueBy);
      }
      unwritten = batch.isEmpty() ? null : batch;
    }
  }

  private Batch take(Instant dueBy) {
    Batch batch = new Batch(new ArrayList<>(), new ArrayList<>(), new Tally());
    for (GateCounts.Counted each : counts.take(dueBy, BATCH_MAX)) {
      if (each.slot().about().equals(CALL)) {
        batch.calls().add(call(each.slot(), each.seen()));
      } else {
        refusal(each.slot(), each.seen(), batch);
      }
    }
    return batch;
  }

  private static Occurrence call(Slot slot, Seen seen) {
    return Occurrence.atGate(CALL, slot.source(), who(slot).build(), slot.start(), seen.times());
  }

  private void refusal(Slot slot, Seen seen, Batch batch) {
    boolean overBudget = slot.about().equals(Protections.REQUESTS);
    if (overBudget && !records.hasRoom(timer.instant())) {
      batch.tally().add(slot.about(), Count.SUPPRESSED, 1);
      return;
    }
    // A window's worth and what came on top of it; of sizes the largest.
    Occurrence refused =
        overBudget
            ? Occurrence.atGate(
                slot.about(),
                slot.source(),
                who(slot).build(),
                seen.first(),
                budget.burst() + seen.times())
            : Occurrence.atGate(
                slot.about(),
                slot.source(),
                who(slot).put("size", seen.largest()).build(),
                seen.first(),
                1);
    batch.refusals().add(refused);
    batch.tally().add(slot.about(), Count.SUPPRESSED, overBudget ? 0 : seen.times() - 1);
  }

  private static Value.ObjBuilder who(Slot slot) {
    return Value.object().put("source", slot.source()).put("key", slot.key()).put("route", ROUTE);
  }

  /// False when it is to be tried again.
  private boolean isWritten(Batch batch) {
    try {
      return store.count(measured(batch), timer.instant());
    } catch (DatabaseException e) {
      return switch (e.kind()) {
        case UNAVAILABLE, FULL, CONFLICT, OTHER -> {
          if (!batch.equals(unwritten)) {
            LOG.warn("what limits counted at the gate waits: {}", e.getMessage());
          }
          yield false;
        }
        case CONSTRAINT, DATA -> lost(batch, e);
      };
    } catch (RuntimeException e) {
      return lost(batch, e);
    }
  }

  private Measured measured(Batch batch) {
    Measured suppressed = new Measured(List.of(), batch.tally());
    return suppressed
        .and(active().rules().measure(batch.calls(), traits))
        .and(own.measure(batch.refusals(), Traits.NONE));
  }

  /// The same would fail again, and what comes after it must not wait for it.
  private boolean lost(Batch batch, RuntimeException why) {
    int lost = batch.calls().size() + batch.refusals().size();
    LOG.error("{} counts of limits at the gate cannot be written and are lost", lost, why);
    metrics.limitsUncounted(lost);
    return true;
  }

  /// Writes all there is, also of windows that are not over.
  @Override
  public void close() {
    closed = true;
    flush(Instant.MAX);
    if (isWaiting()) {
      LOG.warn("what limits counted at the gate is lost: the database did not take it");
    }
  }

  /// Records of a budget that may still be written in this minute; those of sizes are capped where they are counted.
  private static final class RecordsOfAMinute {
    private long minute;
    private int written;

    boolean hasRoom(Instant now) {
      long current = Math.floorDiv(now.getEpochSecond(), MINUTE.toSeconds());
      if (current != minute) {
        minute = current;
        written = 0;
      }
      return written++ < LimitEvaluation.RECORDS_PER_MINUTE_MAX;
    }
  }
}
