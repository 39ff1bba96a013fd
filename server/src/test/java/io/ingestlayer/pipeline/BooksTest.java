package io.ingestlayer.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Payload;
import io.ingestlayer.limit.LimitCounting;
import io.ingestlayer.log.EventLog;
import io.ingestlayer.log.NewEvent;
import io.ingestlayer.log.PartitionLease;
import io.ingestlayer.log.postgres.LogSettings;
import io.ingestlayer.log.postgres.PostgresEventLog;
import io.ingestlayer.platform.db.DailyPartitions;
import io.ingestlayer.testkit.await.Await;
import io.ingestlayer.testkit.seed.Seeds;
import io.ingestlayer.workspace.PipelineVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BooksTest {
  private static final int EVENTS = 10_000;

  private final PipelineStage stage = new PipelineStage();

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void the_books_balance_whenever_the_decider_is_killed() throws Exception {
    Random random = Seeds.random();
    stage.entities.upsert("user", "u1", Json.parseObject("{\"plan\":\"pro\"}"), Instant.EPOCH);
    PipelineVersion some =
        stage.pipeline(
            "some",
            "{'match':['a.*','b'],'steps':[{'enrich.entity':{'kind':'user','key':'$event.u'}},"
                + "{'branch':[{'when':'$event.n % 3 == 0','steps':[{'filter.match':'$event.n % 2 == 0'}]}]},"
                + "{'set':{'plan':'$entity.user.plan'}}],"
                + "'destinations':[{'to':'paced','channel':'{{ $event.n % 5 }}'},"
                + "{'to':'batch','when':'$context.plan == \\\"pro\\\"'},"
                + "{'to':'batch','channel':'{{ $event.n % 7 == 0 ? \\\"broken\\\" : \\\"fine\\\" }}'}]}");
    PipelineVersion every =
        stage.pipeline("every", "{'from':['web'],'destinations':[{'to':'batch'}]}");
    try (PostgresEventLog log =
        PostgresEventLog.open(
            stage.database,
            new DailyPartitions(stage.database),
            LogSettings.defaults(),
            "here",
            stage.timer,
            new SplittableRandom(1))) {
      Mortal living = new Mortal(stage.decisions, random.nextInt(5));
      PipelineRunner runner = stage.runner(log, living, stage.handed::addAll);
      runner.start();
      for (int appended = 0; appended < EVENTS; ) {
        int size = Math.min(EVENTS - appended, 1 + random.nextInt(100));
        append(log, random, size);
        appended += size;
        if (random.nextInt(8) == 0) {
          living.killed.set(true);
          runner.close();
          living = new Mortal(stage.decisions, random.nextInt(40));
          runner = stage.runner(log, living, stage.handed::addAll);
          runner.start();
        }
        if (living.killed.get()) {
          runner.close();
          living = new Mortal(stage.decisions, Integer.MAX_VALUE);
          runner = stage.runner(log, living, stage.handed::addAll);
          runner.start();
        }
      }
      // It may die at any later moment, too: the rest is for one that does not.
      runner.close();
      stage.runner(log, stage.decisions, stage.handed::addAll).start();
      Await.until(
          "all to be decided",
          Duration.ofSeconds(60),
          () -> {
            stage.clock.turn(Duration.ofSeconds(1));
            return stage.number("select sum(next_offset) from log_cursor") == EVENTS;
          });
    }

    assertThat(stage.count("matched", 0, -1) + stage.count("unmatched", 0, -1)).isEqualTo(EVENTS);
    assertThat(stage.count("unmatched", 0, -1))
        .isEqualTo(
            stage.number(
                "select count(*) from event where not (type like 'a.%' or type = 'b') and source_id <> 'web'"));
    for (PipelineVersion version : List.of(some, every)) {
      assertBalanced(version, version.definition().routes().size());
    }
    assertThat(stage.count("matched", some.id(), -1))
        .isEqualTo(stage.number("select count(*) from event where type like 'a.%' or type = 'b'"));
    assertThat(stage.count("dropped", some.id(), -1))
        .isEqualTo(
            stage.number(
                "select count(*) from event where (type like 'a.%' or type = 'b') and (payload ->> 'n')::int % 6 = 3"));
    assertThat(stage.count("matched", every.id(), -1))
        .isEqualTo(stage.number("select count(*) from event where source_id = 'web'"));
  }

  private void assertBalanced(PipelineVersion version, int routes) {
    int id = version.id();
    assertThat(stage.count("matched", id, -1))
        .isPositive()
        .isEqualTo(
            stage.count("dropped", id, -1)
                + stage.count("dead_in_walk", id, -1)
                + stage.count("routed", id, -1));
    assertThat(stage.count("dropped", id, -1)).isEqualTo(rows(id, -1, "dropped"));
    for (int route = 0; route < routes; route++) {
      long open =
          stage.number(
              "select coalesce(sum(cardinality(offs)), 0) from open_delivery where pipeline_version = %d and route = %d"
                  .formatted(id, route));
      long different =
          stage.number(
              "select count(distinct (partition, o)) from open_delivery, unnest(offs) as o where pipeline_version = %d and route = %d"
                  .formatted(id, route));
      assertThat(open).isEqualTo(different);
      assertThat(stage.count("routed", id, route))
          .isEqualTo(stage.count("routed", id, -1))
          .isEqualTo(stage.count("skipped", id, route) + stage.count("dead", id, route) + open);
      assertThat(stage.count("skipped", id, route)).isEqualTo(rows(id, route, "skipped"));
      assertThat(stage.count("dead", id, route)).isEqualTo(rows(id, route, "dead"));
    }
  }

  private long rows(int version, int route, String state) {
    return stage.number(
        "select count(distinct id) from delivery where pipeline_version = %d and route = %d and state = '%s'"
            .formatted(version, route, state));
  }

  private static void append(EventLog log, Random random, int size) throws Exception {
    List<NewEvent> events = new ArrayList<>();
    List<String> types = List.of("a.x", "a.y", "b", "c", "d");
    for (int i = 0; i < size; i++) {
      String payload =
          "{\"n\":%d,\"u\":\"u%d\"}".formatted(random.nextInt(1_000), random.nextInt(3));
      events.add(
          new NewEvent(
              types.get(random.nextInt(types.size())),
              random.nextInt(4) == 0 ? "web" : "app",
              null,
              Payload.ofText(payload),
              null));
    }
    log.append(events);
  }

  /// Decisions of a process that ends: at once, or right after one of its commits, whose answer it never learns.
  private static final class Mortal implements Decisions {
    final AtomicBoolean killed = new AtomicBoolean();
    private final Decisions inner;
    private int commitsLeft;

    Mortal(Decisions inner, int commitsLeft) {
      this.inner = inner;
      this.commitsLeft = commitsLeft;
    }

    @Override
    public OptionalLong next(PartitionLease lease) {
      requireAlive();
      return inner.next(lease);
    }

    @Override
    public Optional<Decision> commit(
        PartitionLease lease,
        List<Event> events,
        Instant now,
        Function<LimitCounting, Decision> work) {
      requireAlive();
      Optional<Decision> decision =
          inner.commit(
              lease,
              events,
              now,
              counting -> {
                Decision decided = work.apply(counting);
                requireAlive();
                return decided;
              });
      if (commitsLeft-- == 0) {
        killed.set(true);
      }
      requireAlive();
      return decision;
    }

    private void requireAlive() {
      if (killed.get()) {
        throw new IllegalStateException("the process is dead");
      }
    }
  }
}
