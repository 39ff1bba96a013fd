package io.ingestlayer.entity;

import org.jspecify.annotations.Nullable;

/// Which entities a list shows: ordered by kind and external id, on from a place.
///
/// @param kind only this kind; null for all
/// @param prefix only external ids that begin so; empty for all
/// @param after the last one already seen; null for the beginning
/// @param limit 1 to 250
public record EntityFilter(
    @Nullable String kind, String prefix, @Nullable EntityKey after, int limit) {
  public static final int LIMIT_MAX = 250;

  public EntityFilter {
    if (limit < 1 || limit > LIMIT_MAX) {
      throw new IllegalArgumentException("a list shows 1 to 250 entities, not " + limit);
    }
  }

  public static EntityFilter all(int limit) {
    return new EntityFilter(null, "", null, limit);
  }
}
