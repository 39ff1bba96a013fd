package io.ingestlayer.delivery;

import io.ingestlayer.component.Secret;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Who of this process renews which credential now: one for each, and few at once, since each holds two connections while
/// the vendor is asked. And what a vendor gave that the database has not taken yet. Any thread may call it.
public final class CredentialTurns {
  private static final int RENEWALS_MAX = 4;

  private final Map<Key, Semaphore> each = new ConcurrentHashMap<>();
  private final Map<Key, Unsaved> unsaved = new ConcurrentHashMap<>();
  private final Semaphore all = new Semaphore(RENEWALS_MAX, true);

  /// Which credential.
  record Key(String destination, String field) {}

  /// What replaced that version.
  record Unsaved(int version, Secret value) {}

  /// Ends with `end`; nothing when it did not come in time.
  Optional<Turn> take(Key key, Duration atMost) throws InterruptedException {
    Semaphore own = each.computeIfAbsent(key, _ -> new Semaphore(1, true));
    if (!own.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      return Optional.empty();
    }
    boolean taken = false;
    try {
      taken = all.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS);
      return taken ? Optional.of(new Turn(own, all)) : Optional.empty();
    } finally {
      if (!taken) {
        own.release();
      }
    }
  }

  /// The right to renew.
  record Turn(Semaphore own, Semaphore all) {
    void end() {
      all.release();
      own.release();
    }
  }

  Optional<Unsaved> unsaved(Key key) {
    return Optional.ofNullable(unsaved.get(key));
  }

  void keep(Key key, Unsaved value) {
    unsaved.put(key, value);
  }

  void saved(Key key) {
    unsaved.remove(key);
  }
}
