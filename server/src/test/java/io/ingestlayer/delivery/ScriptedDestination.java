package io.ingestlayer.delivery;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A destination that answers as it is told, and remembers what it was asked.
final class ScriptedDestination implements Destination, DestinationType {
  private final List<Received> received = new ArrayList<>();
  private Function<Attempt, AttemptReport> answers = ScriptedDestination::delivered;
  private boolean stuck;
  private boolean forgetful;
  private int waiting;

  /// A delivery that was taken.
  record Received(DeliveryId id, Instant at, String lane, Scope scope) {}

  static AttemptReport delivered(Attempt attempt) {
    return AttemptReport.same(attempt, AttemptResult.Delivered.OK, null, "ok");
  }

  static Function<Attempt, AttemptReport> always(AttemptResult result) {
    return attempt -> AttemptReport.same(attempt, result, "what was sent", "what was answered");
  }

  synchronized void answer(Function<Attempt, AttemptReport> with) {
    answers = with;
  }

  /// From now on it remembers nothing: whoever answers keeps what is to be kept.
  synchronized void forget() {
    forgetful = true;
  }

  /// From now on calls do not come back until `release`.
  synchronized void stick() {
    stuck = true;
  }

  synchronized void release() {
    stuck = false;
    notifyAll();
  }

  /// Calls that do not come back.
  synchronized int waiting() {
    return waiting;
  }

  synchronized List<Received> received() {
    return List.copyOf(received);
  }

  @Override
  public synchronized AttemptReport deliver(Attempt attempt) throws InterruptedException {
    AttemptReport report = answers.apply(attempt);
    for (int i = 0; i < report.results().size() && !forgetful; i++) {
      if (report.results().get(i) instanceof AttemptResult.Delivered) {
        Delivery delivery = attempt.deliveries().get(i);
        received.add(new Received(delivery.id(), attempt.at(), attempt.lane(), delivery.scope()));
      }
    }
    waiting++;
    while (stuck) {
      wait();
    }
    waiting--;
    return report;
  }

  @Override
  public String key() {
    return "scripted";
  }

  @Override
  public ConfigSpec config() {
    return ConfigSpec.of();
  }

  @Override
  public ConfigSpec route(Config destination) {
    return ConfigSpec.of();
  }

  @Override
  public LaneSpec lanes(Config destination) {
    return new LaneSpec(1, 1, null);
  }

  @Override
  public String lane(Config destination, Config route, Scope scope) {
    return "";
  }

  @Override
  public Value preview(Config destination, Delivery delivery, DestinationContext context) {
    return Value.Null.NULL;
  }

  @Override
  public Destination open(Config destination, DestinationContext context) {
    return this;
  }
}
