package io.ingestlayer.delivery;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.Offset;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.workspace.PipelineVersion;
import io.ingestlayer.workspace.RouteDefinition;
import io.ingestlayer.workspace.Workspace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Puts rows, events and definitions together again.
final class RestoredRows {
  private final Workspace workspace;
  private final EventSource events;
  private final List<OpenDelivery> rows = new ArrayList<>();
  private final List<Unreadable> unreadable = new ArrayList<>();
  private final Map<Offset, Event> found = new HashMap<>();

  /// A row that cannot be sent as things are.
  record Unreadable(UUID id, String code, String detail) {}

  RestoredRows(List<PostgresStoredRow> stored, Workspace workspace, EventSource events) {
    this.workspace = workspace;
    this.events = events;
    Map<Integer, List<Long>> wanted = new HashMap<>();
    for (PostgresStoredRow row : stored) {
      if (row.extra().hasEvents()) {
        continue;
      }
      wanted.computeIfAbsent(row.partition(), _ -> new ArrayList<>()).addAll(row.positions());
    }
    wanted.forEach(this::find);
    stored.forEach(this::add);
  }

  private void add(PostgresStoredRow row) {
    OpenDelivery restored = restore(row);
    if (restored != null) {
      rows.add(restored);
    }
  }

  private void find(int partition, List<Long> positions) {
    long[] distinct = positions.stream().mapToLong(Long::longValue).sorted().distinct().toArray();
    events.at(partition, distinct).forEach(it -> found.put(it.offset(), it));
  }

  /// Those that can be sent.
  List<OpenDelivery> rows() {
    return List.copyOf(rows);
  }

  List<Unreadable> unreadable() {
    return List.copyOf(unreadable);
  }

  private @Nullable OpenDelivery restore(PostgresStoredRow row) {
    PipelineVersion pipeline = workspace.pipeline(row.pipelineVersion()).orElse(null);
    RouteDefinition route =
        pipeline == null
            ? null
            : pipeline.definition().routes().stream()
                .filter(it -> it.position() == row.route())
                .findFirst()
                .orElse(null);
    if (pipeline == null || route == null) {
      unreadable.add(
          new Unreadable(
              row.id(),
              "pipeline_missing",
              "The pipeline version that decided this delivery is not known any more."));
      return null;
    }
    List<Delivery> deliveries = new ArrayList<>();
    for (int i = 0; i < row.positions().size(); i++) {
      Event event = event(row, i);
      if (event == null) {
        unreadable.add(
            new Unreadable(
                row.id(),
                "event_missing",
                "The event at %d/%d is not in the log any more."
                    .formatted(row.partition(), row.positions().get(i))));
        return null;
      }
      deliveries.add(delivery(row, i, event, pipeline, route));
    }
    return new OpenDelivery(
        row.id(),
        row.root(),
        row.lane(),
        deliveries,
        row.createdAt(),
        row.due(),
        row.attempts(),
        row.state(),
        row.code(),
        row.detail(),
        row.priority(),
        row.orderKey());
  }

  private @Nullable Event event(PostgresStoredRow row, int place) {
    Offset offset = new Offset(row.partition(), row.positions().get(place));
    return row.extra().hasEvents() ? row.extra().event(place, offset) : found.get(offset);
  }

  private static Delivery delivery(
      PostgresStoredRow row,
      int place,
      Event event,
      PipelineVersion pipeline,
      RouteDefinition route) {
    Scope scope =
        Scope.restore(event, row.extra().decidedAt(row.createdAt()), row.extra().snapshot(place));
    DeliveryId id = row.extra().id(place, event, row.pipelineVersion(), row.route());
    return new Delivery(id, event, scope, pipeline, route, row.extra().progress(place));
  }
}
