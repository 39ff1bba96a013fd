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

  private static final int DETAIL_MAX = 1_000;

  private final Event event;
  private final WalkTrace.@Nullable Recorder recorder;
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
      detail = detail.length() <= DETAIL_MAX ? detail : detail.substring(0, DETAIL_MAX) + "…";
    }
  }

  public Walk(Event event, Scope scope) {
    this(event, scope, null);
  }

  /// @param recorder learns of every step, for a person who asks why; null for nobody
  Walk(Event event, Scope scope, WalkTrace.@Nullable Recorder recorder) {
    this.event = requireNonNull(event);
    this.scope = requireNonNull(scope);
    this.recorder = recorder;
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

  /// Whether a person asks why, so that it is worth saying more.
  public boolean isTraced() {
    return recorder != null;
  }

  /// Says which way the event goes from here, for the person who asks why; without effect when nobody does.
  ///
  /// @param way such as `branch[0] when $event.used / $event.limit >= 1`
  public void took(String way) {
    if (recorder != null) {
      recorder.took(way);
    }
  }

  WalkTrace.@Nullable Recorder recorder() {
    return recorder;
  }
}
