package io.ingestlayer.admin;

import io.ingestlayer.delivery.Books;
import io.ingestlayer.event.Value;
import io.ingestlayer.log.LogPositions;
import io.ingestlayer.workspace.PipelineNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Checks that the books balance: every accepted event matched something or is counted as unmatched, every matched one was
/// dropped, died or was routed, every routed one is skipped, delivered, dead, canceled or still open.
public final class Fsck {
  private final LogPositions log;
  private final Books books;
  private final PipelineNames names;

  public Fsck(LogPositions log, Books books, PipelineNames names) {
    this.log = log;
    this.books = books;
    this.names = names;
  }

  /// What was found.
  ///
  /// @param accepted events in the log
  /// @param waiting those of them that are not decided yet
  /// @param matched events that at least one pipeline took
  /// @param unmatched events that none took
  /// @param lines the accounts of pipelines and routes
  /// @param names what the pipeline versions in them are called, as far as that is known
  /// @param problems what does not add up, a sentence each
  public record Report(
      long accepted,
      long waiting,
      long matched,
      long unmatched,
      List<Books.Line> lines,
      Map<Integer, PipelineNames.Named> names,
      List<String> problems) {
    public Report {
      lines = List.copyOf(lines);
      names = Map.copyOf(names);
      problems = List.copyOf(problems);
    }

    public boolean balances() {
      return problems.isEmpty();
    }

    /// What is lost or doubled, by the log's own count.
    public long difference() {
      return accepted - waiting - matched - unmatched;
    }

    public long open() {
      return lines.stream().mapToLong(Books.Line::open).sum();
    }

    public Value.Obj toJson() {
      return Value.object()
          .put("balanced", balances())
          .put("accepted", accepted)
          .put("waiting", waiting)
          .put("matched", matched)
          .put("unmatched", unmatched)
          .put("difference", difference())
          .put("open", open())
          .put("accounts", Value.array(lines.stream().map(this::account).toList()))
          .put("problems", Value.array(problems.stream().map(Value::of).toList()))
          .build();
    }

    private Value.Obj account(Books.Line line) {
      PipelineNames.Named named = names.get(line.pipelineVersion());
      return Value.object()
          .put("pipeline", named == null ? Value.Null.NULL : Value.of(named.pipeline()))
          .put("version", named == null ? Value.Null.NULL : Value.of(named.version()))
          .put("pipeline_version", line.pipelineVersion())
          .put("route", line.route())
          .put("destination", line.destination())
          .put("matched", line.matched())
          .put("dropped", line.dropped())
          .put("dead_in_walk", line.deadInWalk())
          .put("routed", line.routed())
          .put("skipped", line.skipped())
          .put("delivered", line.delivered())
          .put("dead", line.dead())
          .put("canceled", line.canceled())
          .put("open", line.open())
          .build();
    }
  }

  /// Counts. The log is read before and after the books: while events flow, what was decided in between is not taken for
  /// a difference.
  ///
  /// @param rowsComplete whether retention has not taken rows yet, so that they can be counted again too
  public Report run(boolean rowsComplete) {
    List<LogPositions.Position> before = log.positions();
    Books.Audit audit = books.audit();
    List<LogPositions.Position> after = log.positions();
    List<Books.Line> whole =
        audit.counted().stream().filter(it -> it.pipelineVersion() == 0).toList();
    long matched = whole.stream().mapToLong(Books.Line::matched).sum();
    long unmatched = whole.stream().mapToLong(Books.Line::unmatched).sum();
    long decided = matched + unmatched;
    List<String> problems = new ArrayList<>(audit.problems(rowsComplete));
    if (decided < decided(before) || decided > decided(after)) {
      problems.add(
          "the log says that %d to %d events were decided, the books say %d"
              .formatted(decided(before), decided(after), decided));
    }
    for (LogPositions.Position position : after) {
      if (position.decided() > position.head()) {
        problems.add("partition " + position.partition() + " is decided past its head");
      }
    }
    long accepted = after.stream().mapToLong(LogPositions.Position::head).sum();
    List<Books.Line> lines =
        audit.counted().stream().filter(it -> it.pipelineVersion() != 0).toList();
    Set<Integer> versions =
        lines.stream().map(Books.Line::pipelineVersion).collect(Collectors.toSet());
    // What is decided while the books are read is still said to wait: never neither waiting nor
    // open.
    return new Report(
        accepted,
        accepted - decided(before),
        matched,
        unmatched,
        lines,
        names.of(versions),
        problems);
  }

  private static long decided(List<LogPositions.Position> positions) {
    return positions.stream().mapToLong(LogPositions.Position::decided).sum();
  }

  /// The report as a person reads it.
  public static Stream<String> lines(Report report) {
    return Stream.concat(
        Stream.of(
            "accepted %d = matched %d + unmatched %d + waiting %d · difference %d"
                .formatted(
                    report.accepted(),
                    report.matched(),
                    report.unmatched(),
                    report.waiting(),
                    report.difference())),
        Stream.concat(
            report.lines().stream().map(it -> line(it, report.names())),
            report.balances()
                ? Stream.of("the books balance")
                : report.problems().stream().map(it -> "PROBLEM: " + it)));
  }

  private static String line(Books.Line line, Map<Integer, PipelineNames.Named> names) {
    return line.route() < 0
        ? "%s: matched %d = dropped %d + dead %d + routed %d"
            .formatted(
                pipeline(line.pipelineVersion(), names),
                line.matched(),
                line.dropped(),
                line.deadInWalk(),
                line.routed())
        : "  -> %s: routed %d = skipped %d + delivered %d + dead %d + canceled %d + open %d"
            .formatted(
                line.destination(),
                line.routed(),
                line.skipped(),
                line.delivered(),
                line.dead(),
                line.canceled(),
                line.open());
  }

  private static String pipeline(int versionId, Map<Integer, PipelineNames.Named> names) {
    PipelineNames.Named named = names.get(versionId);
    return named == null
        ? "a pipeline whose version %d is not known".formatted(versionId)
        : "%s version %d".formatted(named.pipeline(), named.version());
  }
}
