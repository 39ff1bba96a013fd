package io.ingestlayer.delivery;

import io.ingestlayer.delivery.AttemptResult.RateLimited;
import io.ingestlayer.delivery.AttemptResult.Retry;
import io.ingestlayer.delivery.AttemptResult.Unreached;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Tells whether it is our network that is down, and not their host that is gone: when two hosts or more cannot be reached
/// and nobody has answered since the first of them. Any thread may call it.
///
/// What fails then is charged to nobody: it costs no attempt, counts for no circuit and no alert, and is tried again soon.
final class OurNetwork {
  static final String CODE = "our_network";
  private static final Duration REMEMBERED = Duration.ofMinutes(10);
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(15);
  private static final int DESTINATIONS_MAX = 1_000;

  private final Map<String, Failure> failures = new HashMap<>();

  private record Failure(Unreached unreached, Instant at) {}

  /// Takes note of what calls came to; returns them, with what is our own fault put as a wait.
  synchronized List<Call> judge(LiveDestination to, List<Call> calls, Instant now) {
    if (!to.target().type().isRemote()) {
      return calls;
    }
    String destination = to.target().definition().name();
    for (Call call : calls) {
      for (AttemptResult result : call.report().results()) {
        note(destination, result, now);
      }
    }
    return isDown(now) ? calls.stream().map(OurNetwork::uncharged).toList() : calls;
  }

  private void note(String destination, AttemptResult result, Instant now) {
    if (!(result instanceof Retry retry) || retry.unreached() == null) {
      // Somebody has answered, so there is a way out.
      failures.clear();
    } else if (failures.size() < DESTINATIONS_MAX) {
      failures.put(destination, new Failure(retry.unreached(), now));
    }
  }

  private boolean isDown(Instant now) {
    failures.values().removeIf(it -> it.at().plus(REMEMBERED).isBefore(now));
    return failures.values().stream().anyMatch(it -> it.unreached().ours())
        || failures.values().stream().map(it -> it.unreached().host()).distinct().count() > 1;
  }

  private static Call uncharged(Call call) {
    AttemptReport report = call.report();
    List<AttemptResult> results = report.results().stream().map(OurNetwork::uncharged).toList();
    return new Call(
        call.attempt(),
        new AttemptReport(results, report.request(), report.response()),
        call.took());
  }

  private static AttemptResult uncharged(AttemptResult result) {
    return result instanceof Retry retry && retry.unreached() != null
        ? new RateLimited(
            CODE,
            "This server reaches no destination, so it is its own network or DNS: "
                + retry.detail(),
            AGAIN_AFTER)
        : result;
  }
}
