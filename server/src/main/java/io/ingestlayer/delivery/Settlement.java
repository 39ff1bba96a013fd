package io.ingestlayer.delivery;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is to be written about one open row after its deliveries were tried, all of it together or nothing.
///
/// @param row what was tried
/// @param closes whether the open row goes: its deliveries are finished, or promised anew in `again`
/// @param finished deliveries in their last state
/// @param again new rows for what is to be tried later; the same root
/// @param attempts the calls that carried the row's deliveries
/// @param rendered messages that the vendor has now, as they were rendered
/// @param hold why the row waits, when it stays and the destination is broken
record Settlement(
    OpenDelivery row,
    boolean closes,
    List<FinishedDelivery> finished,
    List<OpenDelivery> again,
    List<AttemptRecord> attempts,
    List<RenderLimits.Message> rendered,
    AttemptResult.@Nullable Hold hold) {

  Settlement {
    finished = List.copyOf(finished);
    again = List.copyOf(again);
    attempts = List.copyOf(attempts);
    rendered = List.copyOf(rendered);
    int promised = again.stream().mapToInt(it -> it.deliveries().size()).sum();
    if (closes && finished.size() + promised != row.deliveries().size()) {
      throw new IllegalArgumentException(
          "of %d deliveries %d are finished and %d are to be tried again"
              .formatted(row.deliveries().size(), finished.size(), promised));
    }
    if (!closes && finished.size() + promised > 0) {
      throw new IllegalArgumentException("a row that stays keeps all its deliveries");
    }
  }

  /// A row that is left as it is, to be tried again.
  static Settlement stays(
      OpenDelivery row, List<AttemptRecord> attempts, AttemptResult.@Nullable Hold hold) {
    return new Settlement(row, false, List.of(), List.of(), attempts, List.of(), hold);
  }

  UUID id() {
    return row.id();
  }
}
