package io.ingestlayer.app.command;

import static io.ingestlayer.app.command.ServerApi.list;
import static io.ingestlayer.app.command.ServerApi.text;

import io.ingestlayer.event.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `deliveries counts`.
@Command(name = "counts", description = "How many deliveries ended in each span of time.")
final class DeliveryCountsCommand extends ServerCommand {
  @Mixin private DeliveryFilterOptions filter = new DeliveryFilterOptions();
  @Mixin private JsonOption json = new JsonOption();

  @Option(
      names = "--bucket",
      paramLabel = "SPAN",
      description = "1m, 5m, 15m, 1h or 1d; default 1h.")
  private String bucket = "1h";

  @Option(
      names = "--group-by",
      split = ",",
      paramLabel = "NAME",
      description = "pipeline, destination, state, code; default state.")
  private List<String> groups = List.of("state");

  @Override
  int run(ServerApi api) throws ApiException {
    Map<String, @Nullable String> query = filter.query();
    query.put("bucket", bucket);
    query.put("group_by", String.join(",", groups));
    json.print(out(), list(api.get("/v1/deliveries/counts", query), "data"), this::print);
    return ExitCode.OK;
  }

  private void print(List<Value> counts) {
    List<String> columns = new ArrayList<>(List.of("time"));
    columns.addAll(groups);
    columns.add("deliveries");
    TextTable table = new TextTable(columns.stream().map(Lines::heading).toArray(String[]::new));
    counts.forEach(
        it -> table.row(columns.stream().map(column -> text(it, column)).toArray(String[]::new)));
    if (table.isEmpty()) {
      err().println("none ended then; --since 7d looks further back");
    } else {
      table.print(out());
    }
  }
}
