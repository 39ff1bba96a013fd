package io.ingestlayer.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Secret;
import io.ingestlayer.entity.CoreDatabase;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseSettings;
import io.ingestlayer.platform.db.PurgeSteps;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.testkit.clock.TurnableClock;
import io.ingestlayer.workspace.Workspace;
import io.ingestlayer.workspace.postgres.SecretStore;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresRemovedDestinationsTest {
  private static final Instant NINE = Instant.parse("2026-01-05T09:00:00Z");

  private final CoreDatabase core = CoreDatabase.create();
  private final TurnableClock clock = new TurnableClock(NINE);
  private final Database database = Database.open(DatabaseSettings.parse(core.postgres().uri()));
  private final SecretStore store = SecretStore.open(database);

  @AfterEach
  void close() {
    database.close();
    core.close();
  }

  private int run(String sql, Object... values) {
    return database.transaction("rows", connection -> Sql.update(connection, sql, values));
  }

  /// One row of each kind.
  private void leaves(String destination) {
    new PostgresCredentials(destination, database, store.masterKey(), new CredentialTurns(), clock)
        .put("oauth", new Secret("hidden"));
    new PostgresKeptFacts(destination, database, clock).keep("moved", "there");
    run(
        "insert into credential_renewal values (?, ?, 'oauth', 1, ?)",
        Workspace.DEFAULT_ID,
        "destination " + destination,
        NINE);
    run(
        "insert into destination_streak values (?, ?, 3, 50, ?, ?)",
        Workspace.DEFAULT_ID,
        destination,
        NINE,
        NINE);
    run(
        "insert into destination_pause values (?, ?, true, 'us', 'failures', ?)",
        Workspace.DEFAULT_ID,
        destination,
        NINE);
  }

  private void removed(String destination, Instant since) {
    run(
        "insert into destination_removal values (?, ?, ?)",
        Workspace.DEFAULT_ID,
        destination,
        since);
  }

  private void hasOpen(String destination) {
    run(
        """
        insert into open_delivery (
          id, root, workspace_id, lane_id, lane, destination, pipeline_version, route, partition, offs,
          created_at, due, attempts, state)
        values (
          gen_random_uuid(), gen_random_uuid(), ?, 1, '', ?, 1, 0, 0, array[1], ?, ?, 0, 'held')
        """,
        Workspace.DEFAULT_ID,
        destination,
        NINE,
        NINE);
  }

  /// Which tables have something of it.
  private List<String> left(String destination) {
    return Stream.of(
            "destination_fact where destination = ?",
            "destination_pause where destination = ?",
            "destination_streak where destination = ?",
            "destination_removal where destination = ?",
            "secret where object = 'destination ' || ?",
            "credential_renewal where object = 'destination ' || ?")
        .filter(from -> !rows("select 1 from " + from, destination).isEmpty())
        .map(from -> from.substring(0, from.indexOf(' ')))
        .toList();
  }

  private List<Integer> rows(String sql, String destination) {
    return database.read(
        "rows", connection -> Sql.query(connection, sql, row -> row.getInt(1), destination));
  }

  @Test
  void all_that_a_destination_has_left_goes_in_steps_once_it_was_removed_long_ago() {
    Stream.of("old", "older", "young", "open", "defined").forEach(this::leaves);
    removed("old", NINE.minusSeconds(1));
    removed("older", NINE.minusSeconds(2));
    removed("young", NINE);
    removed("open", NINE.minusSeconds(3));
    hasOpen("open");

    long gone = new PostgresRemovedDestinations(database).purge(NINE, new PurgeSteps(1, 10));

    assertThat(gone).isEqualTo(2);
    assertThat(left("old")).isEmpty();
    assertThat(left("older")).isEmpty();
    assertThat(left("young")).hasSize(6);
    assertThat(left("open")).hasSize(6);
    assertThat(left("defined")).hasSize(5).doesNotContain("destination_removal");
  }

  @Test
  void a_destination_with_something_open_goes_when_that_is_over() {
    leaves("open");
    removed("open", NINE.minusSeconds(3));
    hasOpen("open");
    PostgresRemovedDestinations removed = new PostgresRemovedDestinations(database);

    long before = removed.purge(NINE, PurgeSteps.DEFAULT);
    run("delete from open_delivery");
    long after = removed.purge(NINE, PurgeSteps.DEFAULT);

    assertThat(before).isZero();
    assertThat(after).isEqualTo(1);
    assertThat(left("open")).isEmpty();
  }
}
