package io.ingestlayer.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Deliveries and attempts in pages, and how many there were in each minute: what a person looks through. Any thread may
/// call it.
public interface DeliveryLists {
  int LIST_MAX = 250;

  /// Groups that one count may answer with.
  int COUNTS_MAX = 10_000;

  /// The newest first: by the time they finished, or, open, by the time they last changed.
  ///
  /// @param after `next` of the page before, or null for the first page
  /// @param limit 1 to 250
  /// @throws IllegalArgumentException when `after` is no such place
  Page<DeliveryView> deliveries(DeliveryFilter filter, @Nullable String after, int limit);

  /// The calls to vendors, the newest first.
  ///
  /// @param after `next` of the page before, or null for the first page
  /// @param limit 1 to 250
  /// @throws IllegalArgumentException when `after` is no such place
  Page<ListedAttempt> attempts(AttemptFilter filter, @Nullable String after, int limit);

  /// How many deliveries ended in each span of time, oldest first; at most [#COUNTS_MAX] groups and one more.
  ///
  /// @param filter of finished ones
  /// @param bucket whole minutes; spans begin at multiples of it, counted from 2000-01-01T00:00Z
  List<Count> counts(DeliveryFilter filter, Duration bucket, Set<Group> by);

  /// Some of a list.
  ///
  /// @param next where the next page begins, or null at the end
  record Page<T>(List<T> items, @Nullable String next) {
    public Page {
      items = List.copyOf(items);
    }
  }

  /// A call as a list shows it.
  record ListedAttempt(AttemptView attempt, int pipelineVersion, String destination, String lane) {}

  /// What counts are told apart by.
  enum Group {
    PIPELINE,
    DESTINATION,
    STATE,
    CODE
  }

  /// So many deliveries; null for what was not asked to be told apart.
  ///
  /// @param destination empty where the pipeline decided before any
  record Count(
      Instant at,
      @Nullable Integer pipelineVersion,
      @Nullable String destination,
      @Nullable String state,
      @Nullable String code,
      long deliveries) {}
}
