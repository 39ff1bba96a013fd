package io.ingestlayer.delivery;

import io.ingestlayer.delivery.AttemptRecord.Outcome;
import io.ingestlayer.delivery.AttemptResult.Delivered;
import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.AttemptResult.RateLimited;
import io.ingestlayer.delivery.AttemptResult.Reject;
import io.ingestlayer.delivery.AttemptResult.Retry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes the records of calls. Pure.
final class AttemptRecords {
  private AttemptRecords() {}

  /// One record for each call, about those of its deliveries that are in the row.
  static List<AttemptRecord> of(OpenDelivery row, List<Call> calls) {
    Set<Delivery> ours = Collections.newSetFromMap(new IdentityHashMap<>());
    ours.addAll(row.deliveries());
    return calls.stream().map(it -> of(row, it, results(it, ours))).toList();
  }

  private static List<AttemptResult> results(Call call, Set<Delivery> ours) {
    List<AttemptResult> results = new ArrayList<>();
    for (int i = 0; i < call.attempt().deliveries().size(); i++) {
      if (ours.contains(call.attempt().deliveries().get(i))) {
        results.add(call.report().results().get(i));
      }
    }
    return results;
  }

  private static AttemptRecord of(OpenDelivery row, Call call, List<AttemptResult> results) {
    AttemptResult telling =
        results.stream()
            .filter(it -> !(it instanceof Delivered))
            .findFirst()
            .orElse(results.getFirst());
    boolean mixed = results.stream().map(AttemptRecords::outcome).distinct().count() > 1;
    boolean failed = !(telling instanceof Delivered);
    return new AttemptRecord(
        call.attempt().id(),
        row.root(),
        row.deliveries().getFirst().pipeline().id(),
        row.lane(),
        results.size(),
        call.attempt().at(),
        call.took(),
        mixed ? Outcome.PARTIAL : outcome(telling),
        telling.code(),
        detail(telling),
        results.stream().anyMatch(it -> it instanceof Retry retry && retry.ambiguous()),
        failed ? call.report().request() : null,
        call.report().response());
  }

  private static Outcome outcome(AttemptResult result) {
    return switch (result) {
      case Delivered _ -> Outcome.DELIVERED;
      case Retry _ -> Outcome.RETRY;
      case RateLimited _ -> Outcome.RATE_LIMITED;
      case Reject _ -> Outcome.REJECT;
      case Hold _ -> Outcome.HOLD;
    };
  }

  static @Nullable String detail(AttemptResult result) {
    return switch (result) {
      case Delivered delivered -> delivered.note();
      case Retry retry -> retry.detail();
      case RateLimited limited -> limited.detail();
      case Reject reject -> reject.detail();
      case Hold hold -> hold.detail();
    };
  }
}
