package io.ingestlayer.app.command;

import static io.ingestlayer.app.command.ServerApi.list;
import static io.ingestlayer.app.command.ServerApi.text;

import io.ingestlayer.event.Value;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `destinations health NAME`.
@Command(name = "health", description = "How one does, and its lanes.")
final class DestinationHealthCommand extends ServerCommand {
  private static final List<String> SHOWN =
      List.of(
          "destination",
          "type",
          "state",
          "since",
          "code",
          "reason",
          "suggestion",
          "last_success",
          "last_failure",
          "next_try",
          "waiting",
          "in_memory");

  @Mixin private DestinationName destination = new DestinationName();
  @Mixin private JsonOption json = new JsonOption();

  @Override
  int run(ServerApi api) throws ApiException {
    json.print(out(), api.get(destination.path() + "/health").get("data"), this::print);
    return ExitCode.OK;
  }

  private void print(Value health) {
    Lines.print(out(), health, SHOWN);
    if (health.get("facts") instanceof Value.Obj facts) {
      Lines.print(out(), facts, List.copyOf(facts.members().keySet()));
    }
    TextTable lanes = new TextTable("LANE", "STATE", "IN MEMORY", "NEXT TRY", "WHY");
    for (Value it : list(health, "lanes")) {
      lanes.row(
          text(it, "lane"),
          text(it, "state"),
          text(it, "in_memory"),
          text(it, "next_try"),
          text(it, "reason"));
    }
    if (!lanes.isEmpty()) {
      out().println();
      lanes.print(out());
    }
  }
}
