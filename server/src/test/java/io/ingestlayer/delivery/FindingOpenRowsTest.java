package io.ingestlayer.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.delivery.DeliveryOperations.Canceled;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseSettings;
import io.ingestlayer.platform.db.Sql;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// One delivery and one event are found however much else waits: told by the rows that the database looks at.
class FindingOpenRowsTest {
  private static final LaneKey ALERTS = new LaneKey("slack", "#alerts");
  private static final int OTHERS = 20_000;
  private static final int ROWS_READ_MAX = 100;

  /// Rows like one that is there, of the five hours before.
  private static final String FILL =
      """
      insert into open_delivery (
        id, root, workspace_id, lane_id, lane, destination, pipeline_version, route, partition, offs,
        created_at, due, attempts, state)
      select
        overlay(ids.random::text placing overlay(lpad(to_hex(ids.millis), 12, '0') placing '-' from 9 for 0) from 1)::uuid,
        ids.random, workspace_id, lane_id, lane, destination, pipeline_version, route, partition,
        array[1000000 + n], to_timestamp(ids.millis / 1000.0), due + interval '1 day', 0, 'pending'
      from (select * from open_delivery limit 1) as model
      cross join (
        select n, gen_random_uuid() as random,
          (extract(epoch from ?::timestamptz) * 1000)::bigint - 10000 - n * 1000 as millis
        from generate_series(1, ?) as n) as ids
      """;

  private final DeliveryWorld world = new DeliveryWorld();

  /// One connection, so that what it has counted can be asked of it.
  private final Database alone =
      Database.open(DatabaseSettings.parse(world.postgres.uri()).withConnectionsMax(1));

  private final DeliveryQueries queries = new PostgresDeliveryQueries(alone);

  @AfterEach
  void close() {
    alone.close();
    world.close();
  }

  @Test
  void one_delivery_and_one_event_are_found_without_a_look_at_all_that_waits() {
    List<Delivery> together =
        world.decide(ALERTS, 3, 3, UnaryOperator.identity()).getFirst().deliveries();
    fill();
    long before = rowsRead();

    for (Delivery one : together) {
      assertThat(queries.find(one.id()).orElseThrow().event()).isEqualTo(one.event().id());
      assertThat(queries.ofEvent(one.event()))
          .extracting(DeliveryView::id)
          .containsExactly(one.id());
    }

    assertThat(rowsRead() - before).isBetween(1L, (long) ROWS_READ_MAX);
  }

  @Test
  void events_that_wait_together_though_they_came_apart_are_found_as_well() {
    List<Delivery> apart =
        world
            .decide(
                ALERTS,
                3,
                3,
                it -> {
                  world.clock.turn(Duration.ofMinutes(5));
                  return it;
                })
            .getFirst()
            .deliveries();
    fill();
    long before = rowsRead();

    for (Delivery one : apart) {
      assertThat(queries.find(one.id()).orElseThrow().event()).isEqualTo(one.event().id());
      assertThat(queries.ofEvent(one.event()))
          .extracting(DeliveryView::id)
          .containsExactly(one.id());
    }

    assertThat(rowsRead() - before).isBetween(1L, (long) ROWS_READ_MAX);
  }

  @Test
  void what_was_tried_in_vain_hours_after_it_came_is_found_by_the_time_it_came() {
    world.slack.answer(
        ScriptedDestination.always(new AttemptResult.Retry("http_500", "Down.", false)));
    List<OpenDelivery> rows = world.decide(ALERTS, 1);
    fill();
    world.clock.turn(Duration.ofHours(2));
    world.start().take(rows);
    world.await("a try", () -> world.count("open_delivery", "attempts = 1") == 1);
    Delivery tried = rows.getFirst().deliveries().getFirst();
    long before = rowsRead();

    assertThat(queries.find(tried.id()).orElseThrow().state()).isEqualTo("retrying");
    assertThat(queries.ofEvent(tried.event())).hasSize(1);

    assertThat(rowsRead() - before).isBetween(1L, (long) ROWS_READ_MAX);
    assertThat(world.count("open_delivery", "spread")).isZero();
  }

  @Test
  void one_delivery_is_canceled_without_a_look_at_all_that_waits() {
    List<Delivery> together =
        world.decide(ALERTS, 2, 2, UnaryOperator.identity()).getFirst().deliveries();
    fill();
    PostgresDeliveryOperations operations =
        new PostgresDeliveryOperations(
            alone,
            world.definitions,
            new PostgresOpenRows(alone, world.definitions, world::eventsAt),
            world.start(),
            world.timer,
            new SplittableRandom(9));
    long before = rowsRead();

    Canceled canceled = operations.cancel(together.getFirst().id());

    assertThat(canceled).isEqualTo(Canceled.YES);
    assertThat(rowsRead() - before).isBetween(1L, (long) ROWS_READ_MAX);
    assertThat(queries.find(together.getLast().id()).orElseThrow().state()).isEqualTo("retrying");
  }

  private void fill() {
    world.database.transaction(
        "others", connection -> Sql.update(connection, FILL, world.timer.instant(), OTHERS));
    world.database.read(
        "statistics",
        connection -> {
          Sql.execute(connection, "analyze open_delivery");
          return true;
        });
  }

  /// Rows of the table that this connection has looked at.
  private long rowsRead() {
    alone.read(
        "counted so far",
        connection -> Sql.query(connection, "select pg_stat_force_next_flush() is null", row -> 0));
    return alone
        .read(
            "rows read",
            connection ->
                Sql.query(
                    connection,
                    """
                    select seq_tup_read + coalesce(idx_tup_fetch, 0) as tuples
                    from pg_stat_user_tables
                    where relname = 'open_delivery'
                    """,
                    row -> row.getLong("tuples")))
        .getFirst();
  }
}
