package io.ingestlayer.limit;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which records of the dataset to look at; null, and an empty list, ask for all.
///
/// @param names any of these limits, at most 50
/// @param context values by key, at most 5; as text, so that `42` finds the integer and the string. A record without the
///     key is not found
/// @param from at that time or later
/// @param to before that time
public record ViolationFilter(
    List<String> names,
    @Nullable String type,
    @Nullable String eventType,
    Map<String, String> context,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable Boolean late,
    @Nullable LimitAction action) {
  public static final int NAMES_MAX = 50;
  public static final int CONTEXT_MAX = 5;

  /// Every record.
  public static final ViolationFilter ALL =
      new ViolationFilter(List.of(), null, null, Map.of(), null, null, null, null);

  public ViolationFilter {
    names = List.copyOf(names);
    context = Map.copyOf(context);
    if (names.size() > NAMES_MAX || context.size() > CONTEXT_MAX) {
      throw new IllegalArgumentException("a filter has at most 50 names and 5 of the context");
    }
  }
}
