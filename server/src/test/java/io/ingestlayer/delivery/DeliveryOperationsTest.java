package io.ingestlayer.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.delivery.AttemptResult.Reject;
import io.ingestlayer.delivery.AttemptResult.Retry;
import io.ingestlayer.delivery.DeliveryOperations.Canceled;
import io.ingestlayer.delivery.DeliveryOperations.Retried;
import io.ingestlayer.event.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeliveryOperationsTest {
  private static final LaneKey ALERTS = new LaneKey("slack", "#alerts");
  private static final LaneKey OTHER = new LaneKey("other", "");
  private static final Reject NO = new Reject("too_long", "40 001 characters.", "Shorten it.");

  private final DeliveryWorld world = new DeliveryWorld();
  private final Lanes lanes = world.start();
  private final DeliveryQueries queries = new PostgresDeliveryQueries(world.database);
  private final DeliveryLists lists = new PostgresDeliveryLists(world.database);
  private final DeliveryOperations operations =
      new PostgresDeliveryOperations(
          world.database,
          world.definitions,
          world.openRows(),
          lanes,
          world.timer,
          new SplittableRandom(9));

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void a_dead_delivery_that_was_done_in_part_is_not_done_again_from_the_beginning() {
    world.definitions.define("slack", world.slack, new LaneSpec(1, 1, null), List.of());
    world.slack.answer(
        ScriptedDestination.always(new Retry("busy", "Later.", false).withProgress("ada")));
    lanes.take(world.decide(ALERTS, 1));
    world.await("the end", () -> world.open() == 0);
    AtomicReference<String> given = new AtomicReference<>("");
    world.slack.answer(attempt -> {
      given.set(String.valueOf(attempt.single().progress()));
      return ScriptedDestination.delivered(attempt);
    });

    operations.retry(only("dead").id());
    world.await("the second end", () -> world.open() == 0);

    assertThat(given).hasValue("ada");
  }

  @Test
  void a_dead_delivery_is_sent_again_with_what_it_had_learned_even_when_its_event_is_gone() {
    Value.Obj context = Value.object().put("severity", "blocked").build();
    world.slack.answer(ScriptedDestination.always(NO));
    lanes.take(world.decide(ALERTS, 1, 1, it -> it.withContext(context)));
    world.await("the end", () -> world.open() == 0);
    DeliveryView dead = only("dead");
    world.slack.answer(ScriptedDestination::delivered);

    Retried retried = operations.retry(dead.id());
    Retried twice = operations.retry(dead.id());
    world.await("the second end", () -> world.open() == 0);

    assertThat(retried).isInstanceOf(Retried.As.class);
    DeliveryId again = ((Retried.As) retried).again();
    assertThat(twice).isEqualTo(new Retried.Already(again));
    assertThat(operations.retry(dead.id())).isEqualTo(new Retried.Already(again));
    assertThat(operations.retry(again)).isEqualTo(new Retried.NotDead());
    assertThat(world.slack.received()).hasSize(1);
    assertThat(world.slack.received().getFirst().id()).isEqualTo(again);
    assertThat(world.slack.received().getFirst().scope().root("context")).isEqualTo(context);
    assertThat(queries.find(dead.id()).orElseThrow().state()).isEqualTo("dead");
    assertThat(queries.find(again).orElseThrow().state()).isEqualTo("delivered");
    world.assertBooksBalance();
  }

  @Test
  void a_replay_that_waits_in_the_table_keeps_its_id() {
    world.slack.answer(ScriptedDestination.always(NO));
    lanes.take(world.decide(ALERTS, 1));
    world.await("the end", () -> world.open() == 0);
    DeliveryId dead = only("dead").id();
    world.slack.answer(
        ScriptedDestination.always(new AttemptResult.Retry("http_500", "Down.", false)));

    DeliveryId again = ((Retried.As) operations.retry(dead)).again();
    world.await("a try", () -> world.count("open_delivery", "attempts = 1") == 1);

    assertThat(only("retrying").id()).isEqualTo(again);
    assertThat(operations.retry(dead)).isEqualTo(new Retried.Already(again));
    assertThat(queries.attempts(Objects.requireNonNull(only("retrying").root()), null)).hasSize(1);
    world.assertBooksBalance();
  }

  @Test
  void what_waits_can_be_canceled_alone() {
    world.other.stick();
    lanes.take(world.decide(OTHER, 4));
    world.await("calls", () -> world.other.waiting() == 4);
    List<OpenDelivery> row = world.decide(OTHER, 3, 3, it -> it);
    lanes.take(row);
    DeliveryId waiting = row.getFirst().deliveries().get(1).id();

    Canceled canceled = operations.cancel(waiting);
    Canceled twice = operations.cancel(waiting);
    world.other.release();
    world.turnUntil("the rest", Duration.ofSeconds(1), 60, () -> world.open() == 0);

    assertThat(canceled).isEqualTo(Canceled.YES);
    assertThat(twice).isEqualTo(Canceled.NOT_OPEN);
    assertThat(world.other.received()).hasSize(6).noneMatch(it -> it.id().equals(waiting));
    assertThat(queries.find(waiting).orElseThrow().state()).isEqualTo("canceled");
    world.assertBooksBalance();
  }

  @Test
  void what_is_under_way_is_not_canceled_and_nothing_beside_it_is_sent_again() {
    world.other.stick();
    List<OpenDelivery> row = world.decide(OTHER, 3, 3, it -> it);
    lanes.take(row);
    world.await("the call", () -> world.other.waiting() > 0);
    DeliveryId sent = row.getFirst().deliveries().get(1).id();

    Canceled canceled = operations.cancel(sent);
    world.other.release();
    world.turnUntil("the end", Duration.ofSeconds(1), 60, () -> world.open() == 0);

    assertThat(canceled).isEqualTo(Canceled.UNDER_WAY);
    assertThat(world.other.received()).hasSize(3);
    assertThat(queries.find(sent).orElseThrow().state()).isEqualTo("delivered");
    world.assertBooksBalance();
  }

  @Test
  void what_waits_is_listed_in_pages_also_where_one_row_holds_many() {
    world.decide(ALERTS, 7, 3, UnaryOperator.identity());
    world.decide(OTHER, 4);
    DeliveryFilter pending = DeliveryFilter.ALL.withState("pending");
    List<DeliveryId> listed = new ArrayList<>();

    String after = null;
    do {
      DeliveryLists.Page<DeliveryView> page = lists.deliveries(pending, after, 3);
      page.items().forEach(it -> listed.add(it.id()));
      after = page.next();
    } while (after != null);

    assertThat(listed).hasSize(11).doesNotHaveDuplicates();
    assertThat(listed).allMatch(it -> queries.find(it).orElseThrow().state().equals("pending"));
  }

  private DeliveryView only(String state) {
    DeliveryFilter filter = new DeliveryFilter(state, null, null, null, null, null);
    List<DeliveryView> all = lists.deliveries(filter, null, 10).items();
    assertThat(all).hasSize(1);
    return all.getFirst();
  }
}
