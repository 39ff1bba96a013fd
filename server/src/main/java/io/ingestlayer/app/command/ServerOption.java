package io.ingestlayer.app.command;

import java.io.PrintWriter;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// The server that a command speaks to, and as whom.
final class ServerOption {
  @Option(
      names = "--url",
      description = "The server.",
      defaultValue = "${env:INGESTLAYER_URL:-http://127.0.0.1:8080}")
  private URI url = URI.create("http://127.0.0.1:8080");

  @Option(names = "--key", description = "The API key.", defaultValue = "${env:INGESTLAYER_KEY}")
  private @Nullable String key;

  /// What a command does with the server; returns its exit code.
  interface Work {
    int with(ServerApi api) throws ServerApi.RefusedException, ApiClient.UnreachableException;
  }

  /// Does the work. What the server refuses is printed in its own words and becomes the exit code.
  int run(@Nullable CommandSpec spec, Work work) {
    PrintWriter err = Commands.err(spec);
    if (key == null || key.isEmpty()) {
      err.println(
          "no API key: set INGESTLAYER_KEY to the one that the first start printed, or give --key");
      return ExitCode.USAGE;
    }
    try (ApiClient client = new ApiClient(url, key)) {
      return work.with(new ServerApi(client));
    } catch (ServerApi.RefusedException e) {
      err.println(e.getMessage());
      return e.exitCode();
    } catch (ApiClient.UnreachableException e) {
      err.println(e.getMessage());
      return ExitCode.UNREACHABLE;
    }
  }
}
