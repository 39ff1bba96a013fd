package io.ingestlayer.platform.db;

import java.util.function.IntUnaryOperator;

/// How rows that are past their retention are taken out of a table: in short transactions, so that nobody waits long for a
/// row of it, and so many in one run, so that a run has an end. The next run goes on.
///
/// @param rowsInStep rows that one statement deletes at most
/// @param stepsInRun steps of one run at most
public record PurgeSteps(int rowsInStep, int stepsInRun) {
  public static final PurgeSteps DEFAULT = new PurgeSteps(1_000, 1_000);

  public PurgeSteps {
    if (rowsInStep < 1 || stepsInRun < 1) {
      throw new IllegalArgumentException("a run has at least one step, and a step one row");
    }
  }

  /// Repeats the step until one finds less than it may delete, or the run has had its steps.
  ///
  /// @param step deletes up to so many rows in a transaction of its own and says how many there were
  /// @return how many rows are gone
  public long run(IntUnaryOperator step) {
    long gone = 0;
    for (int steps = 0; steps < stepsInRun; steps++) {
      int deleted = step.applyAsInt(rowsInStep);
      gone += deleted;
      if (deleted < rowsInStep) {
        break;
      }
    }
    return gone;
  }
}
