package io.ingestlayer.delivery;

import io.ingestlayer.delivery.AttemptRecord.Outcome;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which calls to vendors to list; null asks for all.
///
/// @param pipelineVersions only for these versions; empty finds nothing
/// @param from begun at that time or later
/// @param to before that time
public record AttemptFilter(
    @Nullable Outcome outcome,
    @Nullable String destination,
    @Nullable Set<Integer> pipelineVersions,
    @Nullable String code,
    @Nullable Instant from,
    @Nullable Instant to) {
  public static final AttemptFilter ALL = new AttemptFilter(null, null, null, null, null, null);

  public AttemptFilter {
    pipelineVersions = pipelineVersions == null ? null : Set.copyOf(pipelineVersions);
  }
}
