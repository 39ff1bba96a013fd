package io.ingestlayer.app.command;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonException;
import io.ingestlayer.event.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Sends one event and prints what became of it.
@Command(name = "send", description = "Send one event and print its id.")
final class SendCommand extends ServerCommand {
  @Parameters(paramLabel = "TYPE", description = "The event's type, such as user.signed_up.")
  private String type = "";

  @Option(
      names = {"-d", "--data"},
      paramLabel = "JSON",
      description = "The payload, a JSON object; @FILE reads it from a file.")
  private String data = "{}";

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description = "Sent again with the same key, it is stored once.")
  private @Nullable String idempotencyKey;

  @Option(
      names = "--timestamp",
      paramLabel = "TIME",
      description = "When it happened (RFC 3339); default: on arrival.")
  private @Nullable String timestamp;

  @Override
  int run(ServerApi api) throws ApiException {
    Value answer = api.post("/v1/ingest", request());
    out().println(Json.write(answer.get("data").get("results").get(0)));
    return ExitCode.OK;
  }

  private Value.Obj request() {
    Value.Obj event =
        Value.object()
            .put("type", type)
            .put("payload", payload())
            .putIfPresent("idempotencyKey", idempotencyKey)
            .putIfPresent("timestamp", timestamp)
            .build();
    return Value.object().put("events", Value.array(List.of(event))).build();
  }

  private Value.Obj payload() {
    try {
      return Json.parseObject(
          data.startsWith("@") ? Files.readString(Path.of(data.substring(1))) : data);
    } catch (JsonException e) {
      throw wrong("the payload is not a JSON object: " + e.getMessage());
    } catch (IOException e) {
      throw wrong("the file %s cannot be read".formatted(data.substring(1)));
    }
  }
}
