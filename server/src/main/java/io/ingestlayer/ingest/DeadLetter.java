package io.ingestlayer.ingest;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.CompactId;
import io.ingestlayer.platform.http.Problem;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something that the gate refused, kept for a person to look at: one for each key or body, however often it was sent.
///
/// @param errors the places that were wrong; pointers into the request
/// @param type as far as it could be read, else null
/// @param body what was sent, or its beginning
/// @param cut whether the body is not all of what was sent: then it cannot be tried again
/// @param wholeRequest whether the body is a request, not one event
/// @param times how often it was refused, from `firstAt` to `lastAt`; code, words and body are of the last time
public record DeadLetter(
    Id id,
    String sourceId,
    String code,
    String detail,
    List<Problem.Part> errors,
    @Nullable String type,
    String body,
    boolean cut,
    boolean wholeRequest,
    Instant firstAt,
    Instant lastAt,
    long times) {

  public DeadLetter {
    requireNonNull(id);
    requireNonNull(sourceId);
    requireNonNull(code);
    requireNonNull(detail);
    errors = List.copyOf(errors);
    requireNonNull(body);
    requireNonNull(firstAt);
    requireNonNull(lastAt);
  }

  /// `dlt_` and a UUIDv7: sorts by when it was first refused.
  public record Id(UUID value) {
    public static final String PREFIX = "dlt_";

    public Id {
      requireNonNull(value);
    }

    /// @throws IllegalArgumentException when the text is no id of a dead letter
    public static Id parse(String text) {
      return new Id(CompactId.read(PREFIX, text));
    }

    @Override
    public String toString() {
      return CompactId.write(PREFIX, value);
    }
  }
}
