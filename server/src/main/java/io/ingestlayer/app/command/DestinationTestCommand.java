package io.ingestlayer.app.command;

import static io.ingestlayer.app.command.ServerApi.segment;
import static io.ingestlayer.app.command.ServerApi.text;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonException;
import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.event.Value;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
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

/// `destinations test NAME`: sends one message that says that it is a test, and prints what came of it.
@Command(
    name = "test",
    description = {
      "Send one message that says that it is a test, and print what came of it. It is sent past a pause, and counted nowhere.",
      "Exit code 0: it arrived; 1: it did not."
    })
final class DestinationTestCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private ServerOption server = new ServerOption();

  @Parameters(paramLabel = "NAME", description = "The destination's name.")
  private String name = "";

  @Option(
      names = "--config",
      paramLabel = "KEY=VALUE",
      description =
          "What a pipeline would say of it, such as channel=#alerts; JSON for what is no text. Without it a pipeline's own route is taken.")
  private Map<String, String> config = new LinkedHashMap<>();

  @Option(names = "--pipeline", description = "Take this pipeline's route there.")
  private @Nullable String pipeline;

  @Option(names = "--type", description = "The type of the event that it tells of.")
  private @Nullable String type;

  @Option(
      names = {"-d", "--data"},
      paramLabel = "JSON",
      description = "The payload of the event that it tells of, a JSON object.")
  private @Nullable String data;

  @Option(names = "--json", description = "Print the answer as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Value.Obj body;
    try {
      body = body();
    } catch (JsonException e) {
      Commands.err(spec).println("the payload is not a JSON object: " + e.getMessage());
      return ExitCode.USAGE;
    }
    return server.run(
        spec,
        api -> {
          Value came = api.post("/v1/destinations/" + segment(name) + "/test", body).get("data");
          if (json) {
            Commands.out(spec).println(Json.write(came));
          } else {
            print(Commands.out(spec), came);
          }
          return text(came, "outcome").equals("delivered") ? ExitCode.OK : ExitCode.FAILED;
        });
  }

  private Value.Obj body() throws JsonException {
    Value.ObjBuilder body =
        Value.object().putIfPresent("pipeline", pipeline).putIfPresent("type", type);
    if (!config.isEmpty()) {
      Value.ObjBuilder route = Value.object();
      config.forEach((key, value) -> route.put(key, value(value)));
      body.put("config", route.build());
    }
    if (data != null) {
      body.put("payload", Json.parseObject(data));
    }
    return body.build();
  }

  /// Text, unless it is JSON of another kind: `true`, `["a"]`, `{"user": "$event.email"}`.
  private static Value value(String written) {
    try {
      return Json.parse(written, JsonLimits.EVENT);
    } catch (JsonException e) {
      return Value.of(written);
    }
  }

  private static void print(PrintWriter out, Value came) {
    out.println(
        TextTable.printable(
            "%s (%s) after %s ms"
                .formatted(text(came, "outcome"), text(came, "code"), text(came, "took_ms"))));
    Lines.print(out, came, List.of("detail", "suggestion", "lane"));
    text(came, "text").lines().forEach(it -> out.println("  " + TextTable.printable(it)));
  }
}
