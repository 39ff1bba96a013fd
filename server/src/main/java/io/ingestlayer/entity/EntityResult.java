package io.ingestlayer.entity;

import static java.util.Objects.requireNonNull;

/// What became of one write.
public sealed interface EntityResult {

  /// It was not known before.
  record Created(Entity entity) implements EntityResult {
    public Created {
      requireNonNull(entity);
    }
  }

  /// It was known; this is the state after the merge.
  record Merged(Entity entity) implements EntityResult {
    public Merged {
      requireNonNull(entity);
    }
  }

  /// It is not known, and the write was for one that is; nothing was written.
  record Missing() implements EntityResult {}

  /// It breaks a rule; nothing was written.
  ///
  /// @param code `invalid_kind`, `invalid_external_id`, `traits_too_large`, or a code of `JsonException`
  /// @param pointer the JSON pointer of what is wrong: `/kind`, `/external_id`, `/traits`
  record Refused(String code, String detail, String pointer) implements EntityResult {
    public Refused {
      requireNonNull(code);
      requireNonNull(detail);
      requireNonNull(pointer);
    }
  }
}
