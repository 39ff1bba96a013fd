package io.ingestlayer.app.command;

import static io.ingestlayer.app.command.ServerApi.list;
import static io.ingestlayer.app.command.ServerApi.segment;
import static io.ingestlayer.app.command.ServerApi.text;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `deliveries`: lists them, newest first; its subcommands look at one, send it again, take it back.
@Command(
    name = "deliveries",
    description = "List deliveries, newest first; look at one, send it again, take it back.",
    subcommands = {
      DeliveriesCommand.Show.class,
      DeliveriesCommand.Retry.class,
      DeliveriesCommand.Cancel.class,
      DeliveriesCommand.Counts.class
    })
final class DeliveriesCommand implements Callable<Integer> {
  private static final int PAGE = 250;
  private static final int LIMIT_MAX = 10_000;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private ServerOption server = new ServerOption();
  @Mixin private DeliveryFilterOptions filter = new DeliveryFilterOptions();

  @Option(names = "--limit", description = "How many at most, up to 10000; default 50.")
  private int limit = 50;

  @Option(names = "--json", description = "Print one JSON object a line.")
  private boolean json;

  @Override
  public Integer call() {
    if (limit < 1 || limit > LIMIT_MAX) {
      Commands.err(spec).println("--limit is a number from 1 to " + LIMIT_MAX);
      return ExitCode.USAGE;
    }
    return server.run(
        spec,
        api -> {
          Found found = find(api);
          if (json) {
            found.deliveries().forEach(it -> Commands.out(spec).println(Json.write(it)));
          } else {
            print(found.deliveries());
          }
          if (found.more()) {
            Commands.err(spec)
                .println("there are more than these %d; see --limit".formatted(limit));
          }
          return ExitCode.OK;
        });
  }

  private record Found(List<Value> deliveries, boolean more) {}

  private Found find(ServerApi api)
      throws ServerApi.RefusedException, ApiClient.UnreachableException {
    Map<String, @Nullable String> query = filter.query();
    List<Value> found = new ArrayList<>();
    String next;
    do {
      query.put("limit", Integer.toString(Math.min(PAGE, limit - found.size())));
      Value page = api.get("/v1/deliveries", query);
      found.addAll(list(page, "data"));
      next = text(page, "next_cursor");
      query.put("cursor", next);
    } while (!next.isEmpty() && found.size() < limit);
    return new Found(found, !next.isEmpty());
  }

  private void print(List<Value> deliveries) {
    TextTable table =
        new TextTable("ID", "TIME", "STATE", "DESTINATION", "PIPELINE", "ATTEMPTS", "CODE");
    for (Value it : deliveries) {
      String next = text(it, "next_attempt_at");
      table.row(
          text(it, "id"),
          next.isEmpty() ? text(it, "finished_at") : "next " + next,
          text(it, "state"),
          text(it, "destination"),
          text(it, "pipeline"),
          text(it, "attempts"),
          text(it, "code"));
    }
    if (table.isEmpty()) {
      Commands.err(spec)
          .println("there are none; what is open is listed by --state held, retrying or pending");
    } else {
      table.print(Commands.out(spec));
    }
  }

  /// `deliveries show ID`.
  @Command(name = "show", description = "One delivery with its attempts.")
  static final class Show implements Callable<Integer> {
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

    @Spec private @Nullable CommandSpec spec;
    @Mixin private ServerOption server = new ServerOption();

    @Parameters(paramLabel = "ID", description = "The delivery's id, dlv_….")
    private String id = "";

    @Option(names = "--json", description = "Print it as JSON, with requests and answers.")
    private boolean json;

    @Override
    public Integer call() {
      return server.run(
          spec,
          api -> {
            Value delivery = api.get("/v1/deliveries/" + segment(id)).get("data");
            if (json) {
              Commands.out(spec).println(Json.write(delivery));
            } else {
              print(delivery);
            }
            return ExitCode.OK;
          });
    }

    private void print(Value delivery) {
      PrintWriter out = Commands.out(spec);
      Lines.print(out, delivery, SHOWN);
      Lines.print(out, delivery.get("extra"), List.of("suggestion"));
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
        out.println();
        table.print(out);
      }
    }
  }

  /// `deliveries retry ID`.
  @Command(name = "retry", description = "Send a dead delivery again.")
  static final class Retry implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private ServerOption server = new ServerOption();

    @Parameters(paramLabel = "ID", description = "The delivery's id, dlv_….")
    private String id = "";

    @Override
    public Integer call() {
      return server.run(
          spec,
          api -> {
            Value again =
                api.post("/v1/deliveries/" + segment(id) + "/retry", Value.Obj.EMPTY).get("data");
            Commands.out(spec)
                .println("sent again as " + TextTable.printable(text(again, "delivery_id")));
            return ExitCode.OK;
          });
    }
  }

  /// `deliveries cancel ID`.
  @Command(name = "cancel", description = "Take an open delivery back, unless it is on its way.")
  static final class Cancel implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private ServerOption server = new ServerOption();

    @Parameters(paramLabel = "ID", description = "The delivery's id, dlv_….")
    private String id = "";

    @Override
    public Integer call() {
      return server.run(
          spec,
          api -> {
            api.post("/v1/deliveries/" + segment(id) + "/cancel", Value.Obj.EMPTY);
            Commands.out(spec).println("canceled");
            return ExitCode.OK;
          });
    }
  }

  /// `deliveries counts`.
  @Command(name = "counts", description = "How many deliveries ended in each span of time.")
  static final class Counts implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private ServerOption server = new ServerOption();
    @Mixin private DeliveryFilterOptions filter = new DeliveryFilterOptions();

    @Option(names = "--bucket", description = "1m, 5m, 15m, 1h or 1d; default 1h.")
    private String bucket = "1h";

    @Option(
        names = "--group-by",
        split = ",",
        description = "pipeline, destination, state, code; default state.")
    private List<String> groups = List.of("state");

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    @Override
    public Integer call() {
      return server.run(
          spec,
          api -> {
            Map<String, @Nullable String> query = filter.query();
            query.put("bucket", bucket);
            query.put("group_by", String.join(",", groups));
            List<Value> counts = list(api.get("/v1/deliveries/counts", query), "data");
            if (json) {
              counts.forEach(it -> Commands.out(spec).println(Json.write(it)));
            } else {
              print(counts);
            }
            return ExitCode.OK;
          });
    }

    private void print(List<Value> counts) {
      List<String> columns = new ArrayList<>(List.of("time"));
      columns.addAll(groups);
      columns.add("deliveries");
      TextTable table = new TextTable(columns.stream().map(Lines::heading).toArray(String[]::new));
      counts.forEach(
          it -> table.row(columns.stream().map(column -> text(it, column)).toArray(String[]::new)));
      table.print(Commands.out(spec));
    }
  }
}
