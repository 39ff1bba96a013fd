package io.ingestlayer.pipeline;

import io.ingestlayer.component.Step;
import io.ingestlayer.platform.db.DatabaseException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A step that is ready to run, and what happens when its action breaks its promise to throw nothing.
///
/// With one walk, a fault of the action is that walk's outcome. With several it cannot be told whose it is: it comes out
/// as `StepFailedException`, and the walks begin anew, one by one. That the database is out of reach is nobody's outcome.
record OpenedStep(Step step, Action action) implements Action {
  private static final Logger LOG = LoggerFactory.getLogger(OpenedStep.class);

  @Override
  public void apply(List<Walk> walks) {
    int remarksBefore = begin(walks);
    try {
      action.apply(walks);
    } catch (DatabaseException | StepFailedException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      if (walks.size() > 1) {
        throw new StepFailedException(name(step), e);
      }
      failed(walks.getFirst(), e);
    }
    end(walks, remarksBefore);
  }

  private void failed(Walk walk, Throwable fault) {
    LOG.error("{} failed on event {}", name(step), walk.event().id(), fault);
    walk.fail(
        name(step),
        "internal_error",
        "the action failed: " + fault.getClass().getSimpleName() + "; this is a fault of ours");
  }

  /// A recorder belongs to a walk that goes alone.
  private int begin(List<Walk> walks) {
    WalkTrace.Recorder recorder = walks.getFirst().recorder();
    if (recorder == null) {
      return 0;
    }
    recorder.begin(step);
    return walks.getFirst().remarks().size();
  }

  private static void end(List<Walk> walks, int remarksBefore) {
    WalkTrace.Recorder recorder = walks.getFirst().recorder();
    if (recorder != null) {
      recorder.end(walks.getFirst(), remarksBefore);
    }
  }

  /// How a step is called where a walk ended: `steps[0] filter.match`.
  static String name(Step step) {
    return step.path() + " " + step.action();
  }

  /// A step failed on a batch; on which event of it is not known.
  static final class StepFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StepFailedException(String step, Throwable cause) {
      super(step + " failed on a batch", cause);
    }
  }
}
