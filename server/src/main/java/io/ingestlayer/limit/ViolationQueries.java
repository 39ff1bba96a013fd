package io.ingestlayer.limit;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The records of the dataset for a person or a program to look at. Any thread may call; each call may throw
/// [ReadBoundException] when too much is asked for.
public interface ViolationQueries {
  /// The most records of one page.
  int PAGE_MAX = 1_000;

  /// The most groups of one answer.
  int GROUPS_MAX = 10_000;

  /// Records that pass the filter, newest first: by time, those of one time by id.
  ///
  /// @param after the place of the last record before; null for the first page
  /// @param limit 1 to [#PAGE_MAX] + 1
  List<Violation> list(ViolationFilter filter, @Nullable Place after, int limit);

  /// Where a list of so many records ends that goes on after them; empty when it has no more than that.
  Optional<Place> end(ViolationFilter filter, @Nullable Place after, int records);

  /// The same records as those of the list, counted: by bucket, the largest groups first.
  ///
  /// @param limit 1 to [#GROUPS_MAX] + 1
  List<ViolationGroup> groups(ViolationFilter filter, ViolationGrouping grouping, int limit);

  /// A place in the list.
  record Place(Instant time, UUID id) {
    public Place {
      requireNonNull(time);
      requireNonNull(id);
    }

    public static Place of(Violation violation) {
      return new Place(violation.time(), violation.id());
    }
  }
}
