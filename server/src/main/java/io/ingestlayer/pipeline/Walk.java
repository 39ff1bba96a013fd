package io.ingestlayer.pipeline;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.Event;
import io.ingestlayer.expression.Scope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One event on its way through one pipeline version: what it has learned so far, and how it ended if it did. One thread.
public final class Walk {
  /// Remarks one walk may collect; what comes after is left out.
  public static final int REMARKS_MAX = 16;

  private final Event event;
  private final List<String> remarks = new ArrayList<>(0);
  private Scope scope;
  private @Nullable End end;

  /// Where and why a walk ended before the destinations.
  ///
  /// @param dead whether it could not be decided; otherwise an action dropped it
  /// @param step such as `steps[0] filter.match`
  /// @param code stable, lower_snake
  /// @param detail a sentence that says which condition failed, with what was found
  public record End(boolean dead, String step, String code, String detail) {
    public End {
      requireNonNull(step);
      requireNonNull(code);
      requireNonNull(detail);
    }
  }

  public Walk(Event event, Scope scope) {
    this.event = requireNonNull(event);
    this.scope = requireNonNull(scope);
  }

  public Event event() {
    return event;
  }

  public Scope scope() {
    return scope;
  }

  public void learn(Scope more) {
    scope = requireNonNull(more);
  }

  public boolean goesOn() {
    return end == null;
  }

  public @Nullable End end() {
    return end;
  }

  /// An action decides against the event.
  public void drop(String step, String code, String detail) {
    end = new End(false, step, code, detail);
  }

  /// The event cannot be decided.
  public void fail(String step, String code, String detail) {
    end = new End(true, step, code, detail);
  }

  /// Something a person should know who asks why: an operand that was absent, an entity that was not found.
  public void remark(String remark) {
    if (remarks.size() < REMARKS_MAX) {
      remarks.add(remark);
    }
  }

  public List<String> remarks() {
    return List.copyOf(remarks);
  }
}
