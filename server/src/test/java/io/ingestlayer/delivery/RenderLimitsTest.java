package io.ingestlayer.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.delivery.AttemptResult.Delivered;
import io.ingestlayer.delivery.AttemptResult.Rendered;
import io.ingestlayer.limit.LimitRecords;
import io.ingestlayer.limit.Traits;
import io.ingestlayer.platform.db.Sql;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RenderLimitsTest {
  private static final LaneKey ALERTS = new LaneKey("slack", "#alerts");

  private final DeliveryWorld world = new DeliveryWorld();
  private final LimitRecords records = new LimitRecords(world.database);
  private final AtomicInteger woken = new AtomicInteger();

  private Lanes start() {
    world.limits(new RenderLimits(List::of, Traits.NONE, records.ledger(), woken::incrementAndGet));
    return world.start();
  }

  private void rendered(long characters) {
    world.slack.answer(
        ScriptedDestination.always(new Delivered("ok", null, new Rendered(characters, 3_000))));
  }

  private void execute(String sql) {
    world.database.transaction(
        "execute",
        connection -> {
          Sql.execute(connection, sql);
          return true;
        });
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void a_text_that_the_vendor_does_not_take_whole_is_recorded_with_its_route() {
    rendered(3_001);
    Lanes lanes = start();

    lanes.take(world.decide(ALERTS, 1));
    world.await("no open rows", () -> world.open() == 0);

    assertThat(records.all())
        .containsExactly(
            """
            {"limit_name":"slack-text-characters","limit_type":"size_limit",\
            "limit_interval_type":"per_event",\
            "limit_threshold":3000,"limit_threshold_unit":"chars",\
            "limit_event_type":"render","limit_value":3001,\
            "violation_context":{"route":"test/slack","source":"test","channel":"#alerts",\
            "pipeline":"test","destination":"slack"}}\
            """);
    assertThat(records.events()).containsExactly("limit.violation");
    world.await("the outbox is told", () -> woken.get() == 1);
  }

  @Test
  void a_text_of_3000_is_none_too_many() {
    rendered(3_000);
    Lanes lanes = start();

    lanes.take(world.decide(ALERTS, 2));
    world.await("no open rows", () -> world.open() == 0);

    assertThat(records.all()).isEmpty();
    assertThat(records.tally("slack-text-characters", "counted", -1)).isEqualTo(2);
  }

  @Test
  void it_is_recorded_with_the_delivery_or_not_at_all() {
    rendered(4_000);
    execute(
        """
        create function refuse() returns trigger language plpgsql as
        $$ begin raise exception 'not now'; end $$;
        create constraint trigger refuse after insert on limit_violation
        deferrable initially deferred for each row execute function refuse();
        """);
    Lanes lanes = start();

    lanes.take(world.decide(ALERTS, 1));
    world.await("it was sent", () -> world.slack.received().size() == 1);
    DeliveryWorld.settle(Duration.ofMillis(200));
    long finishedBefore = world.count("delivery", "true");
    execute("drop trigger refuse on limit_violation");
    world.turnUntil("no open rows", Duration.ofSeconds(1), 10, () -> world.open() == 0);

    assertThat(finishedBefore).isZero();
    assertThat(world.slack.received()).hasSize(1);
    assertThat(world.count("delivery", "state = 'delivered'")).isEqualTo(1);
    assertThat(records.all()).hasSize(1);
    assertThat(records.tally("slack-text-characters", "counted", -1)).isEqualTo(1);
  }
}
