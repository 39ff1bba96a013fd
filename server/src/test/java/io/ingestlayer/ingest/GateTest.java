package io.ingestlayer.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.ingest.DeadLetterRetry.Outcome;
import io.ingestlayer.log.LogUnavailableException;
import io.ingestlayer.log.postgres.LogSettings;
import io.ingestlayer.log.postgres.PostgresEventLog;
import io.ingestlayer.schema.EventSchema;
import io.ingestlayer.schema.FieldKind;
import io.ingestlayer.schema.FieldRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GateTest {
  private final TestGate gate = new TestGate();

  @AfterAll
  void close() {
    gate.close();
  }

  @BeforeEach
  void nothing() {
    gate.clear();
  }

  private List<GateResult> pass(String events) throws Exception {
    return gate.pass("{\"events\":[" + events + "]}");
  }

  private static String code(GateResult result) {
    return ((GateResult.Refused) result).refusal().code();
  }

  @Test
  void keeps_the_good_events_of_a_batch_and_refuses_the_bad_ones_in_their_order() throws Exception {
    gate.declare(
        "plan.changed",
        EventSchema.ofFields(
            List.of(new FieldRule("plan", FieldKind.STRING, false, List.of("free", "pro"))), true));

    List<GateResult> results =
        pass(
            """
            {"type":"plan.changed","payload":{"plan":"pro"}},
            {"type":"plan.changed","payload":{"plan":"gold","colour":1}},
            {"type":"any.thing","payload":{"n":1.50}},
            {"type":"bad type","payload":{}}\
            """);

    assertThat(results.get(0)).isInstanceOf(GateResult.Accepted.class);
    assertThat(results.get(2)).isInstanceOf(GateResult.Accepted.class);
    Refusal violation = ((GateResult.Refused) results.get(1)).refusal();
    assertThat(violation.code()).isEqualTo("schema_violation");
    assertThat(violation.errors())
        .extracting(it -> it.pointer() + " " + it.code())
        .containsExactlyInAnyOrder(
            "/events/1/payload/plan enum", "/events/1/payload/colour unknown_field");
    assertThat(code(results.get(3))).isEqualTo("invalid_type");
    assertThat(gate.eventsStored()).isEqualTo(2);
  }

  @Test
  void a_key_stands_for_one_event_also_within_one_request() throws Exception {
    String event = "{\"type\":\"a\",\"payload\":{\"n\":1},\"idempotencyKey\":\"twice\"}";

    List<GateResult> together = pass(event + "," + event);
    List<GateResult> later = pass(event);
    List<GateResult> other =
        pass("{\"type\":\"a\",\"payload\":{\"n\":2},\"idempotencyKey\":\"twice\"}");

    GateResult.Accepted first = (GateResult.Accepted) together.get(0);
    assertThat(together.get(1)).isEqualTo(new GateResult.Duplicate(first.id()));
    assertThat(later).containsExactly(new GateResult.Duplicate(first.id()));
    assertThat(code(other.getFirst())).isEqualTo("idempotency_conflict");
    assertThat(gate.eventsStored()).isEqualTo(1);
  }

  @Test
  void of_a_thousand_at_once_with_one_key_one_is_stored() throws Exception {
    String event = "{\"type\":\"a\",\"payload\":{\"n\":1},\"idempotencyKey\":\"crowd\"}";

    List<GateResult> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<GateResult>>> asked =
          IntStream.range(0, 1_000).mapToObj(it -> threads.submit(() -> pass(event))).toList();
      for (Future<List<GateResult>> one : asked) {
        results.addAll(one.get());
      }
    }

    Set<String> ids =
        results.stream()
            .map(it ->
                switch (it) {
                  case GateResult.Accepted stored -> stored.id().toString();
                  case GateResult.Duplicate first -> first.id().toString();
                  case GateResult.Refused refused -> refused.refusal().code();
                })
            .collect(Collectors.toSet());
    assertThat(ids).hasSize(1);
    assertThat(results.stream().filter(GateResult.Accepted.class::isInstance)).hasSize(1);
    assertThat(gate.eventsStored()).isEqualTo(1);
  }

  @Test
  void one_dead_letter_is_kept_for_each_key_or_body_however_often_it_comes() throws Exception {
    for (int time = 0; time < 3; time++) {
      pass("{\"type\":\"!\",\"payload\":{\"n\":" + time + "},\"idempotencyKey\":\"k\"}");
      pass("{\"type\":\"!\",\"payload\":{\"n\":1}}");
      gate.writeDeadLetters();
    }
    pass("{\"type\":\"!\",\"payload\":{\"n\":2}}");
    gate.writeDeadLetters();

    List<DeadLetter> letters = gate.letters().list(DeadLetters.Filter.ALL, 10);

    assertThat(letters).extracting(DeadLetter::times).containsExactly(1L, 3L, 3L);
    assertThat(letters).extracting(DeadLetter::code).containsOnly("invalid_type");
    assertThat(letters.get(2).body())
        .isEqualTo("{\"type\":\"!\",\"payload\":{\"n\":2},\"idempotencyKey\":\"k\"}");
    assertThat(letters.get(2).errors().getFirst().pointer()).isEqualTo("/events/0/type");
  }

  @Test
  void dead_letters_are_listed_newest_first_page_by_page_and_by_code() throws Exception {
    for (int each = 0; each < 5; each++) {
      pass("{\"type\":\"!\",\"payload\":{\"n\":" + each + "}}");
      pass("{\"type\":\"a\",\"payload\":" + each + "}");
      gate.writeDeadLetters();
    }

    List<DeadLetter> first =
        gate.letters().list(new DeadLetters.Filter("invalid_type", "test", null), 3);
    List<DeadLetter> second =
        gate.letters()
            .list(new DeadLetters.Filter("invalid_type", "test", first.getLast().id()), 3);

    assertThat(first).extracting(DeadLetter::body).allMatch(it -> it.contains("\"!\""));
    assertThat(first.getFirst().body()).contains("\"n\":4");
    assertThat(first).hasSize(3);
    assertThat(second).hasSize(2);
    assertThat(gate.letters().list(new DeadLetters.Filter(null, "other", null), 10)).isEmpty();
  }

  @Test
  void keeps_the_beginning_of_a_long_event_cut_between_two_characters() throws Exception {
    pass("{\"type\":\"a\",\"payload\":{\"t\":\"" + "€".repeat(262_144) + "\"}}");
    gate.writeDeadLetters();

    DeadLetter letter = gate.letters().list(DeadLetters.Filter.ALL, 1).getFirst();

    assertThat(letter.code()).isEqualTo("event_too_large");
    assertThat(letter.cut()).isTrue();
    assertThat(letter.body().getBytes(UTF_8)).hasSizeBetween(64 * 1024 - 3, 64 * 1024);
    assertThat(letter.body()).endsWith("€");
    assertThat(gate.retry().retry(letter.id())).isEqualTo(new Outcome.Cut());
  }

  @Test
  void keeps_names_that_postgresql_has_no_text_for() throws Exception {
    pass("{\"type\":\"a\",\"payload\":{\"\\u0000\":1,\"\\u0000\":2},\"\\u0000\":\"\\ud800\"}");
    gate.writeDeadLetters();

    assertThat(gate.letters().list(DeadLetters.Filter.ALL, 1))
        .extracting(DeadLetter::code)
        .containsExactly("duplicate_key");
  }

  @Test
  void a_dead_letter_that_is_sent_again_goes_when_it_is_accepted_and_stays_when_not()
      throws Exception {
    EventSchema strict =
        EventSchema.ofFields(
            List.of(new FieldRule("plan", FieldKind.STRING, false, List.of())), true);
    gate.declare("plan.changed", strict);
    pass("{\"type\":\"plan.changed\",\"payload\":{\"plan\":7},\"idempotencyKey\":\"k\"}");
    gate.writeDeadLetters();
    DeadLetter letter = gate.letters().list(DeadLetters.Filter.ALL, 1).getFirst();

    Outcome again = gate.retry().retry(letter.id());
    gate.writeDeadLetters();
    gate.declareNothing();
    Outcome better = gate.retry().retry(letter.id());
    Outcome gone = gate.retry().retry(letter.id());

    assertThat(((Outcome.Judged) again).results().getFirst())
        .isInstanceOf(GateResult.Refused.class);
    assertThat(((Outcome.Judged) better).results().getFirst())
        .isInstanceOf(GateResult.Accepted.class);
    assertThat(gone).isEqualTo(new Outcome.Gone());
    assertThat(gate.eventsStored()).isEqualTo(1);
  }

  @Test
  void says_nothing_of_any_event_when_the_log_does_not_answer() throws Exception {
    PostgresEventLog other = gate.database().open("other", LogSettings.defaults());
    other.close();

    assertThatThrownBy(() ->
            gate.with(other)
                .pass(
                    "test",
                    gate.decode(
                        "{\"events\":[{\"type\":\"a\",\"payload\":{}},{\"type\":\"!\",\"payload\":{}}]}")))
        .isInstanceOf(LogUnavailableException.class);
    gate.writeDeadLetters();
    assertThat(gate.letters().list(DeadLetters.Filter.ALL, 10)).isEmpty();
  }

  @Test
  void counts_what_it_does_and_never_by_a_sender_s_words() throws Exception {
    double before = gate.count("accepted");
    pass(
        "{\"type\":\"a\",\"payload\":{}},{\"type\":\"!\",\"payload\":{}},{\"x\":1,\"type\":\"a\",\"payload\":{}}");

    assertThat(gate.count("accepted") - before).isEqualTo(1);
    assertThat(gate.count("rejected invalid_type")).isGreaterThanOrEqualTo(1);
    assertThat(gate.count("rejected unknown_member")).isGreaterThanOrEqualTo(1);
    assertThat(gate.counts().keySet()).allMatch(it -> it.matches("[a-z0-9_ ]+"));
  }

  @Test
  void a_flood_of_refusals_takes_a_bounded_room() throws Exception {
    String many =
        IntStream.range(0, 500)
            .mapToObj("{\"type\":\"!\",\"payload\":{\"n\":%d}}"::formatted)
            .collect(Collectors.joining(","));

    for (int time = 0; time < 3; time++) {
      pass(many.replace("\"n\":", "\"n" + time + "\":"));
    }

    assertThat(gate.queue().waiting()).isEqualTo(TestGate.LETTERS_MAX);
    assertThat(gate.count("dead_letters_dropped")).isEqualTo(1_500.0 - TestGate.LETTERS_MAX);
  }
}
