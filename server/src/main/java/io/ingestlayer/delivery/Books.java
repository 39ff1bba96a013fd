package io.ingestlayer.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The accounts of what went through: counted where it happened, and proven by counting again what is stored.
///
/// Any thread may call it. Reading reads every counter and every open row; recounting reads every stored delivery.
public interface Books {

  /// All accounts as they stand at one moment.
  List<Line> lines();

  /// The accounts and a fresh count of the stored rows, both of one moment.
  Audit audit();

  /// One account: a pipeline version as a whole (route -1), or one of its routes; version 0 is the log as a whole.
  ///
  /// @param open promises not yet kept, counted from the open rows themselves
  record Line(
      int pipelineVersion,
      int route,
      String destination,
      long matched,
      long unmatched,
      long dropped,
      long deadInWalk,
      long routed,
      long skipped,
      long delivered,
      long dead,
      long canceled,
      long open) {

    /// Whether all that came in is where it must be. Of the log as a whole only the log itself can tell.
    public boolean balances() {
      if (pipelineVersion == 0) {
        return true;
      }
      return route == FlowCounts.WHOLE_PIPELINE
          ? matched == dropped + deadInWalk + routed
          : routed == skipped + delivered + dead + canceled + open;
    }

    private Key key() {
      return new Key(pipelineVersion, route, destination);
    }

    /// Whether the stored rows say the same. A row for each event that was merely routed on does not exist.
    boolean agrees(Line stored) {
      return dropped == stored.dropped
          && deadInWalk == stored.deadInWalk
          && skipped == stored.skipped
          && delivered == stored.delivered
          && dead == stored.dead
          && canceled == stored.canceled;
    }
  }

  /// Names an account.
  record Key(int pipelineVersion, int route, String destination) {}

  /// Two counts of the same.
  ///
  /// @param counted as it was counted when it happened
  /// @param stored from the rows that are there; `matched`, `unmatched` and `routed` leave no rows and are 0
  record Audit(List<Line> counted, List<Line> stored) {
    public Audit {
      counted = List.copyOf(counted);
      stored = List.copyOf(stored);
    }

    /// What does not add up, a sentence each; empty when the books balance.
    ///
    /// @param rowsComplete whether retention has not taken rows yet, so that they can be compared too
    public List<String> problems(boolean rowsComplete) {
      List<String> problems = new ArrayList<>();
      for (Line line : counted) {
        if (!line.balances()) {
          problems.add("does not balance: " + line);
        }
      }
      if (rowsComplete) {
        problems.addAll(disagreements());
      }
      return problems;
    }

    private List<String> disagreements() {
      List<String> found = new ArrayList<>();
      Map<Key, Line> rows = new HashMap<>();
      stored.forEach(it -> rows.put(it.key(), it));
      for (Line line : counted) {
        Line row = rows.remove(line.key());
        if (!line.agrees(row == null ? nothing(line.key()) : row)) {
          found.add("counted " + line + " but stored " + row);
        }
      }
      rows.values().stream()
          .filter(it -> !nothing(it.key()).agrees(it))
          .forEach(it -> found.add("stored but never counted: " + it));
      return found;
    }

    private static Line nothing(Key key) {
      return new Line(
          key.pipelineVersion(), key.route(), key.destination(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
  }
}
