package io.ingestlayer.ingest;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What is counted at the gate and not written yet, by what, by whom and by window. Any thread may call it.
final class GateCounts {
  /// Beyond it, which takes a database that is away for long, nothing new is counted.
  static final int MAX = 100_000;

  private final Map<Slot, Seen> slots = new ConcurrentHashMap<>();

  /// One count in the making.
  ///
  /// @param about `api_call`, or the limit that refused
  /// @param key the key's name
  /// @param due when nothing more is added to it
  record Slot(String about, String key, String source, Instant start, Instant due) {

    /// @param window how long it is counted together, in whole seconds, aligned to the epoch
    /// @param grace after the window, for requests that began in it
    static Slot of(String about, Sender sender, Instant now, Duration window, Duration grace) {
      long seconds = window.toSeconds();
      Instant start = Instant.ofEpochSecond(Math.floorDiv(now.getEpochSecond(), seconds) * seconds);
      return new Slot(
          about, sender.keyName(), sender.sourceId(), start, start.plus(window).plus(grace));
    }
  }

  /// What came together.
  ///
  /// @param times how often it happened
  /// @param largest of the sizes; 0 when there is none to tell
  /// @param first when the first was
  record Seen(long times, long largest, Instant first) {
    private Seen and(Seen other) {
      return new Seen(times + other.times, Math.max(largest, other.largest), first);
    }
  }

  record Counted(Slot slot, Seen seen) {}

  /// Counts one more. False when there is no room.
  boolean add(Slot slot, long size, Instant now) {
    if (slots.size() >= MAX && !slots.containsKey(slot)) {
      return false;
    }
    slots.merge(slot, new Seen(1, size, now), Seen::and);
    return true;
  }

  /// Takes out those that are due by then, the oldest first.
  List<Counted> take(Instant dueBy, int max) {
    List<Slot> due =
        slots.keySet().stream()
            .filter(it -> !it.due().isAfter(dueBy))
            .sorted(Comparator.comparing(Slot::start))
            .limit(max)
            .toList();
    List<Counted> taken = new ArrayList<>(due.size());
    for (Slot slot : due) {
      Seen seen = slots.remove(slot);
      if (seen != null) {
        taken.add(new Counted(slot, seen));
      }
    }
    return taken;
  }

  boolean isEmpty() {
    return slots.isEmpty();
  }
}
