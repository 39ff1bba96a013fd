package io.ingestlayer.app.command;

import static io.ingestlayer.app.command.ServerApi.list;
import static io.ingestlayer.app.command.ServerApi.segment;
import static io.ingestlayer.app.command.ServerApi.text;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `destinations`: lists them; its subcommands look at one, pause it, try it out.
@Command(
    name = "destinations",
    description = "List destinations and how they do; pause one, try one out.",
    subcommands = {
      DestinationsCommand.Health.class,
      DestinationsCommand.Pause.class,
      DestinationsCommand.Resume.class,
      DestinationTestCommand.class
    })
final class DestinationsCommand implements Callable<Integer> {
  private static final List<String> SHOWN =
      List.of(
          "destination",
          "state",
          "since",
          "code",
          "reason",
          "suggestion",
          "last_success",
          "last_failure",
          "next_try",
          "in_memory");

  @Spec private @Nullable CommandSpec spec;
  @Mixin private ServerOption server = new ServerOption();

  @Option(names = "--json", description = "Print one JSON object a line.")
  private boolean json;

  @Override
  public Integer call() {
    return server.run(
        spec,
        api -> {
          List<Value> all = list(api.get("/v1/destinations"), "data");
          if (json) {
            all.forEach(it -> Commands.out(spec).println(Json.write(it)));
          } else {
            print(all);
          }
          return ExitCode.OK;
        });
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
      Commands.err(spec).println("no destination is defined");
    } else {
      table.print(Commands.out(spec));
    }
  }

  private static void print(PrintWriter out, Value health) {
    Lines.print(out, health, SHOWN);
    if (health.get("facts") instanceof Value.Obj facts) {
      Lines.print(out, facts, List.copyOf(facts.members().keySet()));
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
      out.println();
      lanes.print(out);
    }
  }

  /// `destinations health NAME`.
  @Command(name = "health", description = "How one does, and its lanes.")
  static final class Health implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private ServerOption server = new ServerOption();

    @Parameters(paramLabel = "NAME", description = "The destination's name.")
    private String name = "";

    @Option(names = "--json", description = "Print it as JSON.")
    private boolean json;

    @Override
    public Integer call() {
      return server.run(
          spec,
          api -> {
            Value health = api.get("/v1/destinations/" + segment(name) + "/health").get("data");
            PrintWriter out = Commands.out(spec);
            if (json) {
              out.println(Json.write(health));
            } else {
              print(out, health);
            }
            return ExitCode.OK;
          });
    }
  }

  /// `destinations pause NAME`.
  @Command(name = "pause", description = "Send it nothing until it is resumed; events wait.")
  static final class Pause implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private ServerOption server = new ServerOption();

    @Parameters(paramLabel = "NAME", description = "The destination's name.")
    private String name = "";

    @Option(names = "--reason", description = "Why, for others to read.")
    private String reason = "";

    @Override
    public Integer call() {
      return server.run(
          spec,
          api -> {
            Value.Obj body = Value.object().put("reason", reason).build();
            api.post("/v1/destinations/" + segment(name) + "/pause", body);
            Commands.out(spec)
                .println(
                    "paused %s; go on with: ingestlayer destinations resume %s"
                        .formatted(name, name));
            return ExitCode.OK;
          });
    }
  }

  /// `destinations resume NAME`.
  @Command(name = "resume", description = "Send to it again, at once.")
  static final class Resume implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private ServerOption server = new ServerOption();

    @Parameters(paramLabel = "NAME", description = "The destination's name.")
    private String name = "";

    @Override
    public Integer call() {
      return server.run(
          spec,
          api -> {
            api.post("/v1/destinations/" + segment(name) + "/resume", Value.Obj.EMPTY);
            Commands.out(spec).println("resumed " + name);
            return ExitCode.OK;
          });
    }
  }
}
