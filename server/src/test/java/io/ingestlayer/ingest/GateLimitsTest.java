package io.ingestlayer.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.expression.Expression;
import io.ingestlayer.limit.Counted;
import io.ingestlayer.limit.Interval;
import io.ingestlayer.limit.LimitAction;
import io.ingestlayer.limit.LimitRecords;
import io.ingestlayer.limit.LimitRule;
import io.ingestlayer.limit.LimitUnit;
import io.ingestlayer.limit.Threshold;
import io.ingestlayer.limit.Traits;
import io.ingestlayer.log.postgres.TestLog;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseSettings;
import io.ingestlayer.testkit.net.CuttingProxy;
import io.ingestlayer.testkit.net.PlannedCut;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GateLimitsTest {
  private static final Sender WEB = new Sender("1", "web", "shop");
  private static final Sender APP = new Sender("2", "app", "shop");

  /// A burst is there again after two seconds.
  private static final RateBudget.Settings BUDGET = new RateBudget.Settings(100, 200, 1_000);

  private final TestLog test = new TestLog();
  private final LimitRecords records = new LimitRecords(test.database());
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicInteger woken = new AtomicInteger();
  private List<LimitRule> defined = List.of();
  private final GateLimits limits = limits(test.database());

  private GateLimits limits(Database database) {
    return new GateLimits(
        () -> defined,
        BUDGET,
        Traits.NONE,
        new PostgresGateLimits(database, records.ledger(), woken::incrementAndGet),
        test.timer(),
        new IngestMetrics(meters));
  }

  @AfterEach
  void close() {
    limits.close();
    test.close();
  }

  private Instant now() {
    return test.timer().instant();
  }

  private void request(Sender sender, int times) {
    for (int each = 0; each < times; each++) {
      limits.requested(sender, now());
    }
  }

  private void pass(Duration time) {
    for (long second = 0; second < time.toSeconds(); second++) {
      test.clock().turn(Duration.ofSeconds(1));
    }
  }

  private long uncounted() {
    return (long) meters.get("ingestlayer_limits_uncounted").counter().count();
  }

  /// So many requests of each key and minute.
  private static LimitRule calls(long threshold) {
    return new LimitRule(
        "calls-per-key",
        "quota",
        "api_call",
        Counted.API_CALL,
        List.of(),
        null,
        new Interval.Tumbling(Duration.ofMinutes(1)),
        new Threshold.Fixed(threshold),
        List.of(),
        LimitUnit.COUNT,
        null,
        null,
        List.of(new LimitRule.Dimension("key", Expression.parse("$context.key"))),
        List.of(new LimitRule.Dimension("route", Expression.parse("$context.route"))),
        List.of(),
        Duration.ofMinutes(2),
        List.of(),
        0,
        LimitAction.RECORD,
        null,
        1_000,
        false);
  }

  @Test
  void a_storm_over_the_budget_is_one_record_for_each_key_and_window() {
    for (int each = 0; each < 10_000; each++) {
      limits.overBudget(new Sender("" + each % 50, "key" + each % 50, "shop"), now());
    }

    pass(Duration.ofSeconds(5));

    assertThat(records.all()).hasSize(50).doesNotHaveDuplicates();
    assertThat(records.all())
        .contains(
            """
            {"limit_name":"ingest-requests","limit_type":"rate_limit",\
            "limit_interval_type":"periodic",\
            "limit_interval_periodic_details":{"duration_seconds":2},\
            "limit_threshold":200,"limit_threshold_unit":"count",\
            "limit_event_type":"api_call","limit_value":400,\
            "violation_context":{"key":"key7","route":"POST /v1/ingest","source":"shop"}}\
            """);
    assertThat(records.events()).hasSize(50).containsOnly("limit.violation");
    assertThat(woken).hasPositiveValue();
  }

  @Test
  void a_budget_is_recorded_again_in_its_next_window_and_not_before_the_first_is_over() {
    limits.overBudget(WEB, now());
    pass(Duration.ofSeconds(1));
    int early = records.all().size();
    pass(Duration.ofSeconds(4));
    limits.overBudget(WEB, now());
    limits.overBudget(WEB, now());
    pass(Duration.ofSeconds(5));

    assertThat(early).isZero();
    assertThat(records.all()).hasSize(2);
    assertThat(records.all().getFirst()).contains("\"limit_value\":201,");
    assertThat(records.all().getLast()).contains("\"limit_value\":202,");
  }

  @Test
  void more_than_600_records_in_a_minute_are_counted_and_not_written() {
    for (int each = 0; each < 700; each++) {
      limits.overBudget(new Sender("" + each, "key" + each, "shop"), now());
    }

    pass(Duration.ofSeconds(5));

    assertThat(records.all()).hasSize(600);
    assertThat(records.tally("ingest-requests", "violations", -2)).isEqualTo(600);
    assertThat(records.tally("ingest-requests", "suppressed", -2)).isEqualTo(100);
  }

  @Test
  void of_batches_that_are_too_large_the_largest_of_a_key_and_minute_is_recorded() {
    limits.batchTooLarge(WEB, 501, now());
    limits.batchTooLarge(WEB, 620, now());
    limits.batchTooLarge(WEB, 512, now());
    limits.batchTooLarge(APP, 1_000, now());

    pass(Duration.ofSeconds(62));

    assertThat(records.all())
        .containsExactlyInAnyOrder(
            """
            {"limit_name":"ingest-batch-events","limit_type":"size_limit",\
            "limit_interval_type":"per_event",\
            "limit_threshold":500,"limit_threshold_unit":"count",\
            "limit_event_type":"event","limit_value":620,\
            "violation_context":{"key":"web","route":"POST /v1/ingest","source":"shop"}}\
            """,
            """
            {"limit_name":"ingest-batch-events","limit_type":"size_limit",\
            "limit_interval_type":"per_event",\
            "limit_threshold":500,"limit_threshold_unit":"count",\
            "limit_event_type":"event","limit_value":1000,\
            "violation_context":{"key":"app","route":"POST /v1/ingest","source":"shop"}}\
            """);
    assertThat(records.tally("ingest-batch-events", "suppressed", -2)).isEqualTo(2);
  }

  @Test
  void an_event_that_is_too_long_is_recorded_in_code_points() {
    limits.eventTooLarge(WEB, 300_000, now());

    pass(Duration.ofSeconds(62));

    assertThat(records.all())
        .containsExactly(
            """
            {"limit_name":"ingest-event-characters","limit_type":"size_limit",\
            "limit_interval_type":"per_event",\
            "limit_threshold":262144,"limit_threshold_unit":"chars",\
            "limit_event_type":"event","limit_value":300000,\
            "violation_context":{"key":"web","route":"POST /v1/ingest","source":"shop"}}\
            """);
  }

  @Test
  void requests_are_counted_by_who_made_them_and_cross_a_limit_when_they_are_written() {
    defined = List.of(calls(100));

    request(WEB, 60);
    request(APP, 100);
    pass(Duration.ofSeconds(1));
    int before = records.all().size();
    request(WEB, 41);
    pass(Duration.ofSeconds(1));

    assertThat(before).isZero();
    assertThat(records.all())
        .containsExactly(
            """
            {"limit_name":"calls-per-key","limit_type":"quota","limit_interval_type":"periodic",\
            "limit_interval_periodic_details":{"duration_seconds":60},\
            "limit_threshold":100,"limit_threshold_unit":"count",\
            "limit_event_type":"api_call","limit_value":101,\
            "violation_context":{"key":"web","route":"POST /v1/ingest"}}\
            """);
    assertThat(records.events()).containsExactly("limit.violation");
  }

  @Test
  void without_a_limit_on_them_requests_are_not_kept() {
    request(WEB, 10);

    assertThat(test.timer().waiting()).isZero();
  }

  @Test
  void what_the_database_does_not_take_is_written_by_the_next_flush_and_once() {
    defined = List.of(calls(100));
    request(WEB, 50);
    limits.overBudget(WEB, now());
    test.execute("alter table limit_tally rename to limit_tally_away");

    pass(Duration.ofSeconds(2));
    request(WEB, 51);
    pass(Duration.ofSeconds(4));
    long counted = test.count("select count(*) from limit_counter");
    test.execute("alter table limit_tally_away rename to limit_tally");
    pass(Duration.ofSeconds(2));

    assertThat(counted).isZero();
    assertThat(records.all()).hasSize(2);
    assertThat(records.all().getFirst()).contains("\"limit_value\":101,");
    assertThat(records.all().getLast()).contains("\"limit_value\":201,");
    assertThat(uncounted()).isZero();
  }

  @Test
  void a_commit_whose_answer_was_lost_is_found_out_and_counted_once() throws IOException {
    defined = List.of(calls(1_000));
    try (CuttingProxy proxy = CuttingProxy.to(test.postgres().host(), test.postgres().port());
        Database through = through(proxy);
        GateLimits over = limits(through)) {
      for (int each = 0; each < 7; each++) {
        over.requested(WEB, now());
      }
      test.clock().turn(Duration.ofMillis(999));
      PlannedCut lost = proxy.loseAnswerTo("COMMIT");
      pass(Duration.ofSeconds(5));

      assertThat(lost.happened()).isTrue();
      assertThat(test.count("select sum(value) from limit_counter")).isEqualTo(7);
    }
  }

  private Database through(CuttingProxy proxy) {
    return Database.open(
        DatabaseSettings.parse(test.postgres().uri(proxy.port()))
            .withConnectionsMax(1)
            .withAcquireTimeout(Duration.ofSeconds(5)));
  }

  @Test
  void what_our_own_source_sends_is_counted_and_not_recorded() {
    limits.batchTooLarge(new Sender("3", "own", "limits"), 900, now());
    limits.batchTooLarge(WEB, 900, now());

    pass(Duration.ofSeconds(62));

    assertThat(records.all()).hasSize(1);
    assertThat(records.all().getFirst()).contains("\"key\":\"web\"");
  }

  @Test
  void what_is_not_over_yet_is_written_when_it_stops() {
    limits.overBudget(WEB, now());

    limits.close();

    assertThat(records.all()).hasSize(1);
  }
}
