package io.ingestlayer.delivery;

import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.AttemptResult.Retry;
import io.ingestlayer.delivery.DestinationPauses.Paused;
import io.ingestlayer.delivery.DestinationState.Reached;
import io.ingestlayer.delivery.Holding.Kind;
import io.ingestlayer.delivery.Targets.Target;
import io.ingestlayer.platform.db.DatabaseException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Learns from what attempts come to how destinations do: opens and closes their circuits, raises alerts, pauses what fails
/// for long. Any thread may call it.
final class DestinationAlarms {
  private static final Logger LOG = LoggerFactory.getLogger(DestinationAlarms.class);
  private static final String AUTOMATIC = "automatic";

  /// It has said itself that it wants nothing more, which is as good as a person's word.
  private static final String RECEIVER = "the receiver";

  private final DestinationPauses pauses;
  private final PostgresDestinationStreaks streaks;
  private final Runnable wakeOutbox;
  private volatile Map<String, Paused> paused = Map.of();

  /// Of destinations that nothing was sent to yet.
  private final Map<String, FailureStreak.Kept> recalled = new ConcurrentHashMap<>();

  /// @param wakeOutbox called when there is something new in the outbox
  DestinationAlarms(
      DestinationPauses pauses, PostgresDestinationStreaks streaks, Runnable wakeOutbox) {
    this.pauses = pauses;
    this.streaks = streaks;
    this.wakeOutbox = wakeOutbox;
  }

  /// Takes note of what calls came to. True when the destination's other lanes need to know.
  boolean heed(DestinationState state, Target target, List<Call> calls, Instant now) {
    Verdict verdict = Verdict.of(calls);
    if (verdict.failed()) {
      state.failed(now);
    }
    if (verdict.taken()) {
      boolean resumed = state.endPauseByFailures();
      if (resumed) {
        store(state, () -> keepResumed(state.name(), AUTOMATIC, now));
      }
      return state.succeeded(now) || resumed;
    }
    Hold why = failure(calls);
    if (why == null || calls.stream().allMatch(it -> tellsOf(it, state.name()))) {
      return false;
    }
    Instant began = calls.getFirst().attempt().at();
    Reached reached = state.failed(why, began, now, target.definition().policy());
    if (reached.percent() > 0) {
      state.tell(
          DestinationEvents.failing(
              state.name(),
              target.definition().type(),
              reached.failures(),
              reached.percent(),
              reached.since(),
              why,
              now));
    }
    boolean pause = reached.pause() || (why.isOver() && mayPause(state, target));
    if (pause) {
      String reason =
          why.isOver()
              ? why.detail()
              : reached.failures() + " failures in a row; the last: " + why.detail();
      Paused by =
          new Paused(state.name(), !why.isOver(), why.isOver() ? RECEIVER : AUTOMATIC, reason, now);
      state.pause(holding(by));
      store(state, () -> pauses.pause(by, DestinationEvents.paused(by)));
    }
    return reached.failures() == DestinationState.FAILING_FROM || pause;
  }

  /// Several attempts that were under way together are told the same thing: that is once.
  private static boolean mayPause(DestinationState state, Target target) {
    Holding now = state.holding();
    return target.definition().policy().autoPause()
        && (now == null || now.kind() != Kind.PAUSED_BY_PERSON);
  }

  private static boolean tellsOf(Call call, String destination) {
    return call.attempt().deliveries().stream()
        .allMatch(it -> DestinationEvents.tellsOf(it.event(), destination));
  }

  /// What speaks against the destination; null when nothing does.
  private static @Nullable Hold failure(List<Call> calls) {
    for (Call call : calls) {
      for (AttemptResult result : call.report().results()) {
        if (result instanceof Hold hold && hold.whole()) {
          return hold;
        }
        if (result instanceof Retry retry) {
          return new Hold(
              retry.code(),
              retry.detail(),
              "Nothing to do if it is down for a while: it is tried again, and goes on by itself.",
              true);
        }
      }
    }
    return null;
  }

  /// Keeps something about a destination without keeping its lane waiting.
  private void store(DestinationState state, Runnable what) {
    state.beginStoring();
    Thread.ofVirtual()
        .name("alarm")
        .start(() -> {
          try {
            what.run();
            wakeOutbox.run();
          } catch (DatabaseException e) {
            LOG.warn("an alert about a destination could not be kept: {}", e.getMessage());
          } finally {
            state.endStoring();
          }
        });
  }

  /// A person pauses it: kept when this returns. False when a person had already.
  boolean pause(DestinationState state, String by, String reason, Instant now) {
    Paused wanted = new Paused(state.name(), false, by, reason, now);
    boolean news = pauses.pause(wanted, DestinationEvents.paused(wanted));
    if (news) {
      state.pause(holding(wanted));
      wakeOutbox.run();
    }
    return news;
  }

  /// A person ends the pause, whoever began it. False when there was none.
  boolean resume(DestinationState state, String by, Instant now) {
    boolean was = keepResumed(state.name(), by, now);
    state.resume(now);
    wakeOutbox.run();
    return was;
  }

  private boolean keepResumed(String destination, String by, Instant now) {
    return pauses.resume(destination, DestinationEvents.resumed(destination, by, now));
  }

  /// Looks which destinations are paused, which another process may have changed.
  ///
  /// @param states those known here, by name
  /// @param changed told of each that is paused or resumed by it
  void look(Map<String, DestinationState> states, Consumer<String> changed, Instant now) {
    Map<String, Long> before = new HashMap<>();
    states.forEach((name, state) -> before.put(name, state.pauseChanges()));
    Map<String, Paused> kept = new HashMap<>();
    try {
      pauses.list().forEach(it -> kept.put(it.destination(), it));
    } catch (DatabaseException e) {
      LOG.warn("paused destinations could not be looked for: {}", e.getMessage());
      return;
    }
    paused = Map.copyOf(kept);
    before.forEach((name, changes) -> {
      DestinationState state = states.get(name);
      if (state != null && state.pauseStored(stored(name), changes, now)) {
        changed.accept(name);
      }
    });
  }

  /// Goes on from the failures that whoever had the lanes before has stored.
  ///
  /// @param states those known here, by name
  void recall(Map<String, DestinationState> states, Instant now) {
    Map<String, FailureStreak.Kept> kept;
    try {
      kept = streaks.list(now);
    } catch (DatabaseException e) {
      LOG.warn("failures of destinations count from none: {}", e.getMessage());
      return;
    }
    recalled.clear();
    recalled.putAll(kept);
    states.forEach((name, state) -> state.recall(recall(name)));
  }

  /// What was stored of a destination that is new here. Once: later it is older than what is known here.
  FailureStreak.Kept recall(String destination) {
    FailureStreak.Kept kept = recalled.remove(destination);
    return kept == null ? FailureStreak.Kept.NONE : kept;
  }

  /// The pause of that name as it was seen last; null when there was none.
  @Nullable Holding stored(String destination) {
    Paused known = paused.get(destination);
    return known == null ? null : holding(known);
  }

  private static Holding holding(Paused paused) {
    Hold why =
        paused.automatic()
            ? new Hold(
                "paused_by_failures",
                "Paused after " + paused.reason(),
                "See to the destination, then resume it. One delivery tries each hour; when it arrives, all go on.",
                true)
            : new Hold(
                "paused",
                "Paused by "
                    + paused.by()
                    + (paused.reason().isEmpty() ? "." : ": " + paused.reason()),
                "Resume it when it is to go on. What waits for more than 7 days is given up.",
                true);
    Kind kind = paused.automatic() ? Kind.PAUSED_BY_FAILURES : Kind.PAUSED_BY_PERSON;
    return Holding.begin(kind, why, paused.since());
  }
}
