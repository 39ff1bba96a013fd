package io.ingestlayer.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.delivery.WaitingCounts.Waiting;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class WaitingCountsTest {
  @AutoClose private final DeliveryWorld world = new DeliveryWorld();
  private final WaitingCounts counts = new PostgresWaitingCounts(world.database);

  @Test
  void all_deliveries_of_a_row_are_counted_for_its_destination() {
    world.decide(new LaneKey("slack", "#alerts"), 7, 5, UnaryOperator.identity());

    Map<String, Waiting> waiting = counts.of(List.of("slack", "other"));

    assertThat(waiting).containsExactly(Map.entry("slack", new Waiting(7, false)));
  }

  @Test
  void of_a_long_backlog_only_so_many_rows_are_looked_at() {
    world.decide(new LaneKey("slack", "#alerts"), WaitingCounts.ROWS_MAX + 1);
    world.decide(new LaneKey("other", ""), 1);

    Map<String, Waiting> waiting = counts.of(List.of("slack", "other"));

    assertThat(waiting)
        .containsEntry("slack", new Waiting(WaitingCounts.ROWS_MAX, true))
        .containsEntry("other", new Waiting(1, false));
  }
}
