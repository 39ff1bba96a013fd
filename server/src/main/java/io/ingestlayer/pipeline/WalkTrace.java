package io.ingestlayer.pipeline;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.component.Step;
import io.ingestlayer.expression.Scope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What each step of a pipeline made of one event, and which way it went to each destination.
///
/// @param steps those that the event came to, in order; the steps inside a branch follow the branch
/// @param routes one for each destination of the pipeline; empty when the walk ended before
/// @param scope what the event had learned in the end
public record WalkTrace(List<StepTrace> steps, List<RouteTrace> routes, Scope scope) {

  public WalkTrace {
    steps = List.copyOf(steps);
    routes = List.copyOf(routes);
    requireNonNull(scope);
  }

  /// What a step made of the event.
  public enum Verdict {
    PASSED,
    /// The action decided against the event.
    DROPPED,
    /// The event went into an arm of a branch, or past it.
    BRANCHED,
    /// It went on without something that was looked for: an entity that is not known, an operand that was absent.
    MISSED,
    /// It could not be decided.
    FAILED
  }

  /// @param path its place in the pipeline, such as `steps[1].branch[0].steps[0]`
  /// @param action the action's key
  /// @param code of a drop or failure; null otherwise
  /// @param detail a sentence for a person; empty when there is nothing to say
  public record StepTrace(
      String path, String action, Verdict verdict, @Nullable String code, String detail) {
    public StepTrace {
      requireNonNull(path);
      requireNonNull(action);
      requireNonNull(verdict);
      requireNonNull(detail);
    }
  }

  /// @param lane the pacing key; null when it was skipped or dead
  /// @param code why it was skipped or dead; null when it was routed
  public record RouteTrace(
      int route,
      String destination,
      @Nullable String lane,
      @Nullable String code,
      @Nullable String detail) {
    public RouteTrace {
      requireNonNull(destination);
    }
  }

  /// Collects what the steps of one walk say. A step's place in the list is kept before its inner steps are applied.
  static final class Recorder {
    private final List<StepTrace> steps = new ArrayList<>();
    private final Deque<Integer> under = new ArrayDeque<>();

    void begin(Step step) {
      under.push(steps.size());
      steps.add(new StepTrace(step.path(), step.action(), Verdict.PASSED, null, ""));
    }

    void took(String way) {
      int place = under.element();
      steps.set(place, with(steps.get(place), Verdict.BRANCHED, null, way));
    }

    void end(Walk walk, int remarksBefore) {
      int place = under.pop();
      StepTrace step = steps.get(place);
      boolean innermost = place == steps.size() - 1;
      List<String> said = walk.remarks().subList(remarksBefore, walk.remarks().size());
      Walk.End end = walk.end();
      if (end != null && innermost) {
        Verdict verdict = end.dead() ? Verdict.FAILED : Verdict.DROPPED;
        steps.set(place, with(step, verdict, end.code(), end.detail()));
      } else if (step.verdict() == Verdict.PASSED && !said.isEmpty()) {
        steps.set(place, with(step, Verdict.MISSED, null, String.join("; ", said)));
      }
    }

    List<StepTrace> steps() {
      return steps;
    }

    private static StepTrace with(
        StepTrace step, Verdict verdict, @Nullable String code, String detail) {
      return new StepTrace(step.path(), step.action(), verdict, code, detail);
    }
  }
}
