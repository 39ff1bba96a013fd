package io.ingestlayer.app.command;

import io.ingestlayer.event.Value;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Prints the threshold that what was counted speaks for, and why.
@Command(name = "suggest", description = "Suggest a threshold from what was counted so far.")
final class LimitsSuggestCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "The limit's name.")
  private String name = "";

  @Option(
      names = "--url",
      description = "The server.",
      defaultValue = "${env:INGESTLAYER_URL:-http://127.0.0.1:8080}")
  private URI url = URI.create("http://127.0.0.1:8080");

  @Option(names = "--key", description = "The API key.", defaultValue = "${env:INGESTLAYER_KEY}")
  private @Nullable String key;

  @Override
  public Integer call() {
    PrintWriter err = Commands.err(spec);
    if (key == null || key.isEmpty()) {
      err.println(
          "no API key: set INGESTLAYER_KEY to the one that the first start printed, or give --key");
      return ExitCode.USAGE;
    }
    String segment = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    try (ApiClient api = new ApiClient(url, key)) {
      ApiClient.Answer answer = api.send("GET", "/v1/limits/" + segment + "/suggestion", "");
      if (answer.status() != 200) {
        err.println(answer.problem());
        return ExitCode.ofStatus(answer.status());
      }
      print(answer.body().get("data"));
      return ExitCode.OK;
    } catch (ApiClient.UnreachableException e) {
      err.println(e.getMessage());
      return ExitCode.UNREACHABLE;
    }
  }

  private void print(Value suggestion) {
    PrintWriter out = Commands.out(spec);
    if (suggestion.get("suggested") instanceof Value.Num suggested) {
      out.println("threshold: " + suggested.text());
    }
    if (suggestion.get("detail") instanceof Value.Text detail) {
      out.println(detail.value());
    }
  }
}
