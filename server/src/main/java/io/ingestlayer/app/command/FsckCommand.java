package io.ingestlayer.app.command;

import io.ingestlayer.admin.Fsck;
import io.ingestlayer.app.OperatorErrors;
import io.ingestlayer.app.StoredSide;
import io.ingestlayer.event.Json;
import io.ingestlayer.platform.db.DatabaseException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Checks that the books balance, with the server running or not.
@Command(
    name = "fsck",
    description = {
      "Check that every accepted event is where it must be.",
      "Exit code 0: balanced; 1: not; 2: could not look."
    })
final class FsckCommand implements Callable<Integer> {
  private static final int BALANCED = 0;
  private static final int NOT_BALANCED = 1;
  private static final int COULD_NOT_LOOK = 2;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private ConfigOption config = new ConfigOption();

  @Option(names = "--json", description = "Print the report as JSON.")
  private boolean json;

  @Option(
      names = "--counters-only",
      description = "Do not count the stored rows again, which retention may have taken.")
  private boolean countersOnly;

  @Override
  public Integer call() {
    PrintWriter out = Commands.out(spec);
    try (StoredSide stored = StoredSide.open(config.settings())) {
      Fsck.Report report = stored.fsck().run(!countersOnly);
      if (json) {
        out.println(Json.write(report.toJson()));
      } else {
        Fsck.lines(report).forEach(out::println);
      }
      return report.balances() ? BALANCED : NOT_BALANCED;
    } catch (DatabaseException e) {
      Commands.err(spec).println("the database could not be looked at: " + e.getMessage());
      return COULD_NOT_LOOK;
    } catch (RuntimeException e) {
      if (!OperatorErrors.hasAnswer(e)) {
        throw e;
      }
      Commands.err(spec).println(e.getMessage());
      return COULD_NOT_LOOK;
    }
  }
}
