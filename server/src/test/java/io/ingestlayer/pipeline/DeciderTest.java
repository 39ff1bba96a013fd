package io.ingestlayer.pipeline;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Step;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.FinishedDelivery;
import io.ingestlayer.delivery.FinishedDelivery.State;
import io.ingestlayer.delivery.OpenDelivery;
import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventIds;
import io.ingestlayer.event.Glob;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Offset;
import io.ingestlayer.event.Payload;
import io.ingestlayer.event.Value;
import io.ingestlayer.limit.LimitCounting;
import io.ingestlayer.pipeline.WalkTrace.Verdict;
import io.ingestlayer.platform.time.TurnedTimer;
import io.ingestlayer.testkit.clock.TurnableClock;
import io.ingestlayer.workspace.PipelineVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeciderTest {
  private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");

  private final Definitions definitions = new Definitions();
  private final Map<String, Value.Obj> known = new HashMap<>();
  private final List<Collection<String>> lookUps = new ArrayList<>();
  private final EventIds ids = new EventIds(new SplittableRandom(1));
  private long position;

  @Test
  void an_event_goes_to_the_pipelines_that_take_its_type_and_source() {
    definitions.pipeline(
        "exact",
        "{'match':'user.created','destinations':[{'to':'paced','channel':'exact'}]}"
            .replace('\'', '"'));
    definitions.pipeline(
        "glob", json("{'match':'user.*','destinations':[{'to':'paced','channel':'glob'}]}"));
    definitions.pipeline("all", json("{'destinations':[{'to':'paced','channel':'all'}]}"));
    definitions.pipeline(
        "from",
        json("{'match':'*','from':['web'],'destinations':[{'to':'paced','channel':'web'}]}"));

    assertThat(lanes(decide(event("user.created", "app", "{}"))))
        .containsExactly("exact", "glob", "all");
    assertThat(lanes(decide(event("user.gone", "web", "{}"))))
        .containsExactly("glob", "all", "web");
    assertThat(lanes(decide(event("users", "app", "{}")))).containsExactly("all");
  }

  @ParameterizedTest
  @CsvSource({
    "user.*, user.created, true",
    "user.*, user., true",
    "user.*, user, false",
    "user.*, superuser.created, false",
    "*, anything, true",
    "*.created, user.created, true",
    "*.created, user.created.twice, false",
    "a*b*c, abc, true",
    "a*b*c, a-b-b-c, true",
    "a*b*c, a-c-b, false",
    "a.b, axb, false",
    "**, x, true"
  })
  void a_star_stands_for_any_run_of_characters(String glob, String type, boolean matches) {
    assertThat(new Glob(glob).matches(type)).isEqualTo(matches);
  }

  @Test
  void a_filter_compares_exactly_and_searches_only_when_told_to() {
    steps(
        "{'filter.match':{'field':'$event.feature','op':'in','value':['export','api','webhook']}}");
    Decision exact = decide(feature("export"), feature("csv.export"), feature("billing"));
    steps("{'filter.match':{'field':'$event.feature','op':'matches','value':'export'}}");
    Decision searched = decide(feature("export"), feature("csv.export"), feature("billing"));

    assertThat(exact.open()).hasSize(1);
    assertThat(details(exact))
        .containsExactly(
            "$event.feature is \"csv.export\", not in [export, api, webhook]",
            "$event.feature is \"billing\", not in [export, api, webhook]");
    assertThat(searched.open()).hasSize(2);
    assertThat(details(searched))
        .containsExactly("$event.feature is \"billing\", which does not match \"export\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'field':'$event.n','op':'>=','value':50}     | {'n':40}  | $event.n is 40, not >= 50",
        "{'field':'$event.n','op':'==','value':50}     | {'n':40}  | $event.n is 40, not 50",
        "{'field':'$event.n','op':'!=','value':40}     | {'n':40}  | $event.n is 40, which it must not be",
        "{'field':'$event.n','op':'>=','value':'$event.m'} | {'n':1,'m':2} | $event.n is 1, not >= 2",
        "{'field':'$event.n','op':'exists'}            | {}        | $event.n is absent, and must be there",
        "{'field':'$event.n','op':'exists','value':false} | {'n':1} | $event.n is 1, and must not be there",
        "{'field':'$event.s','op':'not_in','value':['a','b']} | {'s':'a'} | $event.s is \"a\", which is in [a, b]",
        "{'field':'$event.s','op':'starts_with','value':'x'} | {'s':'a'} | $event.s is \"a\", which does not start with \"x\"",
        "{'all':[{'field':'$event.a','value':1},{'field':'$event.b','value':2}]} | {'a':1} | $event.b is absent, not 2",
        "[{'field':'$event.a','value':1},{'field':'$event.b','value':2}] | {'b':2} | $event.a is absent, not 1",
        "{'any':[{'field':'$event.a','value':1},{'field':'$event.b','value':2}]} | {'a':3} | none holds: $event.a is 3, not 1; $event.b is absent, not 2",
        "{'not':{'field':'$event.env','op':'==','value':'dev'}} | {'env':'dev'} | it must not be that $event.env == \"dev\"",
        "'$event.env == \\\"prod\\\" and $event.n > 1' | {'env':'dev'} | $event.env == \"prod\" and $event.n > 1 is not true: $event.env is \"dev\", $event.n is absent",
        "{'combinator':'or','conditions':[{'field':'$event.n','op':'>','value':'100'}]} | {'n':5} | none holds: $event.n is 5, not > \"100\""
      })
  void what_is_dropped_says_what_was_found(String condition, String payload, String reason) {
    steps("{'filter.match':" + condition + "}");

    Decision decision = decide(event("t", "app", json(payload)));

    FinishedDelivery dropped = decision.finished().getFirst();
    assertThat(dropped.state()).isEqualTo(State.DROPPED);
    assertThat(dropped.step()).isEqualTo("steps[0] filter.match");
    assertThat(dropped.code()).isEqualTo("filter_not_met");
    assertThat(details(decision)).containsExactly(reason);
    assertThat(decision.open()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'filter.match':{'feild':'$event.a'}}",
        "{'filter.match':{'field':'$event.a','op':'is','value':1}}",
        "{'filter.match':{'any':[]}}",
        "{'filter.match':null}",
        "{'filter.match':'$event.'}",
        "{'filter.match':{'field':'$event.a','op':'matches','value':'('}}",
        "{'filter':{'combinator':'xor','conditions':[]}}",
        "{'branch':[]}",
        "{'branch':[{'steps':[]}]}",
        "{'branch':[{'when':'true','else':true,'steps':[]}]}",
        "{'branch':[{'else':true,'steps':[]},{'when':'true','steps':[]}]}",
        "{'branch':[{'when':'$event.','steps':[]}]}",
        "{'branch':[{'when':'true','steps':[{'filter.match':'5 +'}]}]}",
        "{'enrich.entity':{'kind':'user'}}",
        "{'enrich.entity':{'kind':'user','key':'$event.'}}",
        "{'set':5}",
        "{'set':{'a':'{{ 1 + }}'}}",
        "{'transform':{'a':'$event.'}}"
      })
  void what_cannot_run_is_refused_when_it_is_read(String step) {
    assertThat(definitions.refused(json(step))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'filter':{'combinator':'and','conditions':[{'field':'$event.a','op':'>','value':'1'}]}}",
        "{'filter.match':{'not':{'all':[{'any':['$event.a','true']},{'field':'$event.b'}]}}}",
        "{'filter.match':{'field':'$event[\\\"a b\\\"].c[0]','op':'matches','value':'^$'}}",
        "{'filter.match':{'field':'lower($event.a) ?? 1','op':'in','value':['$event.x',[1,{'a':2}]]}}",
        "{'filter.match':{'field':'$event.a','op':'exists','value':null}}",
        "{'filter.match':true}",
        "{'branch':[{'when':true,'steps':[]}]}",
        "{'branch':{'else':true,'steps':[{'branch':[{'when':'1 > 2','steps':[]}]}]}}",
        "{'enrich.entity':{'kind':'no such kind','key':1}}",
        "{'set':{}}",
        "{'set':{'a':{'b':['$event.x',null,1.50]}}}",
        "{'transform':{}}",
        "{'transform':'$event.items'}",
        "{'transform':{'template':{'a':1}}}",
        "{'transform':[1,'$event.x']}"
      })
  void what_was_read_can_always_be_compiled_and_decided(String step) {
    steps(step);

    Decision decision =
        decide(event("t", "app", "{\"a\":1,\"items\":[1]}"), event("t", "app", "{}"));

    assertThat(decision.open().size() + decision.finished().size()).isEqualTo(2);
  }

  @Test
  void the_first_arm_that_takes_an_event_is_its_way_and_no_arm_goes_on() {
    steps(
        """
        {'branch':[
          {'when':'$event.used / $event.limit >= 1','steps':[{'set':{'severity':'blocked'}}]},
          {'when':'$event.metric == "seats"','steps':[{'set':{'severity':'upsell'}}]}]}\
        """
            .replace("\"seats\"", "\\\"seats\\\""),
        "'channel':'{{ $context.severity ?? \\\"none\\\" }}'");

    Decision decision =
        decide(
            event("t", "app", "{\"used\":10,\"limit\":10,\"metric\":\"seats\"}"),
            event("t", "app", "{\"used\":1,\"limit\":10,\"metric\":\"seats\"}"),
            event("t", "app", "{\"used\":1,\"limit\":0}"));

    assertThat(lanes(decision)).containsExactly("blocked", "upsell", "none");
  }

  @Test
  void an_arm_may_drop_and_what_comes_through_meets_the_next_step() {
    steps(
        "{'branch':[{'when':'$event.n < 2','steps':[{'set':{'a':1}},{'filter.match':'$event.n == 1'}]},"
            + "{'else':true,'steps':[{'set':{'a':2}}]}]},"
            + "{'set':{'b':'$context.a * 10'}}",
        "'channel':'{{ $context.b }}'");

    Decision decision = decide(number(0), number(1), number(2));

    assertThat(lanes(decision)).containsExactly("10", "20");
    assertThat(decision.finished())
        .extracting(FinishedDelivery::step)
        .containsExactly("steps[0].branch[0].steps[1] filter.match");
  }

  @Test
  void entities_are_looked_up_once_for_all_and_a_miss_goes_on() {
    known.put("c1", Json.parseObject("{\"plan\":\"pro\"}"));
    known.put("7", Json.parseObject("{\"plan\":\"free\"}"));
    steps(
        "{'enrich.entity':{'kind':'customer','key':'$event.who'}},{'filter.match':'$entity.customer.plan == \\\"pro\\\"'}",
        "'channel':'{{ $entity.customer.plan }}'");

    Decision decision =
        decide(
            event("t", "app", "{\"who\":\"c1\"}"),
            event("t", "app", "{\"who\":7}"),
            event("t", "app", "{\"who\":\"c2\"}"),
            event("t", "app", "{}"));

    assertThat(lookUps).hasSize(1);
    assertThat(lookUps.getFirst()).containsExactlyInAnyOrder("c1", "7", "c2");
    assertThat(lanes(decision)).containsExactly("pro");
    assertThat(decision.finished().stream().map(it -> remarks(it)).toList())
        .containsExactly(
            "[]",
            "[\"entity customer c2 not found\"]",
            "[\"no entity customer was looked for: $event.who is absent\"]");
  }

  @Test
  void a_transform_makes_the_output_and_the_last_one_wins() {
    steps(
        "{'transform':{'a':'$event.n'}},{'transform':{'b':'$event.n','c':'$event.none','d':['x']}}");

    Delivery delivery = decide(number(1)).open().getFirst().deliveries().getFirst();

    assertThat(Json.write(delivery.scope().output()))
        .isEqualTo("{\"b\":1,\"c\":null,\"d\":[\"x\"]}");
  }

  @Test
  void an_output_or_a_context_that_is_too_large_ends_that_walk_alone() {
    String large = "x".repeat(100_000);
    steps("{'transform':{'a':'$event.s','b':'$event.s','c':'$event.s'}}");
    Decision output =
        decide(event("t", "app", "{\"s\":\"" + large + "\"}"), event("t", "app", "{}"));
    steps("{'set':{'a':'$event.s','b':'$event.s'}},{'set':{'c':'$event.s'}}");
    Decision context =
        decide(event("t", "app", "{\"s\":\"" + large + "\"}"), event("t", "app", "{}"));

    assertThat(codes(output)).containsExactly("transform_too_large");
    assertThat(codes(context)).containsExactly("context_too_large");
    assertThat(context.finished().getFirst().step()).isEqualTo("steps[1] set");
    assertThat(output.finished().getFirst().state()).isEqualTo(State.DEAD);
    assertThat(output.open()).hasSize(1);
    assertThat(context.open()).hasSize(1);
  }

  @Test
  void a_fault_of_an_action_is_the_outcome_of_its_event_alone() {
    definitions.actions.add(new Faulty());
    steps("{'set':{'a':1}},{'branch':[{'else':true,'steps':[{'faulty':{}}]}]}");

    Decision decision = decide(number(1), number(13), number(2));

    assertThat(decision.open()).hasSize(2);
    FinishedDelivery dead = decision.finished().getFirst();
    assertThat(dead.state()).isEqualTo(State.DEAD);
    assertThat(dead.code()).isEqualTo("internal_error");
    assertThat(dead.step()).isEqualTo("steps[1].branch[0].steps[0] faulty");
    assertThat(requireNonNull(dead.extra()).get("event").get("payload"))
        .isEqualTo(Json.parseObject("{\"n\":13}"));
  }

  @Test
  void a_route_is_skipped_with_the_reason_unless_its_when_is_true() {
    definitions.pipeline(
        "p",
        json(
            "{'destinations':[{'to':'paced'},{'to':'batch','when':'$event.plan == \\\"free\\\"'}]}"));

    Decision decision =
        decide(
            event("t", "app", "{\"plan\":\"free\"}"),
            event("t", "app", "{\"plan\":\"pro\"}"),
            event("t", "app", "{}"));

    assertThat(decision.open()).hasSize(4);
    assertThat(decision.finished()).allMatch(it -> it.state() == State.SKIPPED && it.route() == 1);
    assertThat(details(decision))
        .containsExactly(
            "$event.plan == \"free\" is not true: $event.plan is \"pro\"",
            "$event.plan == \"free\" is not true: $event.plan is absent");
  }

  @Test
  void a_fault_of_a_destination_is_the_outcome_of_its_delivery_alone() {
    definitions.pipeline(
        "p", json("{'destinations':[{'to':'paced','channel':'$event.c'},{'to':'batch'}]}"));

    Decision decision =
        decide(event("t", "app", "{\"c\":\"broken\"}"), event("t", "app", "{\"c\":\"a\"}"));

    assertThat(lanes(decision)).containsExactly("a", "main");
    assertThat(codes(decision)).containsExactly("internal_error");
    FinishedDelivery dead = decision.finished().getFirst();
    assertThat(dead.route()).isZero();
    assertThat(requireNonNull(dead.extra()).get("event").get("payload"))
        .isEqualTo(Json.parseObject("{\"c\":\"broken\"}"));
  }

  @Test
  void a_lane_that_sends_many_at_once_has_micro_batches_and_a_paced_one_a_row_for_each() {
    definitions.pipeline(
        "p",
        json("{'destinations':[{'to':'paced'},{'to':'batch','channel':'{{ $event.n % 2 }}'}]}"));

    Decision decision =
        decide(IntStream.range(0, 1_200).mapToObj(this::number).toArray(Event[]::new));

    List<OpenDelivery> batches =
        decision.open().stream().filter(it -> it.lane().destination().equals("batch")).toList();
    assertThat(decision.open()).hasSize(1_200 + 4);
    assertThat(batches)
        .extracting(it -> it.lane().lane() + " " + it.deliveries().size())
        .containsExactly("0 500", "0 100", "1 500", "1 100");
  }

  @Test
  void explain_tells_every_step_and_route() {
    known.put("c1", Json.parseObject("{\"plan\":\"pro\"}"));
    PipelineVersion version =
        definitions.pipeline(
            "p",
            json(
                "{'steps':[{'enrich.entity':{'kind':'customer','key':'$event.who'}},"
                    + "{'branch':[{'when':'$event.n > 1','steps':[{'set':{'a':1}}]},{'else':true,'steps':[{'filter.match':'$event.n == 1'}]}]}],"
                    + "'destinations':[{'to':'paced','channel':'#x'},{'to':'batch','when':'$event.m'}]}"));
    Explainer explainer =
        new Explainer(
            definitions.kinds(), this::traits, definitions, new TurnedTimer(TurnableClock.start()));

    WalkTrace through = explainer.explain(event("t", "app", "{\"who\":\"c1\",\"n\":2}"), version);
    WalkTrace dropped = explainer.explain(event("t", "app", "{\"who\":\"c9\",\"n\":0}"), version);

    assertThat(through.steps().stream().map(DeciderTest::said).toList())
        .containsExactly(
            "steps[0] enrich.entity PASSED ",
            "steps[1] branch BRANCHED branch[0] when $event.n > 1",
            "steps[1].branch[0].steps[0] set PASSED ");
    assertThat(through.routes())
        .containsExactly(
            new WalkTrace.RouteTrace(0, "paced", "#x", null, null),
            new WalkTrace.RouteTrace(
                1, "batch", null, "when_not_true", "$event.m is not true: $event.m is absent"));
    assertThat(dropped.steps().stream().map(DeciderTest::said).toList())
        .containsExactly(
            "steps[0] enrich.entity MISSED entity customer c9 not found",
            "steps[1] branch BRANCHED branch[1] else",
            "steps[1].branch[1].steps[0] filter.match DROPPED $event.n == 1 is not true: $event.n is 0");
    assertThat(dropped.steps().getLast().verdict()).isEqualTo(Verdict.DROPPED);
    assertThat(dropped.routes()).isEmpty();
  }

  private static String said(WalkTrace.StepTrace step) {
    return step.path() + " " + step.action() + " " + step.verdict() + " " + step.detail();
  }

  private void steps(String steps) {
    steps(steps, "'channel':'main'");
  }

  private void steps(String steps, String route) {
    definitions.pipeline(
        "p", json("{'steps':[" + steps + "],'destinations':[{'to':'paced'," + route + "}]}"));
  }

  private Decision decide(Event... events) {
    return new Decider(definitions, definitions.kinds(), this::traits, definitions)
        .decide(List.of(events), NOW, LimitCounting.NONE);
  }

  private Map<String, Value.Obj> traits(String kind, Collection<String> externalIds) {
    lookUps.add(List.copyOf(externalIds));
    Map<String, Value.Obj> found = new HashMap<>(known);
    found.keySet().retainAll(externalIds);
    return found;
  }

  private Event number(int n) {
    return event("t", "app", "{\"n\":" + n + "}");
  }

  private Event feature(String name) {
    return event("feature.used", "app", "{\"feature\":\"" + name + "\"}");
  }

  private Event event(String type, String source, String payload) {
    return new Event(
        ids.next(NOW), new Offset(0, position++), type, source, NOW, NOW, Payload.ofText(payload));
  }

  private static List<String> lanes(Decision decision) {
    return decision.open().stream().map(it -> it.lane().lane()).toList();
  }

  private static List<String> codes(Decision decision) {
    return decision.finished().stream().map(it -> String.valueOf(it.code())).toList();
  }

  private static List<String> details(Decision decision) {
    return decision.finished().stream()
        .map(it -> it.extra() == null ? "" : ((Value.Text) it.extra().get("detail")).value())
        .toList();
  }

  private static String remarks(FinishedDelivery finished) {
    Value remarks =
        finished.extra() == null ? Value.Absent.ABSENT : finished.extra().get("remarks");
    return remarks.isPresent() ? Json.write(remarks) : "[]";
  }

  /// JSON with single quotes, so that it can be read in Java.
  private static String json(String text) {
    return text.replace('\'', '"');
  }

  /// An action that breaks its promise on one event.
  private record Faulty() implements ActionType {
    @Override
    public String key() {
      return "faulty";
    }

    @Override
    public ConfigSpec config() {
      return ConfigSpec.of();
    }

    @Override
    public Action open(Step step, ActionContext context) {
      return walks -> {
        for (Walk walk : walks) {
          if (walk.event().payload().text().contains("13")) {
            throw new IllegalStateException("a fault");
          }
        }
      };
    }
  }
}
