package io.ingestlayer.app.command;

import static io.ingestlayer.app.command.ServerApi.text;

import io.ingestlayer.event.Value;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `deliveries`: lists them, newest first; its subcommands look at one, send it again, take it back.
@Command(
    name = "deliveries",
    description = "List deliveries, newest first; look at one, send it again, take it back.",
    subcommands = {
      DeliveryShowCommand.class,
      DeliveriesCommand.Retry.class,
      DeliveriesCommand.Cancel.class,
      DeliveryCountsCommand.class
    })
final class DeliveriesCommand extends ServerCommand {
  private static final int LIMIT_MAX = 10_000;

  @Mixin private DeliveryFilterOptions filter = new DeliveryFilterOptions();
  @Mixin private JsonOption json = new JsonOption();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "How many at most, up to 10000; default 50.")
  private int limit = 50;

  @Override
  int run(ServerApi api) throws ApiException {
    if (limit < 1 || limit > LIMIT_MAX) {
      throw wrong("--limit is a number from 1 to " + LIMIT_MAX);
    }
    ServerApi.Listed found = api.list("/v1/deliveries", filter.query(), limit);
    json.print(out(), found.values(), this::print);
    if (found.more()) {
      err().println("there are more than these %d; see --limit".formatted(limit));
    }
    return ExitCode.OK;
  }

  private void print(List<Value> deliveries) {
    TextTable table =
        new TextTable("ID", "TIME", "STATE", "DESTINATION", "PIPELINE", "ATTEMPTS", "CODE");
    for (Value it : deliveries) {
      String next = text(it, "next_attempt_at");
      table.row(
          text(it, "id"),
          next.isEmpty() ? text(it, "finished_at") : "next " + PlainTime.of(next),
          text(it, "state"),
          text(it, "destination"),
          text(it, "pipeline"),
          text(it, "attempts"),
          text(it, "code"));
    }
    if (table.isEmpty()) {
      err().println("there are none; what is open is listed by --state held, retrying or pending");
    } else {
      table.print(out());
    }
  }

  /// `deliveries retry ID`.
  @Command(name = "retry", description = "Send a dead delivery again.")
  static final class Retry extends ServerCommand {
    @Mixin private DeliveryId delivery = new DeliveryId();
    @Mixin private JsonOption json = new JsonOption();

    @Override
    int run(ServerApi api) throws ApiException {
      Value again = api.post(delivery.path() + "/retry").get("data");
      json.print(
          out(),
          again,
          it -> out().println("sent again as " + TextTable.printable(text(it, "delivery_id"))));
      return ExitCode.OK;
    }
  }

  /// `deliveries cancel ID`.
  @Command(name = "cancel", description = "Take an open delivery back, unless it is on its way.")
  static final class Cancel extends ServerCommand {
    @Mixin private DeliveryId delivery = new DeliveryId();

    @Override
    int run(ServerApi api) throws ApiException {
      api.post(delivery.path() + "/cancel");
      out().println("canceled");
      return ExitCode.OK;
    }
  }
}
