package io.ingestlayer.app.command;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonException;
import io.ingestlayer.event.Value;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Sends one event and prints what became of it.
@Command(name = "send", description = "Send one event and print its id.")
final class SendCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "TYPE", description = "The event's type, such as user.signed_up.")
  private String type = "";

  @Option(
      names = {"-d", "--data"},
      paramLabel = "JSON",
      description = "The payload, a JSON object; @FILE reads it from a file.")
  private String data = "{}";

  @Option(
      names = "--idempotency-key",
      description = "Sent again with the same key, it is stored once.")
  private @Nullable String idempotencyKey;

  @Option(names = "--timestamp", description = "When it happened (RFC 3339); default: on arrival.")
  private @Nullable String timestamp;

  @Option(
      names = "--url",
      description = "The server.",
      defaultValue = "${env:INGESTLAYER_URL:-http://127.0.0.1:8080}")
  private URI url = URI.create("http://127.0.0.1:8080");

  @Option(names = "--key", description = "The API key.", defaultValue = "${env:INGESTLAYER_KEY}")
  private @Nullable String key;

  @Override
  public Integer call() throws IOException {
    PrintWriter err = Commands.err(spec);
    if (key == null || key.isEmpty()) {
      err.println(
          "no API key: set INGESTLAYER_KEY to the one that the first start printed, or give --key");
      return ExitCode.USAGE;
    }
    try (ApiClient api = new ApiClient(url, key)) {
      ApiClient.Answer answer = api.send("POST", "/v1/ingest", request());
      if (answer.status() != 202) {
        err.println(answer.problem());
        err.println(Json.write(answer.body()));
        return ExitCode.ofStatus(answer.status());
      }
      Commands.out(spec).println(Json.write(answer.body().get("data").get("results").get(0)));
      return ExitCode.OK;
    } catch (JsonException e) {
      err.println("the payload is not a JSON object: " + e.getMessage());
      return ExitCode.USAGE;
    } catch (ApiClient.UnreachableException e) {
      err.println(e.getMessage());
      return ExitCode.UNREACHABLE;
    }
  }

  private String request() throws IOException {
    String payload =
        data.startsWith("@")
            ? Files.readString(Path.of(data.substring(1)), StandardCharsets.UTF_8)
            : data;
    Value.Obj event =
        Value.object()
            .put("type", type)
            .put("payload", Json.parseObject(payload))
            .putIfPresent("idempotencyKey", idempotencyKey)
            .putIfPresent("timestamp", timestamp)
            .build();
    return "{\"events\":[" + Json.write(event) + "]}";
  }
}
