package io.ingestlayer.delivery;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Who is next of those that want something: whoever was given least since it began to want, and of two that were given
/// the same, who has waited longer. Guarded by its owner.
///
/// Who begins to want is put where the others are by now: it neither waits until they have had their fill, nor makes them
/// wait for what it did not ask for before.
final class Turns<K> {
  private final Map<K, Turn<K>> byKey = new HashMap<>();
  private final TreeSet<Turn<K>> order =
      new TreeSet<>(Comparator.<Turn<K>>comparingLong(Turn::given).thenComparingLong(Turn::number));

  /// What who was given something last had been given before.
  private long level;

  private long numbers;

  private record Turn<K>(K key, long given, long number) {}

  /// Wants something from now on; nothing changes when it does already.
  void want(K key) {
    if (!byKey.containsKey(key)) {
      enter(key, level);
    }
  }

  private void enter(K key, long given) {
    Turn<K> turn = new Turn<>(key, given, numbers++);
    byKey.put(key, turn);
    order.add(turn);
  }

  /// Wants nothing any more.
  void leave(K key) {
    Turn<K> turn = byKey.remove(key);
    if (turn != null) {
      order.remove(turn);
    }
  }

  /// Whose turn it is; null when nobody wants anything.
  @Nullable K next() {
    return order.isEmpty() ? null : order.first().key();
  }

  /// Whose turn it is of those who may have it; null when nobody wants anything that may.
  @Nullable K next(Predicate<K> may) {
    for (Turn<K> turn : order) {
      if (may.test(turn.key())) {
        return turn.key();
      }
    }
    return null;
  }

  /// Was given so much of what it wanted.
  ///
  /// @param wantsMore whether it still wants something
  void given(K key, long much, boolean wantsMore) {
    Turn<K> turn = byKey.get(key);
    if (turn == null) {
      return;
    }
    leave(key);
    level = Math.max(level, turn.given());
    if (wantsMore) {
      enter(key, turn.given() + much);
    }
  }

  boolean isEmpty() {
    return order.isEmpty();
  }

  void clear() {
    byKey.clear();
    order.clear();
  }
}
