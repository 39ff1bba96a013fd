package io.ingestlayer.app.command;

import static io.ingestlayer.app.command.ServerApi.list;
import static io.ingestlayer.app.command.ServerApi.segment;
import static io.ingestlayer.app.command.ServerApi.text;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What `replay` does with replays that were begun.
final class ReplaysCommand {
  private ReplaysCommand() {}

  /// `replay list`.
  @Command(name = "list", description = "The latest replays.")
  static final class ListAll implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private ServerOption server = new ServerOption();

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    @Override
    public Integer call() {
      return server.run(
          spec,
          api -> {
            List<Value> replays = list(api.get("/v1/replays"), "data");
            if (json) {
              replays.forEach(it -> Commands.out(spec).println(Json.write(it)));
            } else {
              print(replays);
            }
            return ExitCode.OK;
          });
    }

    private void print(List<Value> replays) {
      TextTable table =
          new TextTable(
              "ID", "BEGAN", "STATE", "LOOKED AT", "EXPECTED", "DELIVERED", "DEAD", "OPEN");
      replays.forEach(it ->
          table.row(
              text(it, "id"),
              text(it, "created_at"),
              text(it, "state"),
              text(it, "looked_at"),
              text(it, "expected"),
              text(it, "delivered"),
              text(it, "dead"),
              text(it, "open")));
      if (table.isEmpty()) {
        Commands.err(spec).println("there are none");
      } else {
        table.print(Commands.out(spec));
      }
    }
  }

  /// `replay show ID`.
  @Command(name = "show", description = "How far one is.")
  static final class Show implements Callable<Integer> {
    private static final List<String> SHOWN =
        List.of("id", "selection", "rate", "created_at", "ended_at");

    @Spec private @Nullable CommandSpec spec;
    @Mixin private ServerOption server = new ServerOption();

    @Parameters(paramLabel = "ID", description = "The replay's id, rpl_….")
    private String id = "";

    @Option(names = "--json", description = "Print it as JSON.")
    private boolean json;

    @Override
    public Integer call() {
      return server.run(
          spec,
          api -> {
            Value replay = api.get("/v1/replays/" + segment(id)).get("data");
            if (json) {
              Commands.out(spec).println(Json.write(replay));
            } else {
              Lines.print(Commands.out(spec), replay, SHOWN);
              Commands.out(spec).println(ReplayProgress.line(replay));
            }
            return ExitCode.OK;
          });
    }
  }

  private static int change(
      ServerOption server, @Nullable CommandSpec spec, String id, String change) {
    return server.run(
        spec,
        api -> {
          Value replay =
              api.post("/v1/replays/" + segment(id) + "/" + change, Value.Obj.EMPTY).get("data");
          Commands.out(spec).println(ReplayProgress.line(replay));
          return ExitCode.OK;
        });
  }

  /// `replay pause ID`.
  @Command(name = "pause", description = "Promise nothing more until it is resumed.")
  static final class Pause implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private ServerOption server = new ServerOption();

    @Parameters(paramLabel = "ID", description = "The replay's id, rpl_….")
    private String id = "";

    @Override
    public Integer call() {
      return change(server, spec, id, "pause");
    }
  }

  /// `replay resume ID`.
  @Command(name = "resume", description = "Go on with one that is paused.")
  static final class Resume implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private ServerOption server = new ServerOption();

    @Parameters(paramLabel = "ID", description = "The replay's id, rpl_….")
    private String id = "";

    @Override
    public Integer call() {
      return change(server, spec, id, "resume");
    }
  }

  /// `replay cancel ID`.
  @Command(name = "cancel", description = "End one, and take back what is not on its way.")
  static final class Cancel implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private ServerOption server = new ServerOption();

    @Parameters(paramLabel = "ID", description = "The replay's id, rpl_….")
    private String id = "";

    @Override
    public Integer call() {
      return change(server, spec, id, "cancel");
    }
  }
}
