package io.ingestlayer.limit;

import io.ingestlayer.limit.ViolationQueries.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The condition that lists and counts share. Only what is asked for stands in it, so that the indexes can serve it.
///
/// @param where begins with `where`
/// @param values for its `?`, in their order
record PostgresViolationSelection(String where, List<@Nullable Object> values) {

  static PostgresViolationSelection of(
      int workspaceId, ViolationFilter filter, @Nullable Place after) {
    StringBuilder where = new StringBuilder("where workspace_id = ?\n");
    List<@Nullable Object> values = new ArrayList<>();
    values.add(workspaceId);
    if (filter.names().size() == 1) {
      add(where, values, "limit_name = ?", filter.names().getFirst());
    } else if (!filter.names().isEmpty()) {
      add(where, values, "limit_name = any (?)", (Object) filter.names().toArray(String[]::new));
    }
    if (filter.type() != null) {
      add(where, values, "limit_type = ?", filter.type());
    }
    if (filter.eventType() != null) {
      add(where, values, "event_type = ?", filter.eventType());
    }
    for (Map.Entry<String, String> each : filter.context().entrySet()) {
      add(where, values, "context ->> ?::text = ?", each.getKey(), each.getValue());
    }
    if (filter.from() != null) {
      add(where, values, "time >= ?", filter.from());
    }
    if (filter.to() != null) {
      add(where, values, "time < ?", filter.to());
    }
    if (filter.late() != null) {
      add(where, values, "late = ?", filter.late());
    }
    if (filter.action() != null) {
      add(where, values, "action = ?", filter.action().word());
    }
    if (after != null) {
      add(where, values, "(time, id) < (?, ?)", after.time(), after.id());
    }
    return new PostgresViolationSelection(where.toString(), values);
  }

  private static void add(
      StringBuilder where, List<@Nullable Object> values, String condition, Object... bound) {
    where.append("  and ").append(condition).append('\n');
    values.addAll(List.of(bound));
  }

  /// All values of a statement that has some before it and some after.
  @Nullable Object[] between(List<? extends Object> before, Object... after) {
    List<@Nullable Object> all = new ArrayList<>(before);
    all.addAll(values);
    all.addAll(List.of(after));
    return all.toArray();
  }
}
