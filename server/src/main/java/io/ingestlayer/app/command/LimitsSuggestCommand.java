package io.ingestlayer.app.command;

import io.ingestlayer.event.Value;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Prints the threshold that what was counted speaks for, and why.
@Command(name = "suggest", description = "Suggest a threshold from what was counted so far.")
final class LimitsSuggestCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private ServerOption server = new ServerOption();

  @Parameters(paramLabel = "NAME", description = "The limit's name.")
  private String name = "";

  @Override
  public Integer call() {
    return server.run(
        spec,
        api -> {
          print(api.get("/v1/limits/" + ServerApi.segment(name) + "/suggestion").get("data"));
          return ExitCode.OK;
        });
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
