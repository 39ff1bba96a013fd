package io.ingestlayer.ingest;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.Payload;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One event of a request, as a source's room has read it.
public sealed interface DecodedEvent {

  /// What was sent for this event.
  Slice sent();

  /// The sender's key, or null when it gave none that could be read.
  @Nullable String key();

  /// Well formed; what it says is the gate's to judge.
  ///
  /// @param pointer where in the request its payload stands, as a JSON pointer
  /// @param occurredAt the sender's `timestamp`, in whole milliseconds, or null when it gave none
  record Sound(
      String type,
      Payload payload,
      @Nullable String key,
      @Nullable Instant occurredAt,
      String pointer,
      Slice sent)
      implements DecodedEvent {

    public Sound {
      requireNonNull(type);
      requireNonNull(payload);
      requireNonNull(pointer);
      requireNonNull(sent);
    }
  }

  /// Not an event, though the request around it is well formed.
  ///
  /// @param type as far as it could be read, else null
  record Unsound(Refusal refusal, @Nullable String type, @Nullable String key, Slice sent)
      implements DecodedEvent {

    public Unsound {
      requireNonNull(refusal);
      requireNonNull(sent);
    }
  }
}
