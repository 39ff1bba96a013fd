package io.ingestlayer.app.command;

import io.ingestlayer.app.SecretSide;
import io.ingestlayer.app.StoredSide;
import io.ingestlayer.component.Secret;
import io.ingestlayer.workspace.Secrets;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Keeps secrets on the machine that the server runs on, with the server running or not.
@Command(
    name = "secrets",
    description = "Keep the secrets that definitions refer to as { secret: NAME }.",
    subcommands = {
      SecretsCommand.Set.class,
      SecretsListCommand.class,
      SecretsCommand.Delete.class,
      SecretsCommand.Rotate.class,
      SecretsCommand.Forget.class
    })
final class SecretsCommand extends CommandGroup {
  /// `secrets set NAME`.
  @Command(
      name = "set",
      description = {
        "Keep a secret under a name; the value is read from standard input or a file, never from the command line.",
        "A running server takes it up within seconds."
      })
  static final class Set implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "NAME", description = "As definitions name it.")
    private String name = "";

    @Option(names = "--file", paramLabel = "FILE", description = "Read the value from this file.")
    private @Nullable Path file;

    @Override
    public Integer call() throws IOException {
      try (StoredSide stored = StoredSide.open(config.settings())) {
        Secret value = new Secret(value().stripTrailing());
        Secrets.Named made = secrets(stored, config, spec).put(name, value, Instant.now());
        Commands.out(spec).println("set " + line(made));
        return ExitCode.OK;
      } catch (IllegalArgumentException e) {
        Commands.err(spec).println(e.getMessage());
        return ExitCode.USAGE;
      }
    }

    private String value() throws IOException {
      if (file != null) {
        return Files.readString(file);
      }
      // One more than may be, so that what is too long is seen to be.
      InputStream in = System.in;
      byte[] bytes = in.readNBytes(4 * Secrets.LENGTH_MAX + 1);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /// `secrets delete NAME`.
  @Command(name = "delete", description = "Delete one that no definition uses.")
  static final class Delete implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "NAME", description = "As definitions name it.")
    private String name = "";

    @Override
    public Integer call() {
      try (StoredSide stored = StoredSide.open(config.settings())) {
        return switch (secrets(stored, config, spec).delete(name)) {
          case Secrets.Deleted _ -> {
            Commands.out(spec).println("deleted " + name);
            yield ExitCode.OK;
          }
          case Secrets.Unknown _ -> {
            Commands.err(spec)
                .println(
                    "there is no secret %s; see which there are with: ingestlayer secrets list"
                        .formatted(name));
            yield ExitCode.NOT_FOUND;
          }
          case Secrets.InUse use -> {
            Commands.err(spec)
                .println(
                    "%s is used by %s; change these definitions first"
                        .formatted(name, String.join(", ", use.usedBy())));
            yield ExitCode.CONFLICT;
          }
        };
      }
    }
  }

  /// `secrets rotate`.
  @Command(
      name = "rotate",
      description = {
        "Bring every stored secret under a new master key, in small steps, with the server running or not.",
        "With the key file in the data folder it makes the new key, and drops the old one at the end. With INGESTLAYER_MASTER_KEY, put the new key before the old one, there and on every server, and restart them first.",
        "Killed at any point, run it again."
      })
  static final class Rotate implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() {
      try (StoredSide stored = StoredSide.open(config.settings())) {
        SecretSide.Rotated done = SecretSide.rotate(stored, config.settings(), System.getenv());
        Commands.out(spec)
            .println(
                "%d secrets were wrapped anew; all are under the key %s. %s"
                    .formatted(done.wrapped(), done.keyId(), done.next()));
        return ExitCode.OK;
      }
    }
  }

  /// `secrets forget --yes`.
  @Command(
      name = "forget",
      description =
          "Delete every stored secret, when the master key is lost. Stop the servers first.")
  static final class Forget implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private ConfigOption config = new ConfigOption();

    @Option(names = "--yes", required = true, description = "They cannot be had back.")
    private boolean sure;

    @Override
    public Integer call() {
      try (StoredSide stored = StoredSide.open(config.settings())) {
        int deleted = SecretSide.forget(stored);
        Commands.out(spec)
            .println(deleted + " stored secrets were deleted; the next start begins anew");
        return sure ? ExitCode.OK : ExitCode.USAGE;
      }
    }
  }

  static Secrets secrets(StoredSide stored, ConfigOption config, @Nullable CommandSpec spec) {
    PrintWriter err = Commands.err(spec);
    return SecretSide.secrets(stored, config.settings(), System.getenv(), err::println);
  }

  private static String line(Secrets.Named secret) {
    String end = end(secret).isEmpty() ? "" : " " + end(secret);
    String users =
        secret.usedBy().isEmpty() ? "" : ", used by " + String.join(", ", secret.usedBy());
    return secret.name() + end + ", version " + secret.version() + users;
  }

  /// Its last four characters; empty when they would tell too much.
  static String end(Secrets.Named secret) {
    return secret.lastFour().isEmpty() ? "" : "…" + secret.lastFour();
  }
}
