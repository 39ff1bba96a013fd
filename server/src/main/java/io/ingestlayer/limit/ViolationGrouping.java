package io.ingestlayer.limit;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What records of the dataset are counted by.
///
/// @param by at most 3
/// @param bucket null for the whole time
public record ViolationGrouping(List<Part> by, @Nullable Bucket bucket) {
  public static final int PARTS_MAX = 3;

  public ViolationGrouping {
    by = List.copyOf(by);
    if (by.size() > PARTS_MAX) {
      throw new IllegalArgumentException("records are grouped by at most 3");
    }
  }

  /// One of the things that a group has in common.
  public sealed interface Part {
    /// As it is asked for, and shown.
    String word();
  }

  /// A field of the record or of its envelope.
  public enum Field implements Part {
    LIMIT_NAME("limit_name"),
    LIMIT_TYPE("limit_type"),
    LIMIT_EVENT_TYPE("limit_event_type"),
    ACTION("action"),
    LATE("late");

    private final String word;

    Field(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }

  /// A value of the context. Compared as text, as the filter does.
  public record Context(String key) implements Part {
    public static final String PREFIX = "context.";

    @Override
    public String word() {
      return PREFIX + key;
    }
  }

  /// Spans of time, aligned in UTC.
  public enum Bucket {
    MINUTE("1m", Duration.ofMinutes(1)),
    FIVE_MINUTES("5m", Duration.ofMinutes(5)),
    HOUR("1h", Duration.ofHours(1)),
    DAY("1d", Duration.ofDays(1));

    private final String word;
    private final Duration length;

    Bucket(String word, Duration length) {
      this.word = word;
      this.length = length;
    }

    public String word() {
      return word;
    }

    public Duration length() {
      return length;
    }
  }
}
