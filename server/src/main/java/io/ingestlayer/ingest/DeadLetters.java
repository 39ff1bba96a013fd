package io.ingestlayer.ingest;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where dead letters are kept. Any thread may call it.
public interface DeadLetters {

  /// Keeps them, in one transaction; one that is there already is counted up and takes on the newer words.
  ///
  /// @param refused each fingerprint once; 1 to 500
  /// @throws io.ingestlayer.platform.db.DatabaseException when none of them could be kept
  void keep(List<Counted> refused);

  /// Something refused, and how often since it was last written.
  record Counted(RefusedInput input, Instant firstAt, Instant lastAt, long times) {}

  /// The newest first, by when they were first refused.
  ///
  /// @param limit 1 to 250
  List<DeadLetter> list(Filter filter, int limit);

  /// Which ones to list; null means any.
  ///
  /// @param before only those older than this one: the last of the page before
  record Filter(@Nullable String code, @Nullable String sourceId, DeadLetter.@Nullable Id before) {
    public static final Filter ALL = new Filter(null, null, null);
  }

  Optional<DeadLetter> find(DeadLetter.Id id);

  /// Takes it away; without effect when it is gone.
  void remove(DeadLetter.Id id);
}
