package io.ingestlayer.delivery;

import io.ingestlayer.event.Value;
import io.ingestlayer.limit.Counted;
import io.ingestlayer.limit.LimitLedger;
import io.ingestlayer.limit.LimitRule;
import io.ingestlayer.limit.LimitRules;
import io.ingestlayer.limit.Occurrence;
import io.ingestlayer.limit.Outcome;
import io.ingestlayer.limit.Protections;
import io.ingestlayer.limit.Traits;
import io.ingestlayer.outbox.PostgresOutbox;
import io.ingestlayer.workspace.Workspace;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Counts rendered messages against the limits, in the transaction that finishes their deliveries. One thread at a time.
public final class RenderLimits {
  private final Supplier<List<LimitRule>> defined;
  private final Traits traits;
  private final LimitLedger ledger;
  private final Runnable wakeOutbox;
  private List<LimitRule> known = List.of();
  private LimitRules rules = new LimitRules(List.of(Protections.slackText()));

  /// @param defined the limits that are active now
  /// @param wakeOutbox called when there is something new in the outbox
  public RenderLimits(
      Supplier<List<LimitRule>> defined, Traits traits, LimitLedger ledger, Runnable wakeOutbox) {
    this.defined = defined;
    this.traits = traits;
    this.ledger = ledger;
    this.wakeOutbox = wakeOutbox;
  }

  /// For lanes without limits.
  public static RenderLimits none() {
    return new RenderLimits(List::of, Traits.NONE, LimitLedger.NONE, () -> {});
  }

  /// A message as it was rendered, and the delivery it was rendered for.
  record Message(Delivery delivery, String lane, AttemptResult.Rendered rendered) {}

  /// Counts them, and puts the events that this leads to into the outbox. True when there are some: then the outbox is to
  /// be told once this is committed.
  boolean count(Connection connection, List<Message> messages, Instant now) throws SQLException {
    if (messages.isEmpty()) {
      return false;
    }
    List<Occurrence> occurrences = messages.stream().map(RenderLimits::occurrence).toList();
    Outcome outcome =
        ledger
            .within(connection, FlowCounts.ANSWERS_SLOT, now)
            .count(rules().measure(occurrences, traits));
    PostgresOutbox.add(connection, Workspace.DEFAULT_ID, outcome.events(), now);
    return !outcome.events().isEmpty();
  }

  void wakeOutbox() {
    wakeOutbox.run();
  }

  private LimitRules rules() {
    List<LimitRule> now = defined.get();
    if (!known.equals(now)) {
      List<LimitRule> all = new ArrayList<>(now);
      all.add(Protections.slackText());
      rules = new LimitRules(all);
      known = now;
    }
    return rules;
  }

  /// By the event's arrival, as its other counts are, so that a repeat counts in the same window.
  private static Occurrence occurrence(Message message) {
    Delivery delivery = message.delivery();
    String pipeline = delivery.pipeline().name();
    String destination = delivery.route().to();
    Value.Obj dimensions =
        Value.object()
            .put("source", delivery.event().sourceId())
            .put("pipeline", pipeline)
            .put("destination", destination)
            .put("route", pipeline + "/" + destination)
            .putIfPresent("channel", message.lane().isEmpty() ? null : message.lane())
            .put("characters", message.rendered().characters())
            .put("characters_max", message.rendered().charactersMax())
            .build();
    return Occurrence.of(
        Counted.RENDER,
        delivery.id().value(),
        delivery.event(),
        delivery.scope(),
        dimensions,
        delivery.event().receivedAt());
  }
}
