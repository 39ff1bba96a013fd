package io.ingestlayer.delivery;

import static io.ingestlayer.delivery.FlowCounts.Counter.DELIVERED;
import static io.ingestlayer.delivery.FlowCounts.Counter.MATCHED;
import static io.ingestlayer.delivery.FlowCounts.Counter.ROUTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.testkit.postgres.TestPostgres;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlowCountsTest {
  private static final Instant MONDAY = Instant.parse("2026-01-05T23:59:59.999Z");
  private static final Instant TUESDAY = Instant.parse("2026-01-06T00:00:00Z");

  private final TestPostgres postgres = DeliveryTables.fresh();
  private final Database database = DeliveryTables.open(postgres);

  @AfterEach
  void close() {
    database.close();
    postgres.close();
  }

  @Test
  void adds_up_over_transactions_by_account_day_and_slot() {
    FlowCounts first = new FlowCounts();
    first.add(7, FlowCounts.WHOLE_PIPELINE, "", MONDAY, MATCHED, 3);
    first.add(7, 0, "slack", MONDAY, ROUTED, 2);
    first.add(7, 0, "slack", MONDAY, ROUTED, 1);
    first.add(7, 0, "slack", TUESDAY, ROUTED, 1);
    FlowCounts second = new FlowCounts();
    second.add(7, 0, "slack", MONDAY, ROUTED, 5);
    FlowCounts answers = new FlowCounts();
    answers.add(7, 0, "slack", MONDAY, DELIVERED, 4);

    write(first, 0);
    write(second, 0);
    write(answers, FlowCounts.ANSWERS_SLOT);

    assertThat(rows())
        .containsExactly(
            "7/-1//2026-01-05/0: matched 3 routed 0 delivered 0",
            "7/0/slack/2026-01-05/-1: matched 0 routed 0 delivered 4",
            "7/0/slack/2026-01-05/0: matched 0 routed 8 delivered 0",
            "7/0/slack/2026-01-06/0: matched 0 routed 1 delivered 0");
  }

  @Test
  void writes_nothing_when_nothing_was_counted() {
    write(new FlowCounts(), 0);

    assertThat(rows()).isEmpty();
  }

  private void write(FlowCounts counts, int slot) {
    database.transaction(
        "count",
        connection -> {
          PostgresFlowCounts.write(connection, counts, slot);
          return true;
        });
  }

  private List<String> rows() {
    String sql =
        """
        select format('%s/%s/%s/%s/%s: matched %s routed %s delivered %s',
          pipeline_version, route, destination, day, slot, matched, routed, delivered) as line
        from flow_count
        order by pipeline_version, route, destination, day, slot
        """;
    return database.read(
        "counts", connection -> Sql.query(connection, sql, row -> row.getString("line")));
  }
}
