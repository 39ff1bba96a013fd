package io.ingestlayer.app.command;

import static io.ingestlayer.app.command.ServerApi.list;
import static io.ingestlayer.app.command.ServerApi.text;

import io.ingestlayer.event.Value;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// What `replay` does with replays that were begun.
final class ReplaysCommand {
  private ReplaysCommand() {}

  /// `replay list`.
  @Command(name = "list", description = "The latest replays.")
  static final class ListAll extends ServerCommand {
    @Mixin private JsonOption json = new JsonOption();

    @Override
    int run(ServerApi api) throws ApiException {
      json.print(out(), list(api.get("/v1/replays"), "data"), this::print);
      return ExitCode.OK;
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
        err().println("there are none");
      } else {
        table.print(out());
      }
    }
  }

  /// `replay show ID`.
  @Command(name = "show", description = "How far one is.")
  static final class Show extends ServerCommand {
    private static final List<String> SHOWN =
        List.of("id", "selection", "rate", "created_at", "ended_at");

    @Mixin private ReplayId id = new ReplayId();
    @Mixin private JsonOption json = new JsonOption();

    @Override
    int run(ServerApi api) throws ApiException {
      json.print(out(), api.get(id.path()).get("data"), this::print);
      return ExitCode.OK;
    }

    private void print(Value replay) {
      Lines.print(out(), replay, SHOWN);
      out().println(ReplayProgress.line(replay));
    }
  }

  /// Asks for a change of one, and prints how far it is then.
  abstract static class Change extends ServerCommand {
    private final String change;
    @Mixin private ReplayId id = new ReplayId();
    @Mixin private JsonOption json = new JsonOption();

    Change(String change) {
      this.change = change;
    }

    @Override
    final int run(ServerApi api) throws ApiException {
      Value replay = api.post(id.path() + "/" + change).get("data");
      json.print(out(), replay, it -> out().println(ReplayProgress.line(it)));
      return ExitCode.OK;
    }
  }

  /// `replay pause ID`.
  @Command(name = "pause", description = "Promise nothing more until it is resumed.")
  static final class Pause extends Change {
    Pause() {
      super("pause");
    }
  }

  /// `replay resume ID`.
  @Command(name = "resume", description = "Go on with one that is paused.")
  static final class Resume extends Change {
    Resume() {
      super("resume");
    }
  }

  /// `replay cancel ID`.
  @Command(name = "cancel", description = "End one, and take back what is not on its way.")
  static final class Cancel extends Change {
    Cancel() {
      super("cancel");
    }
  }
}
