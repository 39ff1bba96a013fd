package io.ingestlayer.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What attempts came to, waiting to be stored, and what of it goes into the next transaction. Guarded by the finisher.
///
/// Each lane's come in their order. A group has some of each destination that has any, and of each of its lanes, by the
/// number of deliveries: whatever one of them has waiting, a single row of another is in the next group. What could not be
/// stored together is tried lane by lane, and in smaller groups, in turn with the groups of all others.
final class Outcomes {
  private static final int GROUP_ROWS_MAX = 512;
  private static final int GROUP_DELIVERIES_MAX = 8_000;

  private final Map<Lane, ArrayDeque<Entry>> waiting = new HashMap<>();
  private final Turns<String> destinations = new Turns<>();
  private final Map<String, Turns<Lane>> lanes = new HashMap<>();

  /// The lanes whose rows go in groups of their own, and how many of them at once.
  private final Map<Lane, Integer> apart = new HashMap<>();

  private final Turns<Lane> apartTurns = new Turns<>();
  private boolean wasApart;

  /// @param repeated whether it may have been committed before
  private record Entry(Lane lane, Settlement settlement, boolean repeated) {}

  /// What goes into one transaction.
  record Group(List<Entry> entries) {
    /// What has changed of their destinations: each knows of all failures in the group, and perhaps of later ones.
    Map<DestinationState, DestinationStanding> standings() {
      Map<DestinationState, DestinationStanding> standings = new LinkedHashMap<>();
      entries.stream()
          .map(it -> it.lane().destination())
          .distinct()
          .forEach(state -> state.unstored().ifPresent(it -> standings.put(state, it)));
      return standings;
    }

    List<Settlement> settlements() {
      return entries.stream().map(Entry::settlement).toList();
    }

    /// Whether some of it may have been committed before.
    boolean repeated() {
      return entries.stream().anyMatch(Entry::repeated);
    }

    int size() {
      return entries.size();
    }

    Map<Lane, List<Settlement>> byLane() {
      Map<Lane, List<Settlement>> byLane = new LinkedHashMap<>();
      entries.forEach(
          it -> byLane.computeIfAbsent(it.lane(), _ -> new ArrayList<>()).add(it.settlement()));
      return byLane;
    }
  }

  void add(Lane lane, List<Settlement> settlements) {
    for (Settlement settlement : settlements) {
      queue(lane).addLast(new Entry(lane, settlement, false));
    }
    want(lane);
  }

  private ArrayDeque<Entry> queue(Lane lane) {
    return waiting.computeIfAbsent(lane, _ -> new ArrayDeque<>());
  }

  private void want(Lane lane) {
    if (!waiting.containsKey(lane)) {
      return;
    }
    if (apart.containsKey(lane)) {
      apartTurns.want(lane);
      return;
    }
    String destination = lane.key().destination();
    lanes.computeIfAbsent(destination, _ -> new Turns<>()).want(lane);
    destinations.want(destination);
  }

  /// Takes the next group out; it is empty when nothing waits. One group at a time: it comes back by `putBack` or `split`,
  /// or is told of as `stored`.
  Group next() {
    Lane alone = apartTurns.next();
    wasApart = alone != null && (!wasApart || destinations.isEmpty());
    return new Group(wasApart && alone != null ? ofOne(alone) : ofAll());
  }

  private List<Entry> ofOne(Lane lane) {
    List<Entry> group = new ArrayList<>();
    int rowsMax = apart.getOrDefault(lane, 1);
    int deliveries = 0;
    while (waiting.containsKey(lane)
        && group.size() < rowsMax
        && deliveries < GROUP_DELIVERIES_MAX) {
      Entry entry = take(lane);
      group.add(entry);
      deliveries += deliveries(entry);
    }
    apartTurns.given(lane, deliveries, waiting.containsKey(lane));
    return group;
  }

  private List<Entry> ofAll() {
    List<Entry> group = new ArrayList<>();
    int deliveries = 0;
    String destination = destinations.next();
    while (destination != null
        && group.size() < GROUP_ROWS_MAX
        && deliveries < GROUP_DELIVERIES_MAX) {
      Entry entry = take(destination);
      group.add(entry);
      deliveries += deliveries(entry);
      destination = destinations.next();
    }
    return group;
  }

  private Entry take(String destination) {
    Turns<Lane> turns = Objects.requireNonNull(lanes.get(destination));
    Lane lane = Objects.requireNonNull(turns.next());
    Entry entry = take(lane);
    turns.given(lane, deliveries(entry), waiting.containsKey(lane));
    destinations.given(destination, deliveries(entry), !turns.isEmpty());
    forgetIfEmpty(destination, turns);
    return entry;
  }

  private void forgetIfEmpty(String destination, Turns<Lane> turns) {
    if (turns.isEmpty()) {
      lanes.remove(destination);
      destinations.leave(destination);
    }
  }

  private Entry take(Lane lane) {
    ArrayDeque<Entry> queue = queue(lane);
    Entry entry = queue.removeFirst();
    if (queue.isEmpty()) {
      waiting.remove(lane);
    }
    return entry;
  }

  private static int deliveries(Entry entry) {
    return entry.settlement().row().deliveries().size();
  }

  /// The group could not be stored now; whatever else waits in these lanes comes after it.
  ///
  /// @param inDoubt whether it may have been stored all the same
  void putBack(Group group, boolean inDoubt) {
    for (Entry entry : group.entries().reversed()) {
      queue(entry.lane())
          .addFirst(new Entry(entry.lane(), entry.settlement(), entry.repeated() || inDoubt));
    }
    group.byLane().keySet().forEach(this::want);
  }

  /// Something in the group, which has more than one row, cannot be stored: each lane for itself, or fewer at once.
  void split(Group group) {
    Map<Lane, List<Settlement>> byLane = group.byLane();
    byLane.forEach((lane, rows) -> {
      apart.put(lane, byLane.size() > 1 ? rows.size() : rows.size() / 2);
      leaveOthers(lane);
    });
    putBack(group, true);
  }

  private void leaveOthers(Lane lane) {
    String destination = lane.key().destination();
    Turns<Lane> turns = lanes.get(destination);
    if (turns != null) {
      turns.leave(lane);
      forgetIfEmpty(destination, turns);
    }
  }

  /// The group is stored: lanes that were apart come nearer to the others again.
  void stored(Group group) {
    for (Lane lane : group.byLane().keySet()) {
      Integer rowsMax = apart.get(lane);
      if (rowsMax != null) {
        approach(lane, 2 * rowsMax);
      }
    }
  }

  private void approach(Lane lane, int rowsMax) {
    if (rowsMax < GROUP_ROWS_MAX && waiting.containsKey(lane)) {
      apart.put(lane, rowsMax);
      return;
    }
    apart.remove(lane);
    apartTurns.leave(lane);
    want(lane);
  }

  void clear() {
    waiting.clear();
    destinations.clear();
    lanes.clear();
    apart.clear();
    apartTurns.clear();
  }
}
