package io.ingestlayer.app.command;

import io.ingestlayer.app.StoredSide;
import io.ingestlayer.workspace.ApiKey;
import io.ingestlayer.workspace.ApiKeys;
import io.ingestlayer.workspace.KeyKind;
import io.ingestlayer.workspace.KeyScope;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Makes API keys on the machine that the server runs on.
@Command(
    name = "keys",
    description = "Make API keys.",
    subcommands = {KeysCommand.Create.class})
final class KeysCommand extends CommandGroup {
  /// `keys create NAME`.
  @Command(
      name = "create",
      description = {
        "Make a key and print it, this once, on the machine that the server runs on.",
        "Only the key goes to standard output: KEY=$(ingestlayer keys create NAME)."
      })
  static final class Create implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "NAME", description = "What it is for, for people.")
    private String name = "";

    @Option(
        names = "--scope",
        paramLabel = "SCOPE",
        description = "What it may do: ${COMPLETION-CANDIDATES}; repeat for more. Default: all.")
    private Set<KeyScope> scopes = EnumSet.noneOf(KeyScope.class);

    @Option(
        names = "--kind",
        paramLabel = "KIND",
        description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private KeyKind kind = KeyKind.LIVE;

    @Option(
        names = "--source",
        paramLabel = "NAME",
        description = "The source its events belong to; default ${DEFAULT-VALUE}.")
    private String source = ApiKey.DEFAULT_SOURCE;

    @Override
    public Integer call() {
      try (StoredSide stored = StoredSide.open(config.settings())) {
        Set<KeyScope> allowed = scopes.isEmpty() ? EnumSet.allOf(KeyScope.class) : scopes;
        ApiKeys.Created created =
            stored.keys().create(name, kind, allowed, source, null, Instant.now());
        Commands.err(spec)
            .println("%s, %s: shown this once".formatted(created.as().idText(), name));
        Commands.out(spec).println(created.key());
        return ExitCode.OK;
      }
    }
  }
}
