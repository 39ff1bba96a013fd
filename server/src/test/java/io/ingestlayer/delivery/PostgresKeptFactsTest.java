package io.ingestlayer.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.entity.CoreDatabase;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseSettings;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.testkit.clock.TurnableClock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresKeptFactsTest {
  private final CoreDatabase core = CoreDatabase.create();
  private final TurnableClock clock = TurnableClock.start();
  private final Database database = Database.open(DatabaseSettings.parse(core.postgres().uri()));
  private final KeptFacts facts = new PostgresKeptFacts("team", database, clock);

  @AfterEach
  void close() {
    database.close();
    core.close();
  }

  private long rows() {
    String sql = "select count(*) from destination_fact";
    return database.read(
        "rows", connection -> Sql.query(connection, sql, row -> row.getLong(1)).getFirst());
  }

  @Test
  void what_is_kept_is_found_by_others_for_the_same_destination_only() {
    facts.keep("moved", "there");
    clock.turn(Duration.ofMinutes(1));
    facts.keep("moved", "elsewhere");
    facts.keep("gone", "soon\u0000");
    facts.forget("gone");

    assertThat(new PostgresKeptFacts("team", database, clock).all().orElseThrow())
        .containsExactly(new KeptFacts.Kept("moved", "elsewhere", clock.instant()));
    assertThat(new PostgresKeptFacts("other", database, clock).all().orElseThrow()).isEmpty();
  }

  @Test
  void of_more_than_a_thousand_the_oldest_is_forgotten() {
    facts.keep("first", "1");
    clock.turn(Duration.ofSeconds(1));
    for (int i = 0; i < KeptFacts.FACTS_MAX; i++) {
      facts.keep("n" + i, "v");
    }

    assertThat(facts.all().orElseThrow())
        .hasSize(KeptFacts.FACTS_MAX)
        .noneMatch(it -> it.name().equals("first"));
    assertThat(rows()).isEqualTo(KeptFacts.FACTS_MAX);
  }
}
