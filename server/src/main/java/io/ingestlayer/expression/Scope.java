package io.ingestlayer.expression;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.Value;
import java.time.Instant;
import java.util.List;

/// What an expression may see while one event is decided: the event, the time of the decision, and what the
/// walk has learned so far. Immutable; a copy with one thing more is cheap.
public final class Scope {
  /// The names that may follow a `$`.
  static final List<String> ROOTS =
      List.of(
          "event", "entity", "enrich", "classify", "summarize", "translate", "context", "limit");

  private static final String OUTPUT = "output";

  private final Event event;
  private final Instant now;
  private final Value.Obj learned;

  private Scope(Event event, Instant now, Value.Obj learned) {
    this.event = requireNonNull(event);
    this.now = requireNonNull(now);
    this.learned = requireNonNull(learned);
  }

  /// @param now the time of the decision, which `now()` answers
  public static Scope of(Event event, Instant now) {
    return new Scope(event, now, Value.Obj.EMPTY);
  }

  /// The scope as it was when the snapshot was taken, for an event that was read again.
  public static Scope restore(Event event, Instant now, Value.Obj snapshot) {
    return new Scope(event, now, snapshot);
  }

  /// Everything but the event and the time, empty when nothing was learned: as JSON it can be stored.
  public Value.Obj snapshot() {
    return learned;
  }

  public Event event() {
    return event;
  }

  public Instant now() {
    return now;
  }

  /// What `$name` stands for; absent when there is nothing or no such root.
  public Value root(String name) {
    if (name.equals("event")) {
      return EventFields.whole(event);
    }
    return ROOTS.contains(name) ? learned.get(name) : Value.Absent.ABSENT;
  }

  /// What the last transform made; absent before the first.
  public Value output() {
    return learned.get(OUTPUT);
  }

  public Scope withEntity(String kind, Value.Obj traits) {
    return withMember("entity", kind, traits);
  }

  /// @param name `person`, `company`, `ip`, or the name of an http enrichment
  public Scope withEnrichment(String name, Value found) {
    return withMember("enrich", name, found);
  }

  public Scope withClassification(String name, Value label) {
    return withMember("classify", name, label);
  }

  public Scope withSummary(Value summary) {
    return with("summarize", summary);
  }

  public Scope withTranslation(Value translation) {
    return with("translate", translation);
  }

  /// Replaces what `set` wrote, all of it.
  public Scope withContext(Value.Obj context) {
    return with("context", context);
  }

  public Scope withLimit(Value.Obj limit) {
    return with("limit", limit);
  }

  public Scope withOutput(Value output) {
    return with(OUTPUT, output);
  }

  private Scope withMember(String root, String name, Value value) {
    Value.Obj before = learned.get(root) instanceof Value.Obj members ? members : Value.Obj.EMPTY;
    return with(root, before.with(name, value));
  }

  private Scope with(String root, Value value) {
    return new Scope(event, now, learned.with(root, value));
  }
}
