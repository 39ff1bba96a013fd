package io.ingestlayer.app.command;

import io.ingestlayer.app.StoredSide;
import io.ingestlayer.event.Times;
import io.ingestlayer.event.Value;
import io.ingestlayer.workspace.Secrets;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `secrets list`.
@Command(name = "list", description = "Their names, their ends, and who uses them.")
final class SecretsListCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private ConfigOption config = new ConfigOption();
  @Mixin private JsonOption json = new JsonOption();

  @Override
  public Integer call() {
    try (StoredSide stored = StoredSide.open(config.settings())) {
      List<Secrets.Named> all = SecretsCommand.secrets(stored, config, spec).list();
      List<Value> values = all.stream().map(SecretsListCommand::json).toList();
      json.print(Commands.out(spec), values, _ -> print(all));
      return ExitCode.OK;
    }
  }

  private void print(List<Secrets.Named> all) {
    TextTable table = new TextTable("NAME", "END", "VERSION", "SET", "USED BY");
    all.forEach(it ->
        table.row(
            it.name(),
            SecretsCommand.end(it),
            Integer.toString(it.version()),
            time(it),
            it.users()));
    if (table.isEmpty()) {
      Commands.err(spec).println("there are none; set one with: ingestlayer secrets set NAME");
    } else {
      table.print(Commands.out(spec));
    }
  }

  /// As `GET /v1/secrets` says it.
  private static Value json(Secrets.Named secret) {
    Secrets.Left left = secret.left();
    return Value.object()
        .put("name", secret.name())
        .put("last_four", secret.lastFour())
        .put("version", secret.version())
        .put("created_at", time(secret))
        .put("used_by", Value.array(secret.usedBy().stream().map(Value::of).toList()))
        .put("unused_since", left == null ? null : Times.text(left.since()))
        .put("kept_until", left == null ? null : Times.text(left.until()))
        .build();
  }

  private static String time(Secrets.Named secret) {
    return Times.text(secret.createdAt());
  }
}
