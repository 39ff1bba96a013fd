package io.ingestlayer.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Rows of one priority that can be sent: each pipeline has a queue of its own, and they take turns, so that one with many
/// does not keep another waiting. Guarded by its lane.
final class ReadyRows {
  private final Map<String, ArrayDeque<OpenDelivery>> byPipeline = new HashMap<>();

  /// The pipelines that have rows, whose turn is next first.
  private final ArrayDeque<String> turns = new ArrayDeque<>();

  /// To be sent after the pipeline's others.
  void addLast(OpenDelivery row) {
    of(row, false).addLast(row);
  }

  /// To be sent before the pipeline's others.
  void addFirst(OpenDelivery row) {
    of(row, false).addFirst(row);
  }

  /// To be sent before all others: it was taken already.
  void putBack(OpenDelivery row) {
    of(row, true).addFirst(row);
  }

  private ArrayDeque<OpenDelivery> of(OpenDelivery row, boolean now) {
    String pipeline = pipeline(row);
    ArrayDeque<OpenDelivery> rows = byPipeline.computeIfAbsent(pipeline, _ -> new ArrayDeque<>());
    if (rows.isEmpty()) {
      if (now) {
        turns.addFirst(pipeline);
      } else {
        turns.addLast(pipeline);
      }
    }
    return rows;
  }

  private static String pipeline(OpenDelivery row) {
    return row.deliveries().getFirst().pipeline().name();
  }

  /// The row whose turn it is, or null.
  @Nullable OpenDelivery peek() {
    String pipeline = turns.peekFirst();
    return pipeline == null ? null : rows(pipeline).peekFirst();
  }

  /// Takes out the row whose turn it is; there is one.
  OpenDelivery take() {
    String pipeline = turns.removeFirst();
    ArrayDeque<OpenDelivery> rows = rows(pipeline);
    OpenDelivery row = rows.removeFirst();
    if (rows.isEmpty()) {
      byPipeline.remove(pipeline);
    } else {
      turns.addLast(pipeline);
    }
    return row;
  }

  private ArrayDeque<OpenDelivery> rows(String pipeline) {
    return byPipeline.getOrDefault(pipeline, new ArrayDeque<>());
  }

  /// Takes out the row that would be sent last, of the pipeline that has most; null when there is none.
  @Nullable OpenDelivery takeLast() {
    return longest() == null ? null : takeLast(longest());
  }

  /// Takes out a row that the one given may stand in for: the last of a pipeline that has clearly more than its own; null
  /// when there is none.
  @Nullable OpenDelivery takeInFavourOf(OpenDelivery row) {
    String longest = longest();
    int own = rows(pipeline(row)).size();
    return longest == null || rows(longest).size() < own + 2 ? null : takeLast(longest);
  }

  private @Nullable String longest() {
    return byPipeline.entrySet().stream()
        .max(Comparator.comparingInt(it -> it.getValue().size()))
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  private OpenDelivery takeLast(String pipeline) {
    ArrayDeque<OpenDelivery> rows = rows(pipeline);
    OpenDelivery row = rows.removeLast();
    forgetIfEmpty(pipeline, rows);
    return row;
  }

  private void forgetIfEmpty(String pipeline, ArrayDeque<OpenDelivery> rows) {
    if (rows.isEmpty()) {
      byPipeline.remove(pipeline);
      turns.remove(pipeline);
    }
  }

  /// Whether the row's pipeline has nothing else here.
  boolean hasNoneOfPipeline(OpenDelivery row) {
    return rows(pipeline(row)).isEmpty();
  }

  /// Takes out the row of that id; null when it is not here.
  @Nullable OpenDelivery remove(UUID id) {
    for (Map.Entry<String, ArrayDeque<OpenDelivery>> each : byPipeline.entrySet()) {
      for (OpenDelivery row : each.getValue()) {
        if (row.id().equals(id)) {
          each.getValue().remove(row);
          forgetIfEmpty(each.getKey(), each.getValue());
          return row;
        }
      }
    }
    return null;
  }

  /// Takes all out.
  List<OpenDelivery> clear() {
    List<OpenDelivery> all = new ArrayList<>();
    byPipeline.values().forEach(all::addAll);
    byPipeline.clear();
    turns.clear();
    return all;
  }

  boolean isEmpty() {
    return turns.isEmpty();
  }
}
