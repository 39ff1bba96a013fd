package io.ingestlayer.bench.scenario;

import java.time.Duration;

/// How long everything is measured.
///
/// @param firstWarmUp before anything: a fresh server is compiled while it runs
/// @param warmUp before the first round of a scenario, thrown away
/// @param round one measurement; scenario and baseline take turns
/// @param rounds of each
/// @param open the open loop
/// @param rows events on their whole way to a row
/// @param keyedRows the same with idempotency keys
/// @param limitRows the same with and without a limit, in each of its rounds
/// @param limitKeys keys of one limit
/// @param storedDeliveries deliveries that lists look through
/// @param sibling one turn with a destination up or down
/// @param siblingWarmUps pairs of such turns before; on two cores latencies fell no more after five
/// @param siblingRounds turns with it up, and as many with it down; even
/// @param backlog deliveries that wait for one that is down
/// @param kind deliveries to each kind of destination
/// @param baseline one of the warehouse's baselines
public record Lengths(
    Duration firstWarmUp,
    Duration warmUp,
    Duration round,
    int rounds,
    Duration open,
    int rows,
    int keyedRows,
    int limitRows,
    int limitKeys,
    int storedDeliveries,
    Duration sibling,
    int siblingWarmUps,
    int siblingRounds,
    int backlog,
    int kind,
    Duration baseline) {
  public static final Lengths FULL =
      new Lengths(
          Duration.ofSeconds(6),
          Duration.ofMillis(1_500),
          Duration.ofSeconds(3),
          2,
          Duration.ofSeconds(4),
          150_000,
          60_000,
          20_000,
          1_000_000,
          10_000_000,
          Duration.ofSeconds(3),
          5,
          8,
          2_160_000,
          2_000,
          Duration.ofMillis(2_500));
  public static final Lengths QUICK =
      new Lengths(
          Duration.ofMillis(500),
          Duration.ofMillis(200),
          Duration.ofMillis(400),
          1,
          Duration.ofMillis(400),
          2_000,
          1_000,
          2_000,
          5_000,
          50_000,
          Duration.ofMillis(500),
          1,
          2,
          20_000,
          100,
          Duration.ofMillis(300));
}
