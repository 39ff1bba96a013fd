package io.ingestlayer.app.command;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.Json;
import io.ingestlayer.limit.Outcome;
import io.ingestlayer.limit.Traits;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Limits from the command line: tried out without a server, or looked at on one.
@Command(
    name = "limits",
    description = "Try limits out, and look at them.",
    subcommands = {LimitsCommand.Check.class, LimitsSuggestCommand.class})
final class LimitsCommand extends CommandGroup {
  /// `limits check FILE --events EVENTS`.
  @Command(
      name = "check",
      description = {
        "Replay events against the limits of a file and print what would fire. Nothing is stored or sent.",
        "Exit code 0: replayed; 2: a file cannot be used."
      })
  static final class Check implements Callable<Integer> {
    private static final int BATCH = 500;

    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "Definitions; those of limits are taken.")
    private Path file = Path.of("");

    @Option(
        names = "--events",
        required = true,
        paramLabel = "EVENTS",
        description = {
          "One event a line, as JSON: type, payload, and if you like timestamp, received_at, source_id.",
          "- reads standard input."
        })
    private Path events = Path.of("-");

    @Option(
        names = "--entities",
        paramLabel = "FILE",
        description = "One entity a line, as JSON: kind, external_id, traits.")
    private @Nullable Path entities;

    @Option(
        names = "--json",
        description = "Print records in their envelopes, one a line; the summary goes to stderr.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
      PrintWriter out = Commands.out(spec);
      PrintWriter err = Commands.err(spec);
      try {
        LimitsFile limits = LimitsFile.read(file);
        limits.warnings().forEach(err::println);
        LimitCheck check = new LimitCheck(limits.limits(), traits());
        try (JsonLines lines = JsonLines.open(events)) {
          EventLines source = new EventLines(lines, Instant.now());
          for (List<Event> batch = source.next(BATCH);
              !batch.isEmpty();
              batch = source.next(BATCH)) {
            print(check.count(batch), out);
          }
        }
        check.summary().forEach(json ? err::println : out::println);
        return ExitCode.OK;
      } catch (BadFileException e) {
        err.println(e.getMessage());
        return ExitCode.USAGE;
      }
    }

    private void print(Outcome outcome, PrintWriter out) {
      if (json) {
        LimitCheck.json(outcome).forEach(it -> out.println(Json.write(it)));
      } else {
        LimitCheck.lines(outcome).forEach(out::println);
      }
    }

    private Traits traits() throws BadFileException, IOException {
      if (entities == null) {
        return Traits.NONE;
      }
      try (JsonLines lines = JsonLines.open(entities)) {
        return TraitsFile.read(lines);
      }
    }
  }
}
