package io.ingestlayer.delivery.destination.notion;

import io.ingestlayer.event.Times;
import io.ingestlayer.event.Value;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A date property's value: a day, or a time with its offset, or a span of either. A time without an offset is UTC. Pure.
final class NotionDate {
  private static final int TEXT_MAX = 40;
  private static final int YEAR_MAX = 9_999;

  private NotionDate() {}

  /// Empty when it is neither a date as RFC 3339 writes it nor `{start, end}` of such.
  static Optional<Value> of(Value value) {
    String start = text(value instanceof Value.Obj ? value.get("start") : value);
    if (start == null) {
      return Optional.empty();
    }
    Value.ObjBuilder date = Value.object().put("start", start);
    if (value.get("end").isPresent()) {
      String end = text(value.get("end"));
      if (end == null) {
        return Optional.empty();
      }
      date.put("end", end);
    }
    return Optional.of(date.build());
  }

  private static @Nullable String text(Value value) {
    if (!(value instanceof Value.Text(String text)) || text.length() > TEXT_MAX) {
      return null;
    }
    String stripped = text.strip();
    try {
      if (stripped.matches("\\d{4}-\\d\\d-\\d\\d")) {
        return LocalDate.parse(stripped).toString();
      }
      String time = stripped.replaceFirst("^(\\d{4}-\\d\\d-\\d\\d)[ t]", "$1T");
      boolean hasOffset = time.matches(".*([zZ]|[+-]\\d\\d:?\\d\\d)$") && time.length() > 16;
      OffsetDateTime parsed =
          hasOffset
              ? OffsetDateTime.parse(time.replaceFirst("([+-]\\d\\d)(\\d\\d)$", "$1:$2"))
              : LocalDateTime.parse(time).atOffset(ZoneOffset.UTC);
      return parsed.getYear() >= 0 && parsed.getYear() <= YEAR_MAX ? shown(parsed) : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  /// In UTC, for a time is the same wherever it is looked at.
  private static String shown(OffsetDateTime time) {
    return Times.text(time.toInstant());
  }
}
