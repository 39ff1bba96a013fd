package io.ingestlayer.limit;

import io.ingestlayer.event.Value;
import io.ingestlayer.log.postgres.TestLog;
import io.ingestlayer.platform.db.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/// A database of its own with what limits count in it, and the means to count without rules from a file.
final class LimitTables implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-01-05T09:00:30Z");
  static final Window MINUTE =
      new Window(Instant.parse("2026-01-05T09:00:00Z"), Instant.parse("2026-01-05T09:01:00Z"));

  final TestLog test = new TestLog();
  final FullWindows full = new FullWindows();

  /// Counts requests per `customer`, in minutes.
  static LimitRule rule(String name, long keysMax) {
    return rule(name, new Interval.Tumbling(Duration.ofMinutes(1)), keysMax);
  }

  static LimitRule rule(String name, Interval interval, long keysMax) {
    return new LimitRule(
        name,
        "quota",
        "api_call",
        Counted.EVENT,
        List.of(),
        null,
        interval,
        new Threshold.Fixed(100),
        List.of(),
        LimitUnit.COUNT,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        Duration.ofMinutes(2),
        List.of(),
        0,
        LimitAction.RECORD,
        null,
        keysMax,
        false);
  }

  static LimitKey key(int number) {
    return new LimitKey.Builder().add("customer", Value.of("c" + number)).build();
  }

  static CounterId id(LimitRule rule, LimitKey key) {
    return new CounterId(rule.id(), MINUTE.start(), key.hash());
  }

  /// Keys from one number up to another, in the order in which they are counted.
  static List<LimitKey> keys(LimitRule rule, int from, int to) {
    SequencedMap<CounterId, LimitKey> sorted = new TreeMap<>();
    IntStream.range(from, to)
        .mapToObj(LimitTables::key)
        .forEach(it -> sorted.put(id(rule, it), it));
    return List.copyOf(sorted.values());
  }

  static List<Increment> increments(LimitRule rule, List<LimitKey> keys, long amount) {
    return increments(rule, MINUTE, keys, amount);
  }

  static List<Increment> increments(
      LimitRule rule, Window window, List<LimitKey> keys, long amount) {
    TreeMap<CounterId, Increment> sorted = new TreeMap<>();
    for (LimitKey key : keys) {
      CounterId id = new CounterId(rule.id(), window.start(), key.hash());
      sorted.put(id, new Increment(id, rule, key, window, amount, 100));
    }
    return List.copyOf(sorted.values());
  }

  Database database() {
    return test.database();
  }

  /// What the work does with a store, in one transaction.
  <T> T in(Function<CounterStore, T> work) {
    return database()
        .transaction(
            "count", connection -> work.apply(new PostgresCounterStore(connection, 1, 0, full)));
  }

  CounterStore.Added add(List<Increment> increments) {
    return in(store -> store.add(increments, NOW));
  }

  /// The same, and then the transaction fails.
  void addAndFail(List<Increment> increments) {
    try {
      in(store -> {
        store.add(increments, NOW);
        throw new IllegalStateException("nothing of it is kept");
      });
    } catch (IllegalStateException e) {
      if (!"nothing of it is kept".equals(e.getMessage())) {
        throw e;
      }
    }
  }

  long value(LimitKey key) {
    return test.count(
        "select coalesce(sum(value), -1) from limit_counter where key_hash = ?", key.hash());
  }

  @Override
  public void close() {
    test.close();
  }
}
