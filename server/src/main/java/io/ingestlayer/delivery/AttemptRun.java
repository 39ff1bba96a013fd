package io.ingestlayer.delivery;

import io.ingestlayer.platform.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends rows: calls the destination, as often as it takes to carry all their deliveries, and turns whatever happens into
/// reports.
final class AttemptRun {
  /// A destination has a time limit of its own, well below; this one is for a fault in it.
  static final Duration TIME_MAX = Duration.ofMinutes(10);

  private static final Logger LOG = LoggerFactory.getLogger(AttemptRun.class);

  private final Timer timer;
  private final RowIds ids;

  AttemptRun(Timer timer, RowIds ids) {
    this.timer = timer;
    this.ids = ids;
  }

  /// Calls with at most so many deliveries each; after the first that found the vendor unwilling or broken, no more are
  /// made and the rest is answered alike.
  List<Call> send(LiveDestination live, LaneKey lane, List<OpenDelivery> rows) {
    List<Delivery> deliveries = rows.stream().flatMap(it -> it.deliveries().stream()).toList();
    int batchMax = live.target().lanes().batchMax();
    List<Call> calls = new ArrayList<>();
    for (int from = 0; from < deliveries.size(); from += batchMax) {
      int to = Math.min(deliveries.size(), from + batchMax);
      Attempt attempt =
          new Attempt(ids.next(), lane.lane(), deliveries.subList(from, to), timer.instant());
      AttemptResult stop = calls.isEmpty() ? null : stopping(calls.getLast().report());
      calls.add(
          stop == null
              ? call(live, attempt, TIME_MAX)
              : new Call(attempt, AttemptReport.same(attempt, stop, null, null), Duration.ZERO));
    }
    return calls;
  }

  /// The answer after which it is no use to go on.
  private static @Nullable AttemptResult stopping(AttemptReport report) {
    AttemptResult last = report.results().getLast();
    return last instanceof AttemptResult.RateLimited || last instanceof AttemptResult.Hold
        ? last
        : null;
  }

  /// One call, which ends within that time.
  Call call(LiveDestination live, Attempt attempt, Duration atMost) {
    Thread caller = Thread.currentThread();
    Timer.Scheduled end = timer.after(atMost, caller::interrupt);
    Instant began = timer.instant();
    AttemptReport report;
    try {
      report = checked(attempt, live.destination().deliver(attempt));
    } catch (InterruptedException e) {
      report =
          failed(attempt, "timeout", "The destination did not come to an end and was interrupted.");
    } catch (RuntimeException | Error e) {
      // An error in one destination's code must not end the lane: its thread would never report
      // back.
      LOG.error("destination {} failed: {}", live.target().definition().name(), FailureTrace.of(e));
      report =
          failed(
              attempt,
              "internal_error",
              "The destination's own code failed (%s); the log says where."
                  .formatted(e.getClass().getSimpleName()));
    } finally {
      end.cancel();
    }
    return new Call(attempt, report, Duration.between(began, timer.instant()));
  }

  private static AttemptReport checked(Attempt attempt, AttemptReport report) {
    if (report.results().size() == attempt.deliveries().size()) {
      return report;
    }
    throw new IllegalStateException(
        "%d results for %d deliveries"
            .formatted(report.results().size(), attempt.deliveries().size()));
  }

  private static AttemptReport failed(Attempt attempt, String code, String detail) {
    return AttemptReport.same(attempt, new AttemptResult.Retry(code, detail, true), null, null);
  }
}
