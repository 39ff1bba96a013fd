package io.ingestlayer.limit;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.Value;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Records that have something in common.
///
/// @param values by [ViolationGrouping.Part#word()]; null where the records have none
/// @param bucket where its span of time starts; null when none was asked for
/// @param violations how many they are
/// @param valueMax the largest of the values observed
/// @param first the earliest time
/// @param last the latest time
public record ViolationGroup(
    Value.Obj values,
    @Nullable Instant bucket,
    long violations,
    long valueMax,
    Instant first,
    Instant last) {

  public ViolationGroup {
    requireNonNull(values);
    requireNonNull(first);
    requireNonNull(last);
  }
}
