package io.ingestlayer.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.delivery.DeliveryFilter;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseSettings;
import io.ingestlayer.platform.db.Migrations;
import io.ingestlayer.platform.db.PurgeSteps;
import io.ingestlayer.testkit.postgres.TestPostgres;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PostgresReplayRetentionTest {
  private static final Instant NINE = Instant.parse("2026-01-05T09:00:00Z");

  @Test
  void replays_go_in_steps_once_they_have_been_over_for_long() {
    try (TestPostgres postgres = TestPostgres.create()) {
      DatabaseSettings settings = DatabaseSettings.parse(postgres.uri());
      Migrations.run(settings);
      try (Database database = Database.open(settings.withConnectionsMax(2))) {
        PostgresReplayJobs jobs = new PostgresReplayJobs(database);
        ReplayId old = begun(jobs, 1);
        ReplayId older = begun(jobs, 2);
        ReplayId young = begun(jobs, 3);
        ReplayId running = begun(jobs, 4);
        cancel(jobs, old, NINE.minusSeconds(1));
        cancel(jobs, older, NINE.minusSeconds(2));
        cancel(jobs, young, NINE);

        long gone = new PostgresReplayRetention(database).purge(NINE, new PurgeSteps(1, 10));

        assertThat(gone).isEqualTo(2);
        assertThat(jobs.latest(10)).extracting(Replay::id).containsExactly(running, young);
      }
    }
  }

  private static ReplayId begun(PostgresReplayJobs jobs, long number) {
    Selection dead = new Selection.OfDeliveries(DeliveryFilter.ALL.withState("dead"));
    ReplayId id = new ReplayId(new UUID(0x7000, number));
    return jobs.begin(id, dead, 50, 0, NINE.minusSeconds(60), 10).orElseThrow().id();
  }

  private static void cancel(PostgresReplayJobs jobs, ReplayId id, Instant at) {
    assertThat(jobs.change(id, Set.of(Replay.State.RUNNING), Replay.State.CANCELED, at)).isTrue();
  }
}
