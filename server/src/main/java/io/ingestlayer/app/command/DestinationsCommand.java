package io.ingestlayer.app.command;

import static io.ingestlayer.app.command.ServerApi.list;
import static io.ingestlayer.app.command.ServerApi.text;

import io.ingestlayer.event.Value;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `destinations`: lists them; its subcommands look at one, pause it, try it out.
@Command(
    name = "destinations",
    description = "List destinations and how they do; pause one, try one out.",
    subcommands = {
      DestinationHealthCommand.class,
      DestinationsCommand.Pause.class,
      DestinationsCommand.Resume.class,
      DestinationTestCommand.class
    })
final class DestinationsCommand extends ServerCommand {
  @Mixin private JsonOption json = new JsonOption();

  @Override
  int run(ServerApi api) throws ApiException {
    json.print(out(), list(api.get("/v1/destinations"), "data"), this::print);
    return ExitCode.OK;
  }

  private void print(List<Value> all) {
    TextTable table = new TextTable("DESTINATION", "TYPE", "STATE", "WAITING", "WHY");
    for (Value it : all) {
      boolean more = it.get("waiting_at_least") == Value.Bool.TRUE;
      table.row(
          text(it, "destination"),
          text(it, "type"),
          text(it, "state"),
          text(it, "waiting") + (more ? "+" : ""),
          text(it, "reason"));
    }
    if (table.isEmpty()) {
      err()
          .println(
              "no destination is defined; write one into a file of INGESTLAYER_WORKSPACE_DIR, and start the server again");
    } else {
      table.print(out());
    }
  }

  /// `destinations pause NAME`.
  @Command(name = "pause", description = "Send it nothing until it is resumed; events wait.")
  static final class Pause extends ServerCommand {
    @Mixin private DestinationName destination = new DestinationName();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for others to read.")
    private String reason = "";

    @Override
    int run(ServerApi api) throws ApiException {
      api.post(destination.path() + "/pause", Value.object().put("reason", reason).build());
      out()
          .println(
              "paused %s; go on with: ingestlayer destinations resume %s"
                  .formatted(destination.name(), destination.name()));
      return ExitCode.OK;
    }
  }

  /// `destinations resume NAME`.
  @Command(name = "resume", description = "Send to it again, at once.")
  static final class Resume extends ServerCommand {
    @Mixin private DestinationName destination = new DestinationName();

    @Override
    int run(ServerApi api) throws ApiException {
      api.post(destination.path() + "/resume");
      out().println("resumed " + destination.name());
      return ExitCode.OK;
    }
  }
}
