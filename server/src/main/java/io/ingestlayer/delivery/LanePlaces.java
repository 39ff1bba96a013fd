package io.ingestlayer.delivery;

import io.ingestlayer.platform.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The lanes in memory, and which other may come in. Any thread may call it.
///
/// There are never more than the bound. A destination gets another lane as long as those it has and those of all are
/// together less than the bound: so that the more it has, the sooner it stops, and some places are always left for others.
/// What finds no place waits in the table, where the sweep finds it again; and it gets one when a lane becomes idle, or
/// from a lane that has nothing in memory and only waits to be mended or resumed.
final class LanePlaces {
  /// Who only waits keeps its place for so long: a broken lane that comes back is tried at once, and must not be all the
  /// time.
  static final Duration KEPT_MIN = Duration.ofMinutes(5);

  private static final Logger LOG = LoggerFactory.getLogger(LanePlaces.class);
  private static final int LOOKED_AT_MAX = 16;

  private final int max;
  private final Timer timer;
  private final Map<LaneKey, Lane> lanes = new ConcurrentHashMap<>();

  /// Since when each is there, or was last found to be busy; the longest first.
  private final Map<String, LinkedHashMap<Lane, Instant>> byDestination = new HashMap<>();

  private Instant toldFull = Instant.MIN;

  /// @param max at least 1
  LanePlaces(int max, Timer timer) {
    this.max = max;
    this.timer = timer;
  }

  @Nullable Lane find(LaneKey key) {
    return lanes.get(key);
  }

  /// The lane of that key, made if it is not there; null when there is no place for it.
  synchronized @Nullable Lane enter(LaneKey key, Function<LaneKey, Lane> make) {
    Lane known = lanes.get(key);
    if (known != null) {
      return known;
    }
    if (!isRoom(key.destination())) {
      tellFull();
      return null;
    }
    Lane made = make.apply(key);
    lanes.put(key, made);
    byDestination
        .computeIfAbsent(key.destination(), _ -> new LinkedHashMap<>())
        .put(made, timer.instant());
    return made;
  }

  private boolean isRoom(String destination) {
    int own = countOf(destination);
    return own + lanes.size() < max || makeRoom(own > 0 ? destination : largest());
  }

  private int countOf(String destination) {
    return byDestination.containsKey(destination) ? byDestination.get(destination).size() : 0;
  }

  private String largest() {
    String largest = "";
    for (String destination : byDestination.keySet()) {
      largest = countOf(destination) > countOf(largest) ? destination : largest;
    }
    return largest;
  }

  /// Closes a lane of the destination that only waits; true when one was found among those that are there longest.
  private boolean makeRoom(String destination) {
    Map<Lane, Instant> there = byDestination.getOrDefault(destination, new LinkedHashMap<>());
    Instant now = timer.instant();
    for (int i = 0; i < Math.min(LOOKED_AT_MAX, there.size()); i++) {
      Iterator<Map.Entry<Lane, Instant>> longest = there.entrySet().iterator();
      Map.Entry<Lane, Instant> first = longest.next();
      Lane lane = first.getKey();
      if (first.getValue().plus(KEPT_MIN).isAfter(now)) {
        return false;
      }
      if (lane.closeIfResting()) {
        leave(lane);
        return true;
      }
      longest.remove();
      there.put(lane, now);
    }
    return false;
  }

  private void tellFull() {
    Instant now = timer.instant();
    if (toldFull.isBefore(now.minus(KEPT_MIN))) {
      toldFull = now;
      LOG.warn("{} lanes are in memory; deliveries of others wait for a place", lanes.size());
    }
  }

  /// The lane is closed.
  synchronized void leave(Lane lane) {
    if (!lanes.remove(lane.key(), lane)) {
      return;
    }
    String destination = lane.key().destination();
    Map<Lane, Instant> there = byDestination.getOrDefault(destination, new LinkedHashMap<>());
    there.remove(lane);
    if (there.isEmpty()) {
      byDestination.remove(destination);
    }
  }

  synchronized List<Lane> of(String destination) {
    Map<Lane, Instant> there = byDestination.get(destination);
    return there == null ? List.of() : List.copyOf(there.keySet());
  }

  /// Those that are there now; others may come and go meanwhile.
  Collection<Lane> all() {
    return lanes.values();
  }
}
