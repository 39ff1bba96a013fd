package io.ingestlayer.delivery;

import io.ingestlayer.delivery.Targets.Target;
import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.event.Offset;
import io.ingestlayer.event.Payload;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.platform.time.Timer;
import io.ingestlayer.workspace.PipelineVersion;
import io.ingestlayer.workspace.RouteDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends single messages for a person who waits for what comes of them, past whatever holds a destination back. Any
/// thread may call it.
///
/// Nothing of it is stored or counted: there is no event, no delivery and no attempt afterwards. What waits for a
/// destination that took the message is tried again at once, unless a person has paused it.
public final class TestMessages {
  public static final int AT_ONCE_MAX = 4;

  /// Below what a client waits for an answer.
  public static final Duration TIME_MAX = Duration.ofSeconds(20);

  private static final Logger LOG = LoggerFactory.getLogger(TestMessages.class);
  private static final String SOURCE = "ingestlayer";

  private final Function<String, DestinationState> states;
  private final Consumer<String> probe;
  private final Function<String, DestinationContext> contexts;
  private final AttemptRun attempts;
  private final RowIds ids;
  private final Timer timer;
  private final Semaphore turns = new Semaphore(AT_ONCE_MAX);

  /// A message as it is wanted.
  ///
  /// @param pipeline whose route it is, or one that stands in for it
  public record Draft(
      String type, Value.Obj payload, PipelineVersion pipeline, RouteDefinition route) {}

  /// What came of it.
  public sealed interface Outcome {}

  /// @param preview the message as its destination's type shows it
  /// @param text the same as lines of text
  public record Sent(Call call, Value preview, String text) implements Outcome {}

  /// Too many are under way.
  public record Busy() implements Outcome {}

  /// @param states of a destination by its name
  /// @param probe has what waits for a destination tried again
  TestMessages(
      Function<String, DestinationState> states,
      Consumer<String> probe,
      Function<String, DestinationContext> contexts,
      AttemptRun attempts,
      RowIds ids,
      Timer timer) {
    this.states = states;
    this.probe = probe;
    this.contexts = contexts;
    this.attempts = attempts;
    this.ids = ids;
    this.timer = timer;
  }

  /// Sends it now; returns within [#TIME_MAX] and a moment.
  public Outcome send(Target target, Draft draft) {
    if (!turns.tryAcquire()) {
      return new Busy();
    }
    try {
      return sent(target, draft);
    } finally {
      turns.release();
    }
  }

  private Sent sent(Target target, Draft draft) {
    String name = target.definition().name();
    Delivery delivery = delivery(draft);
    String lane =
        target.type().lane(target.definition().config(), draft.route().config(), delivery.scope());
    Attempt attempt =
        new Attempt(
            ids.next(), new LaneKey(name, lane).lane(), List.of(delivery), timer.instant(), true);
    Call call = call(states.apply(name), target, attempt);
    LOG.info("test message to {}: {}", name, call.report().results().getFirst().code());
    if (Verdict.of(List.of(call)).taken()) {
      probe.accept(name);
    }
    Value preview =
        target.type().preview(target.definition().config(), delivery, contexts.apply(name));
    return new Sent(call, preview, target.type().read(target.definition().config(), preview));
  }

  private Delivery delivery(Draft draft) {
    Instant now = timer.instant();
    UUID id = ids.next();
    Event event =
        new Event(
            new EventId(id),
            new Offset(0, 0),
            draft.type(),
            SOURCE,
            now,
            now,
            Payload.of(draft.payload()));
    return new Delivery(
        DeliveryId.of(event.id(), draft.pipeline().id(), draft.route().position(), 0),
        event,
        Scope.of(event, now),
        draft.pipeline(),
        draft.route());
  }

  private Call call(DestinationState state, Target target, Attempt attempt) {
    LiveDestination live;
    try {
      live = state.use(target);
    } catch (RuntimeException e) {
      LOG.error("destination {} cannot be opened", state.name(), e);
      return new Call(
          attempt,
          AttemptReport.same(attempt, LaneAttempts.cannotOpen(e), null, null),
          Duration.ZERO);
    }
    try {
      return attempts.call(live, attempt, TIME_MAX);
    } finally {
      live.done();
    }
  }
}
