package io.ingestlayer.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.event.Event;
import io.ingestlayer.event.Json;
import io.ingestlayer.limit.LimitCounting;
import io.ingestlayer.log.PartitionLease;
import io.ingestlayer.platform.db.DatabaseException;
import io.ingestlayer.testkit.await.Await;
import io.ingestlayer.workspace.PipelineVersion;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PipelineRunnerTest {
  private final PipelineStage stage = new PipelineStage();

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void what_is_decided_is_stored_counted_and_handed_to_the_lanes() {
    PipelineVersion version =
        pipeline(
            "{'match':'t','steps':[{'filter.match':'$event.n > 0'}],'destinations':[{'to':'paced'},{'to':'batch','when':'$event.n > 2'}]}");
    stage.runner().start();

    stage.log.commit("t", n(0), n(1), n(2), n(3));
    stage.log.commit("other", n(4));
    stage.awaitDecided();

    int id = version.id();
    assertThat(books(0, -1)).isEqualTo("matched 4 unmatched 1 dropped 0 dead 0 routed 0 skipped 0");
    assertThat(books(id, -1))
        .isEqualTo("matched 4 unmatched 0 dropped 1 dead 0 routed 3 skipped 0");
    assertThat(books(id, 0)).isEqualTo("matched 0 unmatched 0 dropped 0 dead 0 routed 3 skipped 0");
    assertThat(books(id, 1)).isEqualTo("matched 0 unmatched 0 dropped 0 dead 0 routed 3 skipped 2");
    assertThat(stage.number("select count(*) from open_delivery")).isEqualTo(4);
    assertThat(
            stage.texts(
                "select state || ' ' || coalesce(step, destination) || ' ' || code from delivery order by off, state"))
        .containsExactly(
            "dropped steps[0] filter.match filter_not_met",
            "skipped batch when_not_true",
            "skipped batch when_not_true");
    Await.until("the lanes to be handed", PipelineStage.PATIENCE, () -> stage.handed.size() == 4);
    assertThat(delivered()).containsExactlyInAnyOrder("paced 1", "paced 2", "paced 3", "batch 3");
  }

  @Test
  void a_write_to_an_entity_is_seen_by_the_next_event() {
    pipeline(
        "{'steps':[{'enrich.entity':{'kind':'user','key':'$event.u'}}],'destinations':[{'to':'paced','channel':'{{ $entity.user.plan ?? \\\"none\\\" }}'}]}");
    stage.runner().start();

    stage.log.commit("t", "{\"u\":\"u1\"}");
    stage.awaitDecided();
    stage.entities.upsert(
        "user", "u1", Json.parseObject("{\"plan\":\"pro\"}"), stage.clock.instant());
    stage.log.commit("t", "{\"u\":\"u1\"}");
    stage.awaitDecided();

    Await.until("two to be handed", PipelineStage.PATIENCE, () -> stage.handed.size() == 2);
    assertThat(stage.handed).extracting(it -> it.lane().lane()).containsExactly("none", "pro");
  }

  @Test
  void a_crash_after_the_commit_and_before_the_lanes_decides_nothing_twice() {
    PipelineVersion version = pipeline("{'destinations':[{'to':'paced'}]}");
    CountDownLatch committed = new CountDownLatch(1);
    PipelineRunner first =
        stage.runner(
            stage.log,
            stage.decisions,
            _ -> {
              committed.countDown();
              throw new IllegalStateException("the process ends here");
            });
    first.start();
    stage.log.commit("t", n(1), n(2));
    await(committed);
    first.close();

    stage.runner().start();
    stage.log.commit("t", n(3));
    stage.awaitDecided();

    Await.until("the new one to be handed", PipelineStage.PATIENCE, () -> stage.handed.size() == 1);
    assertThat(delivered()).containsExactly("paced 3");
    assertThat(stage.number("select count(*) from open_delivery")).isEqualTo(3);
    assertThat(stage.count("routed", version.id(), 0)).isEqualTo(3);
  }

  @Test
  void a_commit_whose_answer_is_lost_is_found_out_and_handed_over() {
    pipeline("{'destinations':[{'to':'paced'}]}");
    AtomicInteger commits = new AtomicInteger();
    Decisions losing =
        new Wrapped(stage.decisions) {
          @Override
          public Optional<Decision> commit(
              PartitionLease lease,
              List<Event> events,
              Instant now,
              Function<LimitCounting, Decision> work) {
            Optional<Decision> decision = super.commit(lease, events, now, work);
            if (commits.incrementAndGet() == 1) {
              throw new IllegalStateException("the answer is lost");
            }
            return decision;
          }
        };
    stage.runner(stage.log, losing, stage.handed::addAll).start();

    stage.log.commit("t", n(1), n(2));

    Await.until("both to be handed", PipelineStage.PATIENCE, () -> stage.handed.size() == 2);
    stage.log.commit("t", n(3));
    Await.until("the third to be handed", PipelineStage.PATIENCE, () -> stage.handed.size() == 3);
    assertThat(delivered()).containsExactly("paced 1", "paced 2", "paced 3");
    assertThat(stage.number("select count(*) from open_delivery")).isEqualTo(3);
  }

  @Test
  void a_node_that_was_overtaken_writes_nothing() {
    pipeline("{'destinations':[{'to':'paced'}]}");
    stage.log.store("t", n(1));
    PipelineRunner overtaken = stage.runner();
    PartitionLease old = stage.log.partitions().getFirst();
    stage.hold(0, 2);
    stage.log.hold(old);

    overtaken.start();
    Await.until("it to have tried", PipelineStage.PATIENCE, () -> stage.timer.waiting() >= 2);

    assertThat(stage.number("select count(*) from open_delivery")).isZero();
    assertThat(stage.number("select next_offset from log_cursor")).isZero();
    stage.hold(0, 2);
    stage.clock.turn(Duration.ofSeconds(10));
    stage.awaitDecided();
    assertThat(stage.number("select count(*) from open_delivery")).isEqualTo(1);
  }

  @Test
  void a_poison_event_is_dead_alone_and_its_neighbours_arrive() {
    PipelineVersion version =
        pipeline("{'destinations':[{'to':'paced','channel':'{{ $event.c }}'}]}");
    refuseLane("poison");
    stage.runner().start();

    stage.log.commit(
        "t",
        IntStream.range(0, 200)
            .mapToObj(it -> "{\"c\":\"" + (it == 77 || it == 150 ? "poison" : "good") + "\"}")
            .toArray(String[]::new));
    stage.awaitDecided();

    assertThat(stage.number("select count(*) from open_delivery")).isEqualTo(198);
    assertThat(
            stage.texts(
                "select off || ' ' || state || ' ' || code || ' ' || (extra -> 'event' ->> 'payload') from delivery order by off"))
        .containsExactly(
            "77 dead poison_event {\"c\":\"poison\"}", "150 dead poison_event {\"c\":\"poison\"}");
    assertThat(books(version.id(), -1))
        .isEqualTo("matched 200 unmatched 0 dropped 0 dead 2 routed 198 skipped 0");
  }

  @Test
  void a_database_that_is_away_is_waited_for_and_no_event_is_given_up() {
    PipelineVersion version = pipeline("{'destinations':[{'to':'paced'}]}");
    AtomicInteger commits = new AtomicInteger();
    Decisions away =
        new Wrapped(stage.decisions) {
          @Override
          public Optional<Decision> commit(
              PartitionLease lease,
              List<Event> events,
              Instant now,
              Function<LimitCounting, Decision> work) {
            if (commits.incrementAndGet() <= 20) {
              throw new DatabaseException("decide", "57P01", new SQLException("gone", "57P01"));
            }
            return super.commit(lease, events, now, work);
          }
        };
    stage.runner(stage.log, away, stage.handed::addAll).start();

    stage.log.commit("t", n(1));
    Await.until(
        "twenty tries",
        PipelineStage.PATIENCE,
        () -> {
          stage.clock.turn(Duration.ofSeconds(5));
          return stage.handed.size() == 1;
        });

    assertThat(commits).hasValueGreaterThanOrEqualTo(21);
    assertThat(books(version.id(), -1))
        .isEqualTo("matched 1 unmatched 0 dropped 0 dead 0 routed 1 skipped 0");
  }

  @Test
  void what_does_not_fit_into_memory_is_read_from_the_log() {
    PipelineVersion version = pipeline("{'destinations':[{'to':'batch'}]}");
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch inside = new CountDownLatch(1);
    Decisions slow =
        new Wrapped(stage.decisions) {
          @Override
          public Optional<Decision> commit(
              PartitionLease lease,
              List<Event> events,
              Instant now,
              Function<LimitCounting, Decision> work) {
            inside.countDown();
            PipelineRunnerTest.await(blocked);
            return super.commit(lease, events, now, work);
          }
        };
    HandOff small = new HandOff(50, 1 << 20);
    stage.runner(stage.log, slow, stage.handed::addAll, small).start();

    stage.log.commit("t", n(0));
    await(inside);
    int readsBefore = stage.log.reads();
    for (int batch = 0; batch < 30; batch++) {
      stage.log.commit("t", many(10));
    }
    assertThat(small.waitingEvents()).isEqualTo(50);
    blocked.countDown();
    stage.awaitDecided();

    assertThat(stage.log.reads()).isGreaterThan(readsBefore);
    assertThat(stage.number("select sum(cardinality(offs)) from open_delivery")).isEqualTo(301);
    assertThat(stage.number("select count(distinct o) from open_delivery, unnest(offs) as o"))
        .isEqualTo(301);
    assertThat(stage.count("routed", version.id(), 0)).isEqualTo(301);
  }

  @Test
  void a_batch_is_no_larger_than_its_bound_from_memory_and_from_the_log() {
    pipeline("{'steps':[{'filter.match':'$event.n < 0'}],'destinations':[{'to':'paced'}]}");
    stage.log.store("t", many(7));
    stage.runner(new PipelineBounds(3, 20_000, 1 << 20)).start();
    stage.awaitDecided();

    stage.log.commit("t", many(7));
    stage.awaitDecided();

    assertThat(
            stage.texts(
                "select string_agg(off::text, ' ' order by off) from delivery group by xmin::text order by min(off)"))
        .containsExactly("0 1 2", "3 4 5", "6", "7 8 9", "10 11 12", "13");
  }

  @Test
  void with_batches_of_one_and_room_for_one_all_is_decided_and_a_poison_event_ends_alone() {
    PipelineVersion version =
        pipeline("{'destinations':[{'to':'paced','channel':'{{ $event.c }}'}]}");
    refuseLane("poison");
    stage.runner(new PipelineBounds(1, 1, 1 << 20)).start();

    stage.log.commit("t", "{\"c\":\"good\"}", "{\"c\":\"poison\"}", "{\"c\":\"good\"}");
    stage.awaitDecided();

    assertThat(books(version.id(), -1))
        .isEqualTo("matched 3 unmatched 0 dropped 0 dead 1 routed 2 skipped 0");
  }

  @Test
  void a_batch_that_does_not_follow_is_dropped_and_the_log_is_read() {
    pipeline("{'destinations':[{'to':'paced'}]}");
    stage.runner().start();
    stage.log.commit("t", n(0));
    stage.awaitDecided();

    stage.log.store("t", n(1), n(2));
    stage.log.commit("t", n(3));
    List<Event> again = stage.log.store("t", n(4), n(5));
    stage.log.handOver(again);
    stage.log.handOver(again);
    stage.awaitDecided();

    Await.until("six to be handed", PipelineStage.PATIENCE, () -> stage.handed.size() == 6);
    assertThat(delivered())
        .containsExactly("paced 0", "paced 1", "paced 2", "paced 3", "paced 4", "paced 5");
  }

  @Test
  void what_was_never_handed_over_is_found_by_looking_again() {
    pipeline("{'destinations':[{'to':'paced'}]}");
    stage.runner().start();
    stage.log.commit("t", n(0));
    stage.awaitDecided();
    stage.log.store("t", n(1));

    stage.clock.turn(Duration.ofSeconds(5));
    stage.awaitDecided();

    assertThat(stage.number("select count(*) from open_delivery")).isEqualTo(2);
  }

  @Test
  void a_new_version_decides_from_the_next_batch_on() {
    PipelineVersion before = pipeline("{'destinations':[{'to':'paced','channel':'old'}]}");
    stage.runner().start();
    stage.log.commit("t", n(0));
    stage.awaitDecided();

    PipelineVersion after = pipeline("{'destinations':[{'to':'paced','channel':'new'}]}");
    stage.log.commit("t", n(1));
    stage.awaitDecided();

    assertThat(
            stage.texts("select pipeline_version || ' ' || lane from open_delivery order by offs"))
        .containsExactly(before.id() + " old", after.id() + " new");
    assertThat(
            stage.texts(
                "select version_id || ' ' || from_off || ' ' || coalesce(to_off, -1) from pipeline_activation order by 1"))
        .containsExactly(before.id() + " 0 1", after.id() + " 1 -1");
  }

  @Test
  void what_was_recorded_as_active_is_what_decided_whoever_recorded_before() {
    PipelineVersion decides = pipeline("{'destinations':[{'to':'paced'}]}");
    PipelineVersion recorded = stage.pipeline("q", "{'match':'other'}");
    stage.definitions.forget("q");
    stage.update("insert into pipeline_activation values (?, 0, 0, null, 'epoch')", recorded.id());
    stage.runner().start();

    stage.log.commit("t", n(0));
    stage.awaitDecided();

    assertThat(
            stage.texts(
                "select version_id || ' ' || from_off || ' ' || coalesce(to_off, -1) from pipeline_activation order by 1"))
        .containsExactly(decides.id() + " 0 -1", recorded.id() + " 0 0");
  }

  private PipelineVersion pipeline(String json) {
    return stage.pipeline("p", json);
  }

  /// Has the database refuse to store a promise in that lane, with no word of whose fault it is.
  private void refuseLane(String lane) {
    stage.execute(
        """
        create function refuse() returns trigger language plpgsql as $$
        begin
          if new.lane = '%s' then
            raise exception 'no';
          end if;
          return new;
        end $$;
        create trigger refuse before insert on open_delivery for each row execute function refuse()
        """
            .formatted(lane));
  }

  private String books(int version, int route) {
    return "matched %d unmatched %d dropped %d dead %d routed %d skipped %d"
        .formatted(
            stage.count("matched", version, route),
            stage.count("unmatched", version, route),
            stage.count("dropped", version, route),
            stage.count("dead_in_walk", version, route),
            stage.count("routed", version, route),
            stage.count("skipped", version, route));
  }

  private List<String> delivered() {
    List<String> all = new ArrayList<>();
    stage.handed.forEach(row -> {
      for (Delivery each : row.deliveries()) {
        all.add(
            row.lane().destination() + " " + Json.write(each.event().payload().tree().get("n")));
      }
    });
    return all;
  }

  private static String n(int n) {
    return "{\"n\":" + n + "}";
  }

  private static String[] many(int count) {
    return IntStream.range(0, count).mapToObj(PipelineRunnerTest::n).toArray(String[]::new);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// Decisions with a fault to be put between.
  private static class Wrapped implements Decisions {
    private final Decisions inner;

    Wrapped(Decisions inner) {
      this.inner = inner;
    }

    @Override
    public OptionalLong next(PartitionLease lease) {
      return inner.next(lease);
    }

    @Override
    public Optional<Decision> commit(
        PartitionLease lease,
        List<Event> events,
        Instant now,
        Function<LimitCounting, Decision> work) {
      return inner.commit(lease, events, now, work);
    }
  }
}
