package io.ingestlayer.app.command;

import io.ingestlayer.event.Value;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Prints the threshold that what was counted speaks for, and why.
@Command(name = "suggest", description = "Suggest a threshold from what was counted so far.")
final class LimitsSuggestCommand extends ServerCommand {
  @Parameters(paramLabel = "NAME", description = "The limit's name.")
  private String name = "";

  @Mixin private JsonOption json = new JsonOption();

  @Override
  int run(ServerApi api) throws ApiException {
    Value suggestion = api.get("/v1/limits/" + ServerApi.segment(name) + "/suggestion").get("data");
    json.print(out(), suggestion, this::print);
    return ExitCode.OK;
  }

  private void print(Value suggestion) {
    if (suggestion.get("suggested") instanceof Value.Num suggested) {
      out().println("threshold: " + suggested.text());
    }
    if (suggestion.get("detail") instanceof Value.Text detail) {
      out().println(TextTable.printable(detail.value()));
    }
  }
}
