package io.ingestlayer.platform.db;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.output.MigrateResult;

/// Brings the schema to what this version of the server needs. Safe to run on several nodes at once: one works, the others
/// wait.
public final class Migrations {
  private static final String LOCATION = "classpath:db/migration";

  private static final int CONNECTIONS_MAX = 4;

  private Migrations() {}

  /// What a run has done.
  ///
  /// @param applied how many migrations were run now; 0 when the schema was up to date
  /// @param version the schema's version after it; empty when there is no migration at all
  public record Result(int applied, String version) {}

  /// Returns when the schema is the one this version knows. Throws `SchemaException` when it is newer, was changed by
  /// hand, or a migration fails; a failed migration leaves no trace, since each is one transaction.
  public static Result run(DatabaseSettings settings) {
    return run(settings, LOCATION);
  }

  static Result run(DatabaseSettings settings, String location) {
    // An index on a big table takes as long as it takes.
    DatabaseSettings patient =
        settings.withStatementTimeout(Duration.ZERO).withConnectionsMax(CONNECTIONS_MAX);
    HikariDataSource database = Sessions.pool(patient);
    try {
      return run(database, settings.schema(), location);
    } finally {
      Sessions.close(database);
    }
  }

  private static Result run(DataSource database, String schema, String location) {
    Flyway flyway =
        Flyway.configure(Migrations.class.getClassLoader())
            .dataSource(database)
            .locations(location)
            .defaultSchema(schema)
            .table("schema_history")
            .ignoreMigrationPatterns(new String[0])
            .validateMigrationNaming(true)
            .cleanDisabled(true)
            .load();
    try {
      MigrationInfo[] all = flyway.info().all();
      refuseNewer(all);
      MigrateResult result = flyway.migrate();
      return new Result(result.migrationsExecuted, known(flyway.info().all()));
    } catch (FlywayException e) {
      throw new SchemaException(
          "The database schema could not be brought up to date: " + e.getMessage(), e);
    }
  }

  private static void refuseNewer(MigrationInfo[] all) {
    Stream<MigrationInfo> beyond =
        Arrays.stream(all)
            .filter(one -> one.getState().isApplied() && !one.getState().isResolved());
    beyond
        .map(MigrationInfo::getVersion)
        .max(MigrationVersion::compareTo)
        .ifPresent(newest -> {
          throw new SchemaException(
              "The database was written by a newer version of ingestlayer: its schema is at %s, this version knows up to %s. Start the newer version, or restore a backup from before the upgrade."
                  .formatted(newest, known(all)));
        });
  }

  private static String known(MigrationInfo[] all) {
    return Arrays.stream(all)
        .filter(one -> one.getState().isResolved() && one.getVersion() != null)
        .map(MigrationInfo::getVersion)
        .max(MigrationVersion::compareTo)
        .map(MigrationVersion::toString)
        .orElse("");
  }
}
