package io.ingestlayer.limit;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.Times;
import io.ingestlayer.event.Value;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A record of the dataset in its envelope.
///
/// @param id derived from rule, threshold, key, window and level: a repeat makes the same
/// @param time when what crossed the limit happened
/// @param recordedAt when it was found
/// @param window null for a limit on each event
/// @param level 1 for the first crossing of a window, 2 and up for the further ones
/// @param late whether what crossed arrived after the window's end
/// @param key what was counted apart
public record Violation(
    UUID id,
    Instant time,
    Instant recordedAt,
    @Nullable Window window,
    LimitAction action,
    int level,
    boolean late,
    Value.Obj key,
    ViolationRecord record) {

  public Violation {
    requireNonNull(id);
    requireNonNull(time);
    requireNonNull(recordedAt);
    requireNonNull(action);
    requireNonNull(key);
    requireNonNull(record);
  }

  /// The record in its envelope, as the dataset shows it.
  public Value.Obj toJson() {
    return Value.object()
        .put("id", id.toString())
        .put("time", Times.text(time))
        .put("recorded_at", Times.text(recordedAt))
        .put("window_start", window == null ? null : Times.text(window.start()))
        .put("window_end", window == null ? null : Times.text(window.end()))
        .put("action", action.word())
        .put("level", level)
        .put("late", late)
        .put("violation", record.toJson())
        .build();
  }
}
