package io.ingestlayer.app;

import io.ingestlayer.catalog.Catalog;
import io.ingestlayer.component.Problem;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.workspace.DefinitionContext;
import io.ingestlayer.workspace.StoredDefinitions;
import io.ingestlayer.workspace.WorkspaceFolder;
import io.ingestlayer.workspace.postgres.PostgresSecrets;
import io.ingestlayer.workspace.postgres.PostgresWorkspace;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// The workspace as it stands after the definitions' folder was applied.
///
/// @param warnings what is doubtful in the definitions
record LoadedWorkspace(PostgresWorkspace workspace, List<Problem> warnings) {

  LoadedWorkspace {
    warnings = List.copyOf(warnings);
  }

  /// Applies the folder, when one is set, in one transaction; without one what was applied before stays active.
  ///
  /// @throws DefinitionsException when something in the folder is wrong; nothing was changed
  static LoadedWorkspace load(
      Settings settings,
      Map<String, String> environment,
      Catalog catalog,
      Database database,
      PostgresSecrets secrets,
      Instant now) {
    PostgresWorkspace workspace =
        new PostgresWorkspace(
            database,
            new StoredDefinitions(
                new DefinitionContext(
                    catalog,
                    environment::get,
                    path ->
                        WorkspaceFolder.secret(
                            settings.workspaceDir().orElse(settings.dataDir()), path),
                    DeclaredSchemas::problem,
                    secrets)),
            secrets);
    if (settings.workspaceDir().isEmpty()) {
      return new LoadedWorkspace(workspace, workspace.restore());
    }
    Path folder = settings.workspaceDir().get();
    WorkspaceFolder.Loaded loaded =
        WorkspaceFolder.load(folder, catalog, environment::get, DeclaredSchemas::problem, secrets);
    if (!loaded.isSound()) {
      throw new DefinitionsException(loaded.problems());
    }
    workspace.apply(loaded.definitions(), now);
    return new LoadedWorkspace(workspace, loaded.problems());
  }
}
