package io.ingestlayer.app.command;

import static io.ingestlayer.app.command.ServerApi.list;
import static io.ingestlayer.app.command.ServerApi.number;
import static io.ingestlayer.app.command.ServerApi.text;

import io.ingestlayer.event.Value;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
final class ReplayCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private ServerOption server = new ServerOption();

  @Option(names = "--dead", description = "Dead deliveries.")
  private boolean dead;

  @Option(names = "--state", description = "Deliveries that are dead, delivered or canceled.")
  private @Nullable String state;

  @Option(names = "--delivery", paramLabel = "ID", description = "One delivery, dlv_….")
  private @Nullable String delivery;

  @Option(
      names = "--pipeline",
      paramLabel = "NAME",
      description =
          "With --dead or --state: deliveries of this pipeline. Else: stored events, through this pipeline.")
  private @Nullable String pipeline;

  @Option(
      names = "--version",
      paramLabel = "N",
      description = "The pipeline's version that events go through; default the active one.")
  private @Nullable Integer version;

  @Option(names = "--type", description = "Events of this type, or user.*; may be repeated.")
  private List<String> types = List.of();

  @Option(names = "--destination", description = "Deliveries to this destination.")
  private @Nullable String destination;

  @Option(names = "--code", description = "Deliveries that ended with this code.")
  private @Nullable String code;

  @Option(
      names = {"--from", "--since"},
      paramLabel = "TIME",
      converter = PastTime.class,
      description = "Not before: 2026-11-22T14:00:00Z, or how long ago, such as 2h or 3d.")
  private @Nullable Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = PastTime.class,
      description = "Before that, written alike.")
  private @Nullable Instant to;

  @Option(names = "--rate", paramLabel = "N", description = "Deliveries a second at most.")
  private @Nullable Integer rate;

  @Option(names = "--dry-run", description = "Only count.")
  private boolean dryRun;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Option(names = "--no-wait", description = "Print the replay's id and end.")
  private boolean noWait;

  @Override
  public Integer call() {
    boolean ofDeliveries = dead || state != null;
    if (delivery == null && !ofDeliveries && pipeline == null) {
      Commands.err(spec)
          .println(
              "say what to send again: --dead --since 2h, --delivery ID, or --pipeline NAME --from 3d");
      return ExitCode.USAGE;
    }
    if (delivery != null && (ofDeliveries || pipeline != null)) {
      Commands.err(spec).println("--delivery ID is one by itself; leave the others out");
      return ExitCode.USAGE;
    }
    if (dead && state != null) {
      Commands.err(spec).println("give --dead or --state, not both");
      return ExitCode.USAGE;
    }
    return server.run(spec, this::replay);
  }

  private int replay(ServerApi api)
      throws ServerApi.RefusedException, ApiClient.UnreachableException {
    PrintWriter out = Commands.out(spec);
    Value.Obj wanted = wanted();
    Value estimate = api.post("/v1/replays", wanted.with("dry_run", Value.of(true))).get("data");
    print(out, estimate);
    if (dryRun) {
      return ExitCode.OK;
    }
    if (number(estimate, "items") == 0) {
      out.println("nothing to send again");
      return ExitCode.OK;
    }
    if (!yes && !agrees()) {
      return ExitCode.USAGE;
    }
    String id = text(api.post("/v1/replays", wanted).get("data"), "id");
    out.println("began " + TextTable.printable(id));
    if (noWait) {
      return ExitCode.OK;
    }
    return new ReplayProgress(
            api, out, terminal().isPresent(), () -> Thread.sleep(ReplayProgress.LOOK_EVERY))
        .follow(id);
  }

  /// What a person sits at; nothing in a script.
  private static Optional<Console> terminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal);
  }

  private Value.Obj wanted() {
    Value.ObjBuilder body = Value.object();
    if (delivery != null) {
      body.put("delivery", delivery);
    } else if (dead || state != null) {
      body.put(
          "deliveries",
          times()
              .put("state", state == null ? "dead" : state)
              .putIfPresent("destination", destination)
              .putIfPresent("pipeline", pipeline)
              .putIfPresent("code", code)
              .build());
    } else {
      Value.ObjBuilder events = times().putIfPresent("pipeline", pipeline);
      if (version != null) {
        events.put("version", version);
      }
      if (!types.isEmpty()) {
        events.put("types", Value.array(types.stream().map(Value::of).toList()));
      }
      body.put("events", events.build());
    }
    if (rate != null) {
      body.put("rate", rate);
    }
    return body.build();
  }

  private Value.ObjBuilder times() {
    return Value.object()
        .putIfPresent("from", from == null ? null : from.toString())
        .putIfPresent("to", to == null ? null : to.toString());
  }

  private static void print(PrintWriter out, Value estimate) {
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
      Commands.err(spec)
          .println("nobody can be asked here; give --yes, or --dry-run to only count");
      return false;
    }
    String answer = console.get().readLine("Send these again? [y/N] ");
    return answer != null && List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
  }
}
