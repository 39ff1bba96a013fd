package io.ingestlayer.limit;

import static io.ingestlayer.limit.TestEvents.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.limit.Tally.Count;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitRulesTest {
  private final TestEvents events = new TestEvents();

  private static Measured measure(TestLimit limit, Event... events) {
    return measure(limit, Traits.NONE, events);
  }

  private static Measured measure(TestLimit limit, Traits traits, Event... events) {
    return new LimitRules(List.of(limit.rule()))
        .measure(List.of(events).stream().map(Occurrence::of).toList(), traits);
  }

  private static long tallied(Measured measured, Count count) {
    return measured.tally().sorted().getOrDefault("calls", Map.of()).getOrDefault(count, 0L);
  }

  private Measured arriving(Duration ahead, Duration lateness) {
    Event event = events.late(T0, T0.plus(ahead), "{}");
    return measure(TestLimit.of(1).lateness(lateness), event);
  }

  private Instant countedAt(Instant at, Instant arrived) {
    return measure(TestLimit.of(1), events.late(at, arrived, "{}")).hits().getFirst().at();
  }

  @Test
  void a_rule_counts_the_types_it_matches_when_its_condition_holds() {
    TestLimit limit = TestLimit.of(1).match("api.*", "exact").when("$event.plan != \"internal\"");

    Measured measured =
        measure(
            limit,
            events.event("app", "api.called", T0, T0, "{}"),
            events.event("app", "exact", T0, T0, "{}"),
            events.event("app", "exactly", T0, T0, "{}"),
            events.event("app", "api.called", T0, T0, "{\"plan\":\"internal\"}"));

    assertThat(measured.hits()).extracting(Hit::occurrence).containsExactly(0, 1);
    assertThat(tallied(measured, Count.COUNTED)).isEqualTo(2);
  }

  @Test
  void a_rule_counts_only_what_it_is_on() {
    Occurrence message =
        Occurrence.of(
            Counted.NOTIFICATION,
            events.at(T0, "{}").id().value(),
            events.at(T0, "{}"),
            Occurrence.of(events.at(T0, "{}")).scope(),
            Value.object().put("channel", "#ops").build(),
            T0);
    LimitRules rules =
        new LimitRules(
            List.of(
                TestLimit.of("events", 1).rule(),
                TestLimit.of("messages", 1)
                    .on(Counted.NOTIFICATION)
                    .key("channel", "$context.channel")
                    .rule()));

    Measured measured = rules.measure(List.of(message), Traits.NONE);

    assertThat(measured.hits()).extracting(it -> it.rule().name()).containsExactly("messages");
    assertThat(Json.write(measured.hits().getFirst().key().values()))
        .isEqualTo("{\"channel\":\"#ops\"}");
    assertThat(rules.count(Counted.NOTIFICATION)).isTrue();
    assertThat(rules.count(Counted.RENDER)).isFalse();
  }

  @Test
  void a_window_takes_what_arrives_up_to_its_end_and_the_lateness() {
    Duration last = Duration.ofSeconds(60 + 30);

    Measured inTime = arriving(last, Duration.ofSeconds(30));
    Measured tooLate = arriving(last.plusMillis(1), Duration.ofSeconds(30));

    assertThat(inTime.hits()).hasSize(1);
    assertThat(tallied(inTime, Count.LATE)).isZero();
    assertThat(tooLate.hits()).isEmpty();
    assertThat(tallied(tooLate, Count.LATE)).isEqualTo(1);
    assertThat(tallied(tooLate, Count.COUNTED)).isZero();
    assertThat(arriving(Duration.ofSeconds(60), Duration.ZERO).hits()).hasSize(1);
  }

  @Test
  void what_claims_to_be_more_than_5_minutes_ahead_is_counted_when_it_arrived() {
    Duration most = Duration.ofMinutes(5);

    assertThat(countedAt(T0.plus(most), T0)).isEqualTo(T0.plus(most));
    assertThat(countedAt(T0.plus(most).plusMillis(1), T0)).isEqualTo(T0);
    assertThat(
            tallied(
                measure(
                    TestLimit.of(1),
                    events.late(T0.plus(most), T0, "{}"),
                    events.late(T0.plusSeconds(9_999_999), T0, "{}")),
                Count.CLAMPED))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'n':0}; 0",
        "{'n':37}; 37",
        "{'n':42.0}; 42",
        "{'n':1e3}; 1000",
        "{'n':9007199254740991}; 9007199254740991",
        "{'n':9007199254740992};",
        "{'n':-1};",
        "{'n':1.5};",
        "{'n':'37'};",
        "{'n':null};",
        "{};",
        "{'n':1e-400};",
      })
  void a_weight_is_a_whole_number_or_it_is_not_counted(String payload, Long amount) {
    Measured measured =
        measure(TestLimit.of(1).weight("$event.n"), events.at(T0, payload.replace('\'', '"')));

    assertThat(measured.hits().stream().map(Hit::amount).toList())
        .isEqualTo(amount == null ? List.of() : List.of(amount));
    assertThat(tallied(measured, Count.UNMEASURED)).isEqualTo(amount == null ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "abc, 3",
    "é, 1",
    "😀, 1",
    "😀👨🏽, 3",
    "👩‍👩‍👧‍👦, 7",
    "日本語, 3",
  })
  void chars_are_code_points(String text, long chars) {
    String payload = Json.write(Value.object().put("text", text).build());

    assertThat(measure(TestLimit.of(1).chars("$event.text"), events.at(T0, payload)).hits())
        .extracting(Hit::amount)
        .containsExactly(chars);
  }

  @Test
  void half_a_surrogate_pair_is_one_char_and_no_text_is_none() {
    TestLimit limit = TestLimit.of(1).chars("$event.text");

    assertThat(
            measure(
                    limit,
                    events.at(T0, "{\"text\":\"a\\ud83d\"}"),
                    events.at(T0, "{\"text\":null}"),
                    events.at(T0, "{}"))
                .hits())
        .extracting(Hit::amount)
        .containsExactly(2L, 0L, 0L);
    assertThat(tallied(measure(limit, events.at(T0, "{\"text\":12}")), Count.UNMEASURED))
        .isEqualTo(1);
  }

  @Test
  void the_first_override_that_holds_gives_the_threshold() {
    TestLimit limit =
        TestLimit.of("$event.limit")
            .override("$event.plan == \"scale\"", 500)
            .override("$event.plan in [\"scale\", \"team\"]", 200);

    Measured measured =
        measure(
            limit,
            events.at(T0, "{\"plan\":\"scale\",\"limit\":1}"),
            events.at(T0, "{\"plan\":\"team\",\"limit\":1}"),
            events.at(T0, "{\"plan\":\"free\",\"limit\":10}"),
            events.at(T0, "{\"plan\":\"free\"}"));

    assertThat(measured.hits()).extracting(Hit::threshold).containsExactly(500L, 200L, 10L);
    assertThat(tallied(measured, Count.UNMEASURED)).isEqualTo(1);
  }

  @Test
  void a_threshold_may_depend_on_traits_that_are_looked_up_once_for_each_kind() {
    List<String> asked = new ArrayList<>();
    Traits traits =
        (kind, ids) -> {
          asked.add(kind + ids.size());
          return Map.of(
              "c1", Json.parseObject("{\"limit\":7}"), "8", Json.parseObject("{\"limit\":8}"));
        };
    TestLimit limit =
        TestLimit.of("$entity.customer.limit")
            .entity("customer", "$event.customer_id")
            .override("$entity.customer == null", 3);
    LimitRules rules =
        new LimitRules(
            List.of(
                limit.rule(),
                TestLimit.of("other", 1).entity("customer", "$event.customer_id").rule()));

    Measured measured =
        rules.measure(
            List.of(
                Occurrence.of(events.at(T0, "{\"customer_id\":\"c1\"}")),
                Occurrence.of(events.at(T0, "{\"customer_id\":8}")),
                Occurrence.of(events.at(T0, "{\"customer_id\":\"c1\"}")),
                Occurrence.of(events.at(T0, "{\"customer_id\":\"nobody\"}"))),
            traits);

    assertThat(measured.hits())
        .filteredOn(it -> it.rule().name().equals("calls"))
        .extracting(Hit::threshold)
        .containsExactly(7L, 8L, 7L, 3L);
    assertThat(asked).containsExactly("customer3");
  }

  @Test
  void what_is_of_our_own_making_is_counted_only_by_who_asks() {
    Event ours = events.system(T0, "{}");

    assertThat(measure(TestLimit.of(1), ours).hits()).isEmpty();
    assertThat(measure(TestLimit.of(1), ours).tally().isEmpty()).isTrue();
    assertThat(measure(TestLimit.of(1).includeSystem(), ours).hits()).hasSize(1);
  }

  @Test
  void the_id_stands_for_what_is_counted_and_not_for_how_much_is_allowed() {
    long id = TestLimit.of(1).key("c", "$event.c").rule().id();

    assertThat(
            TestLimit.of(2)
                .key("c", "$event.c")
                .override("true", 9)
                .warnAt(80)
                .againAt(100)
                .drop()
                .rule()
                .id())
        .isEqualTo(id);
    assertThat(
            List.of(
                TestLimit.of("renamed", 1).key("c", "$event.c").rule().id(),
                TestLimit.of(1).key("c", "$event.d").rule().id(),
                TestLimit.of(1).key("d", "$event.c").rule().id(),
                TestLimit.of(1).rule().id(),
                TestLimit.of(1).key("c", "$event.c").seconds(61).rule().id(),
                TestLimit.of(1).key("c", "$event.c").weight("$event.n").rule().id(),
                TestLimit.of(1).key("c", "$event.c").chars("$event.n").rule().id(),
                TestLimit.of(1).key("c", "$event.c").match("a").rule().id(),
                TestLimit.of(1).key("c", "$event.c").when("$event.n == 1").rule().id()))
        .doesNotContain(id)
        .doesNotHaveDuplicates();
  }

  @Test
  void a_rule_checks_itself() {
    assertThatIllegalArgumentException().isThrownBy(() -> TestLimit.of(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> TestLimit.of(1L << 53));
    assertThatIllegalArgumentException().isThrownBy(() -> TestLimit.of(1).warnAt(0).rule());
    assertThatIllegalArgumentException().isThrownBy(() -> TestLimit.of(1).warnAt(100).rule());
    assertThatIllegalArgumentException().isThrownBy(() -> TestLimit.of(1).againAt(1_001).rule());
    assertThatIllegalArgumentException().isThrownBy(() -> TestLimit.of(1).keysMax(0).rule());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TestLimit.of(1).lateness(Duration.ofDays(7).plusMillis(1)).rule());
    TestLimit wide = TestLimit.of(1);
    for (int i = 0; i < 10; i++) {
      wide.key("k" + i, "$event.k").context("c" + i, "$event.c");
    }
    assertThat(wide.rule().context()).hasSize(10);
    assertThatIllegalArgumentException().isThrownBy(() -> wide.key("k", "$event.k").rule());
  }
}
