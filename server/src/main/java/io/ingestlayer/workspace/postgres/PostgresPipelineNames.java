package io.ingestlayer.workspace.postgres;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.PipelineNames;
import io.ingestlayer.workspace.Workspace;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The names in `definition_version`.
public final class PostgresPipelineNames implements PipelineNames {
  private static final String NAMES =
      """
      select id, name, version
      from definition_version
      where workspace_id = ?
        and kind = 'pipeline'
        and id = any(?)
      """;

  private static final String VERSIONS =
      """
      select id
      from definition_version
      where workspace_id = ?
        and kind = 'pipeline'
        and name = ?
      """;

  private final Database database;

  public PostgresPipelineNames(Database database) {
    this.database = database;
  }

  @Override
  public Map<Integer, Named> of(Set<Integer> versionIds) {
    int[] ids = versionIds.stream().mapToInt(Integer::intValue).toArray();
    Map<Integer, Named> names = new HashMap<>();
    database.read(
        "names of " + ids.length + " pipeline versions",
        connection ->
            Sql.query(
                connection,
                NAMES,
                row ->
                    names.put(
                        row.getInt("id"), new Named(row.getString("name"), row.getInt("version"))),
                Workspace.DEFAULT_ID,
                ids));
    return names;
  }

  @Override
  public Set<Integer> versions(String pipeline) {
    return Set.copyOf(
        database.read(
            "versions of a pipeline",
            connection ->
                Sql.query(
                    connection,
                    VERSIONS,
                    row -> row.getInt("id"),
                    Workspace.DEFAULT_ID,
                    pipeline)));
  }
}
