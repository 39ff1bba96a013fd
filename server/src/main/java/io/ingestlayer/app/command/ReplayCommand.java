package io.ingestlayer.app.command;

import static io.ingestlayer.app.command.ServerApi.list;
import static io.ingestlayer.app.command.ServerApi.number;
import static io.ingestlayer.app.command.ServerApi.text;

import io.ingestlayer.event.Value;
import java.io.Console;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `replay`: counts what would be sent again, asks, begins it and shows how far it is; its subcommands look after replays
/// that were begun.
@Command(
    name = "replay",
    description = {
      "Send again: what died (--dead --since 2h), one delivery (--delivery ID), or stored events through a pipeline (--pipeline NAME --from 3d).",
      "It counts first and asks. Live deliveries go first."
    },
    subcommands = {
      ReplaysCommand.ListAll.class,
      ReplaysCommand.Show.class,
      ReplaysCommand.Pause.class,
      ReplaysCommand.Resume.class,
      ReplaysCommand.Cancel.class
    })
final class ReplayCommand extends ServerCommand {
  @Mixin private ReplaySelection selection = new ReplaySelection();
  @Mixin private JsonOption json = new JsonOption();

  @Option(names = "--rate", paramLabel = "N", description = "Deliveries a second at most.")
  private @Nullable Integer rate;

  @Option(names = "--dry-run", description = "Only count.")
  private boolean dryRun;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Option(names = "--no-wait", description = "Print the replay's id and end; it goes on by itself.")
  private boolean noWait;

  @Override
  int run(ServerApi api) throws ApiException {
    Optional<String> fault = selection.fault();
    if (fault.isPresent()) {
      throw wrong(fault.get());
    }
    Value.Obj wanted = wanted();
    Value estimate = api.post("/v1/replays", wanted.with("dry_run", Value.of(true))).get("data");
    if (dryRun) {
      json.print(out(), estimate, this::print);
      return ExitCode.OK;
    }
    if (number(estimate, "items") == 0) {
      err().println("nothing to send again");
      return ExitCode.OK;
    }
    if (!json.asked()) {
      print(estimate);
    }
    if (!yes && !agrees()) {
      return ExitCode.USAGE;
    }
    return begin(api, wanted);
  }

  private int begin(ServerApi api, Value.Obj wanted) throws ApiException {
    Value replay = api.post("/v1/replays", wanted).get("data");
    String id = text(replay, "id");
    json.print(out(), replay, _ -> out().println("began " + TextTable.printable(id)));
    if (noWait) {
      return ExitCode.OK;
    }
    return new ReplayProgress(
            api,
            json.asked() ? err() : out(),
            terminal().isPresent(),
            () -> Thread.sleep(ReplayProgress.LOOK_EVERY))
        .follow(id);
  }

  /// What a person sits at; nothing in a script.
  private static Optional<Console> terminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal);
  }

  private Value.Obj wanted() {
    Value.ObjBuilder body = selection.body();
    if (rate != null) {
      body.put("rate", rate);
    }
    return body.build();
  }

  private void print(Value estimate) {
    PrintWriter out = out();
    boolean exact = estimate.get("exact") == Value.Bool.TRUE;
    out.println(
        "%s%,d to send again, at least %s"
            .formatted(
                exact ? "" : "about ",
                number(estimate, "items"),
                ReplayProgress.time(number(estimate, "at_least_seconds"))));
    for (Value part : list(estimate, "parts")) {
      String pace = text(part, "lane_per_second");
      out.println(
          TextTable.printable(
              "  %s: %,d%s"
                  .formatted(
                      text(part, "destination"),
                      number(part, "deliveries"),
                      pace.isEmpty() ? "" : ", each lane " + pace + " a second")));
    }
  }

  private boolean agrees() {
    Optional<Console> console = terminal();
    if (console.isEmpty()) {
      err().println("nobody can be asked here; give --yes, or --dry-run to only count");
      return false;
    }
    String answer = console.get().readLine("Send these again? [y/N] ");
    return answer != null && List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
  }
}
