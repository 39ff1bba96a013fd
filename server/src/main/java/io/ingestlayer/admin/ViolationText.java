package io.ingestlayer.admin;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.limit.Violation;
import io.ingestlayer.limit.ViolationRecord;
import io.ingestlayer.limit.Window;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A record of the dataset in its envelope, as a row of CSV.
final class ViolationText {
  private static final List<String> COLUMNS =
      List.of(
          "id",
          "time",
          "recorded_at",
          "window_start",
          "window_end",
          "action",
          "level",
          "late",
          "limit_name",
          "limit_type",
          "limit_interval_type",
          "duration_seconds",
          "limit_threshold",
          "limit_threshold_unit",
          "limit_event_type",
          "limit_value",
          "violation_context");

  private ViolationText() {}

  static String header() {
    return row(COLUMNS.stream());
  }

  static String row(Violation violation) {
    Window window = violation.window();
    ViolationRecord record = violation.record();
    Value.Obj context = record.context();
    return row(
        Stream.of(
            violation.id().toString(),
            Answers.time(violation.time()),
            Answers.time(violation.recordedAt()),
            window == null ? "" : Answers.time(window.start()),
            window == null ? "" : Answers.time(window.end()),
            violation.action().word(),
            Integer.toString(violation.level()),
            Boolean.toString(violation.late()),
            record.limitName(),
            record.limitType(),
            record.intervalType(),
            record.periodSeconds() == null ? "" : record.periodSeconds().toString(),
            Long.toString(record.threshold()),
            record.unit().word(),
            record.eventType(),
            Long.toString(record.value()),
            context == null ? "" : Json.write(context)));
  }

  private static String row(Stream<String> cells) {
    return cells.map(ViolationText::cell).collect(Collectors.joining(",", "", "\r\n"));
  }

  /// RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe before it, which makes it text.
  private static String cell(String text) {
    String safe = !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    boolean plain =
        safe.chars().noneMatch(it -> it == ',' || it == '"' || it == '\r' || it == '\n');
    return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
  }
}
