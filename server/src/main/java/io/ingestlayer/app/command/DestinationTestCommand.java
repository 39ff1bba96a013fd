package io.ingestlayer.app.command;

import static io.ingestlayer.app.command.ServerApi.text;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonException;
import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.event.Value;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `destinations test NAME`: sends one message that says that it is a test, and prints what came of it.
@Command(
    name = "test",
    description = {
      "Send one message that says that it is a test, and print what came of it. It is sent past a pause, and counted nowhere.",
      "Exit code 0: it arrived; 1: it did not."
    })
final class DestinationTestCommand extends ServerCommand {
  @Mixin private DestinationName destination = new DestinationName();
  @Mixin private JsonOption json = new JsonOption();

  @Option(
      names = "--config",
      paramLabel = "KEY=VALUE",
      description =
          "What a pipeline would say of it, such as channel=#alerts; JSON for what is no text. Without it a pipeline's own route is taken.")
  private Map<String, String> config = new LinkedHashMap<>();

  @Option(
      names = "--pipeline",
      paramLabel = "NAME",
      description = "Take this pipeline's route there.")
  private @Nullable String pipeline;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "The type of the event that it tells of.")
  private @Nullable String type;

  @Option(
      names = {"-d", "--data"},
      paramLabel = "JSON",
      description = "The payload of the event that it tells of, a JSON object.")
  private @Nullable String data;

  @Override
  int run(ServerApi api) throws ApiException {
    Value came = api.post(destination.path() + "/test", body()).get("data");
    json.print(out(), came, it -> print(out(), it));
    return text(came, "outcome").equals("delivered") ? ExitCode.OK : ExitCode.FAILED;
  }

  private Value.Obj body() {
    Value.ObjBuilder body =
        Value.object().putIfPresent("pipeline", pipeline).putIfPresent("type", type);
    if (!config.isEmpty()) {
      Value.ObjBuilder route = Value.object();
      config.forEach((key, value) -> route.put(key, value(value)));
      body.put("config", route.build());
    }
    if (data != null) {
      body.put("payload", payload(data));
    }
    return body.build();
  }

  private Value.Obj payload(String written) {
    try {
      return Json.parseObject(written);
    } catch (JsonException e) {
      throw wrong("the payload is not a JSON object: " + e.getMessage());
    }
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
