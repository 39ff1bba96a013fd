package io.ingestlayer.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.delivery.DeliveryFilter;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseSettings;
import io.ingestlayer.platform.db.Migrations;
import io.ingestlayer.testkit.postgres.TestPostgres;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PostgresReplayPromisesTest {
  private static final Instant NINE = Instant.parse("2026-01-05T09:00:00Z");

  @Test
  void the_last_items_are_counted_once_though_two_nodes_have_come_to_them() {
    try (TestPostgres postgres = TestPostgres.create()) {
      DatabaseSettings settings = DatabaseSettings.parse(postgres.uri());
      Migrations.run(settings);
      try (Database database = Database.open(settings.withConnectionsMax(2))) {
        PostgresReplayJobs jobs = new PostgresReplayJobs(database);
        PostgresReplayPromises promises = new PostgresReplayPromises(database);
        Selection dead = new Selection.OfDeliveries(DeliveryFilter.ALL.withState("dead"));
        ReplayId id = new ReplayId(new UUID(0x7000, 1));
        Replay seenByBoth = jobs.begin(id, dead, 50, 0, NINE, 10).orElseThrow();
        Batch last = new Batch(List.of(), 3, 1, null, true);

        promises.promise(seenByBoth, last, NINE);
        promises.promise(seenByBoth, last, NINE);

        assertThat(jobs.find(id).orElseThrow().progress())
            .isEqualTo(new Replay.Progress(3, 0, 1, 0, 0, 0));
      }
    }
  }
}
