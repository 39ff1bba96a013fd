package io.ingestlayer.workspace;

import io.ingestlayer.component.ComponentCatalog;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.Problems;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What definitions are read against.
///
/// @param catalog the types there are
/// @param environment a variable's value, or null when it is not set
/// @param files the text of a file that a secret is kept in, or null when it cannot be read
/// @param secrets those that the server keeps
public record DefinitionContext(
    ComponentCatalog catalog,
    Function<String, @Nullable String> environment,
    Function<String, @Nullable String> files,
    SchemaCheck schemas,
    KeptSecrets secrets) {

  /// Without a server that keeps secrets.
  public DefinitionContext(
      ComponentCatalog catalog,
      Function<String, @Nullable String> environment,
      Function<String, @Nullable String> files,
      SchemaCheck schemas) {
    this(catalog, environment, files, schemas, KeptSecrets.NONE);
  }

  ConfigReader reader(Problems problems) {
    return new ConfigReader(problems, catalog, environment, files, secrets::named);
  }

  /// A reader for which every secret is there: an old version must be readable without them.
  ConfigReader lenientReader(Problems problems) {
    return new ConfigReader(
        problems,
        catalog,
        variable -> orUnknown(environment.apply(variable)),
        file -> orUnknown(files.apply(file)),
        secret -> orUnknown(secrets.named(secret)));
  }

  private static String orUnknown(@Nullable String secret) {
    return secret == null || secret.isBlank() ? StoredBody.UNKNOWN_SECRET : secret;
  }
}
