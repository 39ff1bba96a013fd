package io.ingestlayer.limit;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.Value;
import org.jspecify.annotations.Nullable;

/// A record of the `limit_violations` dataset: these fields and no others; `api/limit-violation.schema.json` describes it.
///
/// @param periodSeconds the window's length; null for a limit on each event
/// @param value what was observed, more than the threshold
/// @param context strings and integers, at most 20; null when there are none
public record ViolationRecord(
    String limitName,
    String limitType,
    @Nullable Long periodSeconds,
    long threshold,
    LimitUnit unit,
    String eventType,
    long value,
    Value.@Nullable Obj context) {

  public ViolationRecord {
    requireNonNull(limitName);
    requireNonNull(limitType);
    requireNonNull(unit);
    requireNonNull(eventType);
  }

  public String intervalType() {
    return periodSeconds == null ? "per_event" : "periodic";
  }

  /// As JSON, in the schema's order; the details are there exactly when it is periodic.
  public Value.Obj toJson() {
    Value.ObjBuilder json =
        Value.object()
            .put("limit_name", limitName)
            .put("limit_type", limitType)
            .put("limit_interval_type", intervalType());
    if (periodSeconds != null) {
      json.put(
          "limit_interval_periodic_details",
          Value.object().put("duration_seconds", periodSeconds).build());
    }
    return json.put("limit_threshold", threshold)
        .put("limit_threshold_unit", unit.word())
        .put("limit_event_type", eventType)
        .put("limit_value", value)
        .put("violation_context", context == null ? Value.Null.NULL : context)
        .build();
  }
}
