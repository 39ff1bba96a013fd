package io.ingestlayer.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.Offset;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Expression;
import io.ingestlayer.expression.ValueTemplate;
import io.ingestlayer.limit.Counted;
import io.ingestlayer.limit.Interval;
import io.ingestlayer.limit.LimitAction;
import io.ingestlayer.limit.LimitCounting;
import io.ingestlayer.limit.LimitRule;
import io.ingestlayer.limit.LimitUnit;
import io.ingestlayer.limit.Threshold;
import io.ingestlayer.log.PartitionLease;
import io.ingestlayer.testkit.await.Await;
import io.ingestlayer.workspace.PipelineVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What limits count in a decision is committed with it.
class LimitsInDecisionTest {
  private final PipelineStage stage = new PipelineStage();

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void a_crossing_is_counted_recorded_and_told_in_the_transaction_of_the_decision() {
    stage.definitions.limits(
        rule("calls", Counted.EVENT, 3, LimitAction.RECORD, emit("usage.limit_reached")));
    stage.runner().start();

    stage.log.commit("t", calls("a", 2));
    stage.log.commit("t", calls("b", 1));
    stage.log.commit("t", calls("a", 3));
    stage.awaitDecided();

    assertThat(stage.texts("select key_text || ' ' || value from limit_counter order by 1"))
        .containsExactly("{\"c\":\"a\"} 5", "{\"c\":\"b\"} 1");
    assertThat(
            stage.texts(
                "select limit_name || ' ' || limit_value || ' ' || violation_context from limit_violations"))
        .containsExactly("calls 4 {\"c\": \"a\"}");
    Await.until(
        "the event to be in the log",
        PipelineStage.PATIENCE,
        () -> stage.log.head() == 7 && stage.number("select count(*) from outbox") == 0);
    Event told = stage.log.read(new Offset(0, 6), 1).getFirst();
    assertThat(told.type()).isEqualTo("usage.limit_reached");
    assertThat(told.sourceId()).isEqualTo("limits");
    assertThat(told.payload().text()).isEqualTo("{\"c\":\"a\",\"used\":4}");
  }

  @Test
  void a_batch_that_is_decided_again_is_counted_once() {
    stage.definitions.limits(rule("calls", Counted.EVENT, 1_000, LimitAction.RECORD, null));
    AtomicInteger tries = new AtomicInteger();
    Decisions failing =
        new Decisions() {
          @Override
          public OptionalLong next(PartitionLease lease) {
            return stage.decisions.next(lease);
          }

          @Override
          public Optional<Decision> commit(
              PartitionLease lease,
              List<Event> events,
              Instant now,
              Function<LimitCounting, Decision> work) {
            int attempt = tries.incrementAndGet();
            Optional<Decision> decision =
                stage.decisions.commit(
                    lease,
                    events,
                    now,
                    counting -> {
                      Decision decided = work.apply(counting);
                      if (attempt % 3 == 1) {
                        throw new IllegalStateException("the process ends before the commit");
                      }
                      return decided;
                    });
            if (attempt % 3 == 2) {
              throw new IllegalStateException("the process ends after the commit");
            }
            return decision;
          }
        };
    stage.runner(stage.log, failing, stage.handed::addAll).start();

    for (int i = 0; i < 8; i++) {
      stage.log.commit("t", calls("a", 5));
      Await.until(
          "the batch to be decided",
          PipelineStage.PATIENCE,
          () -> {
            stage.clock.turn(Duration.ofSeconds(1));
            return stage.number("select next_offset from log_cursor where partition = 0")
                == stage.log.head();
          });
    }

    assertThat(tries.get()).isGreaterThan(8);
    assertThat(stage.number("select value from limit_counter")).isEqualTo(40);
    assertThat(stage.number("select counted from limit_tally")).isEqualTo(40);
  }

  @Test
  void what_is_dropped_by_a_limit_says_so_and_the_books_balance() {
    PipelineVersion version = stage.pipeline("p", "{'match':'t','destinations':[{'to':'paced'}]}");
    stage.definitions.limits(rule("calls", Counted.EVENT, 3, LimitAction.DROP, null));
    stage.runner().start();

    stage.log.commit("t", calls("a", 5));
    stage.awaitDecided();

    assertThat(stage.texts("select state || ' ' || step || ' ' || code from delivery"))
        .containsExactly(
            "dropped limit calls limit_exceeded", "dropped limit calls limit_exceeded");
    assertThat(stage.texts("select extra ->> 'detail' from delivery order by off"))
        .containsExactly(
            "limit calls allows 3 and this came to 4", "limit calls allows 3 and this came to 5");
    assertThat(stage.count("matched", version.id(), -1)).isEqualTo(5);
    assertThat(stage.count("dropped", version.id(), -1)).isEqualTo(2);
    assertThat(stage.count("routed", version.id(), -1)).isEqualTo(3);
    assertThat(stage.number("select value from limit_counter")).isEqualTo(5);
    assertThat(stage.number("select refused from limit_counter")).isEqualTo(2);
  }

  @Test
  void a_message_over_its_limit_is_skipped_and_an_alert_about_a_limit_never_is() {
    PipelineVersion version =
        stage.pipeline(
            "p", "{'match':['t','limit.violation'],'destinations':[{'to':'paced','channel':'x'}]}");
    stage.definitions.limits(
        rule("messages", Counted.NOTIFICATION, 1, LimitAction.DROP, null, "$context.channel"));
    stage.runner().start();

    stage.log.commit("t", calls("a", 4));

    Await.until(
        "the alert to be decided and nothing to follow",
        PipelineStage.PATIENCE,
        () ->
            stage.log.head() == 5
                && stage.number("select next_offset from log_cursor where partition = 0") == 5
                && stage.number("select count(*) from outbox") == 0);
    assertThat(stage.texts("select key_text from limit_counter")).containsExactly("{\"c\":\"x\"}");
    assertThat(stage.number("select count(*) from limit_violation")).isEqualTo(1);
    assertThat(stage.count("routed", version.id(), 0)).isEqualTo(5);
    assertThat(stage.count("skipped", version.id(), 0)).isEqualTo(3);
    assertThat(stage.number("select count(*) from open_delivery")).isEqualTo(2);
  }

  @Test
  void two_partitions_count_the_same_keys_together() {
    stage.prepare(1, 1);
    stage.definitions.limits(rule("calls", Counted.EVENT, 100, LimitAction.RECORD, null));
    ScriptedLog other = new ScriptedLog(1, stage.clock);
    other.hold(new PartitionLease(1, 1));
    stage.runner().start();
    stage.runner(other, stage.decisions, stage.handed::addAll).start();

    for (int i = 0; i < 20; i++) {
      stage.log.commit("t", mixed(i));
      other.commit("t", mixed(19 - i));
    }
    Await.until(
        "both partitions to be decided",
        Duration.ofSeconds(60),
        () -> stage.number("select count(*) from log_cursor where next_offset >= 600") == 2);

    assertThat(stage.number("select sum(value) from limit_counter")).isEqualTo(2 * 20 * 30);
    assertThat(stage.texts("select distinct value::text from limit_counter"))
        .containsExactly("120");
    assertThat(stage.number("select count(*) from limit_violation")).isEqualTo(10);
    assertThat(stage.number("select count(*) from limit_violation where value = 101"))
        .isEqualTo(10);
  }

  /// Thirty calls of ten customers, in an order that differs from batch to batch.
  private static String[] mixed(int turn) {
    return IntStream.range(0, 30)
        .mapToObj(i -> "{\"c\":\"c%d\"}".formatted((i * 7 + turn) % 10))
        .toArray(String[]::new);
  }

  private static String[] calls(String customer, int times) {
    return IntStream.range(0, times)
        .mapToObj(_ -> "{\"c\":\"%s\"}".formatted(customer))
        .toArray(String[]::new);
  }

  private static LimitRule.Emit emit(String type) {
    Value payload = Value.object().put("c", "$event.c").put("used", "$limit.value").build();
    return new LimitRule.Emit(type, ValueTemplate.of(payload));
  }

  private static LimitRule rule(
      String name, Counted on, long threshold, LimitAction action, LimitRule.@Nullable Emit emit) {
    return rule(name, on, threshold, action, emit, "$event.c");
  }

  private static LimitRule rule(
      String name,
      Counted on,
      long threshold,
      LimitAction action,
      LimitRule.@Nullable Emit emit,
      String key) {
    return new LimitRule(
        name,
        "quota",
        "call",
        on,
        List.of(),
        null,
        new Interval.Tumbling(Duration.ofDays(1)),
        new Threshold.Fixed(threshold),
        List.of(),
        LimitUnit.COUNT,
        null,
        null,
        List.of(new LimitRule.Dimension("c", Expression.parse(key))),
        List.of(),
        List.of(),
        LimitRule.ALLOWED_LATENESS_DEFAULT,
        List.of(),
        0,
        action,
        emit,
        LimitRule.KEYS_MAX_DEFAULT,
        false);
  }
}
