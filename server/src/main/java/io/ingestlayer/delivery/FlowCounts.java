package io.ingestlayer.delivery;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// Entries for the books, added up before they are written in the transaction they speak of. One thread.
///
/// Each is counted where it happens, none is derived from another; see [Books].
public final class FlowCounts {
  /// The route of what concerns the pipeline as a whole.
  public static final int WHOLE_PIPELINE = -1;

  /// The slot of the deliveries' answers; decisions are written in the slot of their partition.
  public static final int ANSWERS_SLOT = -1;

  private final SequencedMap<Account, Map<Counter, Long>> entries =
      new TreeMap<>(
          Comparator.comparingInt(Account::pipelineVersion)
              .thenComparingInt(Account::route)
              .thenComparing(Account::destination)
              .thenComparing(Account::day));

  /// What is counted, by the names of the columns.
  public enum Counter {
    MATCHED,
    UNMATCHED,
    DROPPED,
    DEAD_IN_WALK,
    ROUTED,
    SKIPPED,
    DELIVERED,
    DEAD,
    CANCELED
  }

  /// Where it is counted.
  ///
  /// @param pipelineVersion 0 for the log as a whole
  /// @param route the place in the pipeline's destinations, or -1 for the pipeline as a whole
  /// @param destination empty when there is none
  record Account(int pipelineVersion, int route, String destination, LocalDate day) {}

  /// Adds to a counter.
  ///
  /// @param destination its name; empty with route -1
  /// @param at counted on that day, in UTC
  public void add(
      int pipelineVersion, int route, String destination, Instant at, Counter counter, long more) {
    LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC);
    Account account = new Account(pipelineVersion, route, requireNonNull(destination), day);
    entries
        .computeIfAbsent(account, _ -> new EnumMap<>(Counter.class))
        .merge(counter, more, Long::sum);
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /// In an order that is the same for all writers, so that two of them cannot deadlock.
  SequencedMap<Account, Map<Counter, Long>> sorted() {
    return entries;
  }
}
