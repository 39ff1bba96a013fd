package io.ingestlayer.delivery;

import io.ingestlayer.delivery.AttemptResult.RateLimited;
import io.ingestlayer.delivery.AttemptResult.Retry;
import io.ingestlayer.delivery.AttemptResult.Unreached;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells whether it is our network that is down, and not their host that is gone. Any thread may call it.
///
/// It is ours when two places or more cannot be reached and nobody has answered since the attempts began: for hosts that
/// said nothing at all within two minutes of each other, for other failures within ten. Two destinations at one host, or
/// at one address, are one place. Where there is one place alone this cannot be told, and it is charged.
///
/// The first of them to say nothing is charged for nothing either while others are in use, since these may be about to
/// say nothing too: once, until it answers again.
///
/// What fails for us is charged to nobody: it costs no attempt, counts for no circuit and no alert, and is tried again
/// soon.
final class OurNetwork {
  static final String CODE = "our_network";
  static final Duration REMEMBERED = Duration.ofMinutes(10);

  /// Longer than the wait between two tries and the time that a connection may take.
  static final Duration SILENCE_REMEMBERED = Duration.ofMinutes(2);

  private static final Duration AGAIN_AFTER = Duration.ofSeconds(15);
  private static final int DESTINATIONS_MAX = 1_000;

  /// What is said on this side, before anything has left: it tells neither of a way out nor of none.
  private static final Set<String> SAID_HERE =
      Set.of(
          "egress_refused",
          "connections_busy",
          "internal_error",
          "not_connected",
          "credential_not_readable",
          "credential_not_kept",
          "ca_unreadable",
          "no_channel",
          "no_chat",
          "no_recipient",
          "too_many_recipients");

  private final Map<String, Failure> failures = new HashMap<>();

  /// When each destination answered last.
  private final Map<String, Instant> answers = new HashMap<>();

  /// When those that have said nothing since they answered last were let off.
  private final Map<String, Instant> letOff = new HashMap<>();

  private Instant answeredAt = Instant.MIN;

  private record Failure(Unreached unreached, Instant at) {
    boolean isOver(Instant now) {
      return at.plus(unreached.silent() ? SILENCE_REMEMBERED : REMEMBERED).isBefore(now);
    }
  }

  /// Takes note of what calls came to; returns them, with what is our own fault put as a wait.
  synchronized List<Call> judge(LiveDestination to, List<Call> calls, Instant now) {
    if (!to.target().type().isRemote()) {
      return calls;
    }
    String destination = to.target().definition().name();
    for (Call call : calls) {
      for (AttemptResult result : call.report().results()) {
        note(destination, result, call.attempt().at(), now);
      }
    }
    return calls.stream().map(it -> judged(destination, it, now)).toList();
  }

  /// The same for one result of an attempt.
  synchronized AttemptResult judge(
      String destination, AttemptResult result, Instant began, Instant now) {
    note(destination, result, began, now);
    return judged(destination, result, began, now);
  }

  private void note(String destination, AttemptResult result, Instant began, Instant now) {
    Unreached unreached = unreached(result);
    if (unreached == null && SAID_HERE.contains(result.code())) {
      return;
    }
    if (unreached == null) {
      // Somebody has answered, so there is a way out.
      failures.clear();
      letOff.remove(destination);
      answeredAt = now;
      if (answers.size() < DESTINATIONS_MAX || answers.containsKey(destination)) {
        answers.put(destination, now);
      }
    } else if (failures.size() < DESTINATIONS_MAX && !began.isBefore(answeredAt)) {
      failures.put(destination, new Failure(unreached, now));
    }
  }

  private static @Nullable Unreached unreached(AttemptResult result) {
    return result instanceof Retry retry ? retry.unreached() : null;
  }

  private Call judged(String destination, Call call, Instant now) {
    AttemptReport report = call.report();
    List<AttemptResult> results =
        report.results().stream()
            .map(it -> judged(destination, it, call.attempt().at(), now))
            .toList();
    return new Call(
        call.attempt(),
        new AttemptReport(results, report.request(), report.response()),
        call.took());
  }

  private AttemptResult judged(
      String destination, AttemptResult result, Instant began, Instant now) {
    if (!(result instanceof Retry retry) || retry.unreached() == null) {
      return result;
    }
    if (isDown(now)) {
      return new RateLimited(
          CODE,
          "Our own network or DNS seems down, since this server reaches no destination: "
              + retry.detail(),
          AGAIN_AFTER);
    }
    return retry.unreached().silent() && isLetOff(destination, began, now)
        ? new RateLimited(
            retry.code(),
            retry.detail() + "; whether that is this host or our own network, the next try tells",
            AGAIN_AFTER)
        : result;
  }

  private boolean isDown(Instant now) {
    failures.values().removeIf(it -> it.isOver(now));
    if (failures.values().stream().anyMatch(it -> it.unreached().ours())) {
      return true;
    }
    Iterator<Failure> all = failures.values().iterator();
    if (!all.hasNext()) {
      return false;
    }
    Unreached first = all.next().unreached();
    return failures.values().stream().anyMatch(it -> !it.unreached().isSamePlace(first));
  }

  /// Once, with all that was under way then, and only where others are in use of which none has answered meanwhile.
  private boolean isLetOff(String destination, Instant began, Instant now) {
    answers.values().removeIf(it -> it.plus(REMEMBERED).isBefore(now));
    boolean isAlone = answers.keySet().stream().allMatch(destination::equals);
    if (isAlone || began.isBefore(answeredAt)) {
      return false;
    }
    Instant before =
        letOff.size() < DESTINATIONS_MAX ? letOff.putIfAbsent(destination, now) : began;
    return before == null || began.isBefore(before);
  }
}
