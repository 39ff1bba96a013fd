package io.ingestlayer.app.command;

import static io.ingestlayer.app.command.ServerApi.list;
import static io.ingestlayer.app.command.ServerApi.text;

import io.ingestlayer.event.Value;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `deliveries show ID`.
@Command(
    name = "show",
    description = "One delivery with its attempts; with --json also their requests and answers.")
final class DeliveryShowCommand extends ServerCommand {
  private static final List<String> SHOWN =
      List.of(
          "id",
          "event_id",
          "destination",
          "lane",
          "state",
          "step",
          "code",
          "detail",
          "attempts",
          "next_attempt_at",
          "finished_at");

  @Mixin private DeliveryId delivery = new DeliveryId();
  @Mixin private JsonOption json = new JsonOption();

  @Override
  int run(ServerApi api) throws ApiException {
    json.print(out(), api.get(delivery.path()).get("data"), this::print);
    return ExitCode.OK;
  }

  private void print(Value delivery) {
    Lines.print(out(), delivery, SHOWN);
    Lines.print(out(), delivery.get("extra"), List.of("suggestion"));
    TextTable table = new TextTable("ATTEMPT", "OUTCOME", "CODE", "MS", "DETAIL");
    for (Value it : list(delivery, "attempts_made")) {
      boolean twice = it.get("possible_duplicate") == Value.Bool.TRUE;
      table.row(
          text(it, "at"),
          text(it, "outcome"),
          text(it, "code"),
          text(it, "millis"),
          text(it, "detail") + (twice ? " (it may have arrived all the same)" : ""));
    }
    if (!table.isEmpty()) {
      out().println();
      table.print(out());
    }
  }
}
