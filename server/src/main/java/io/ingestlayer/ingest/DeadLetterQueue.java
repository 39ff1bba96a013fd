package io.ingestlayer.ingest;

import io.ingestlayer.ingest.DeadLetters.Counted;
import io.ingestlayer.platform.db.DatabaseException;
import io.ingestlayer.platform.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Dead letters on their way to the table: a refusal costs the gate no write, and a flood of them no memory.
///
/// They are written a little later, in batches, one row for each key or body however often it came in between. What
/// does not fit is counted and dropped: the sender was told, and the good events have the right of way. Any thread may
/// call it.
public final class DeadLetterQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterQueue.class);

  private final DeadLetters letters;
  private final Timer timer;
  private final Settings settings;
  private final IngestMetrics metrics;
  private final Object lock = new Object();
  private final Map<UUID, Counted> waiting = new LinkedHashMap<>();
  private long charactersWaiting;
  private boolean scheduled;
  private boolean closed;

  /// @param lettersMax different ones that may wait
  /// @param charactersMax of their bodies together
  /// @param batchMax written in one transaction, at most 500
  /// @param every between two batches: with `batchMax` it bounds what a flood of refusals asks of the database
  /// @param afterFailure before the next try when the database did not take a batch
  public record Settings(
      int lettersMax, long charactersMax, int batchMax, Duration every, Duration afterFailure) {
    public static final Settings DEFAULT =
        new Settings(5_000, 16L * 1024 * 1024, 200, Duration.ofMillis(200), Duration.ofSeconds(5));
  }

  public DeadLetterQueue(
      DeadLetters letters, Timer timer, Settings settings, IngestMetrics metrics) {
    this.letters = letters;
    this.timer = timer;
    this.settings = settings;
    this.metrics = metrics;
  }

  /// Takes it to be written; returns at once.
  public void put(RefusedInput refused) {
    Instant now = timer.instant();
    synchronized (lock) {
      add(new Counted(refused, now, now, 1));
      schedule(settings.every());
    }
  }

  /// Writes what waits now, and returns when it is written or could not be.
  public void flush() {
    List<Counted> batch = next();
    while (!batch.isEmpty() && write(batch)) {
      batch = next();
    }
  }

  private void schedule(Duration after) {
    if (!scheduled && !closed && !waiting.isEmpty()) {
      scheduled = true;
      timer.after(after, this::writeOne);
    }
  }

  private void writeOne() {
    List<Counted> batch = next();
    boolean written = batch.isEmpty() || write(batch);
    synchronized (lock) {
      scheduled = false;
      schedule(written ? settings.every() : settings.afterFailure());
    }
  }

  private List<Counted> next() {
    List<Counted> batch = new ArrayList<>();
    synchronized (lock) {
      Iterator<Counted> oldest = waiting.values().iterator();
      while (oldest.hasNext() && batch.size() < settings.batchMax()) {
        Counted letter = oldest.next();
        charactersWaiting -= letter.input().body().length();
        batch.add(letter);
        oldest.remove();
      }
    }
    return batch;
  }

  private boolean write(List<Counted> batch) {
    try {
      letters.keep(batch);
      return true;
    } catch (DatabaseException e) {
      return switch (e.kind()) {
        case DATA -> writeEach(batch, e);
        default -> putBack(batch, e);
      };
    }
  }

  private boolean writeEach(List<Counted> batch, DatabaseException why) {
    if (batch.size() == 1) {
      LOG.warn("a dead letter could not be written: {}", why.getMessage());
      metrics.deadLettersDropped(1);
      return true;
    }
    boolean all = true;
    for (Counted letter : batch) {
      all &= write(List.of(letter));
    }
    return all;
  }

  private boolean putBack(List<Counted> batch, DatabaseException why) {
    LOG.warn(
        "{} dead letters wait, since the database does not take them: {}",
        batch.size(),
        why.getMessage());
    synchronized (lock) {
      batch.forEach(this::add);
    }
    return false;
  }

  private void add(Counted letter) {
    RefusedInput input = letter.input();
    Counted same = waiting.get(input.fingerprint());
    long characters = charactersWaiting + input.body().length();
    if (same != null) {
      characters -= same.input().body().length();
    }
    boolean room =
        characters <= settings.charactersMax()
            && (same != null || waiting.size() < settings.lettersMax());
    if (!room) {
      metrics.deadLettersDropped(letter.times());
      return;
    }
    charactersWaiting = characters;
    waiting.put(input.fingerprint(), same == null ? letter : together(same, letter));
  }

  private static Counted together(Counted one, Counted other) {
    Counted newer = one.lastAt().isAfter(other.lastAt()) ? one : other;
    Instant firstAt = one.firstAt().isBefore(other.firstAt()) ? one.firstAt() : other.firstAt();
    return new Counted(newer.input(), firstAt, newer.lastAt(), one.times() + other.times());
  }

  /// Different ones that wait now.
  int waiting() {
    synchronized (lock) {
      return waiting.size();
    }
  }

  /// Writes what waits, and takes no more time of the timer.
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    flush();
  }
}
