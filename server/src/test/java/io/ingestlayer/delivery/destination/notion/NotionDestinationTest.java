package io.ingestlayer.delivery.destination.notion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.AttemptReport;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.destination.HttpDestinationContract;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Value;
import io.ingestlayer.testkit.notion.Fault;
import io.ingestlayer.testkit.notion.Written;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotionDestinationTest extends HttpDestinationContract {

  @Override
  protected HttpVendor open() {
    return new FakeNotionVendor();
  }

  private FakeNotionVendor fake() {
    return (FakeNotionVendor) vendor();
  }

  private Destination opened() {
    return fake().type().open(fake().destination(), fake().context());
  }

  private Delivery signedUp(String more) {
    return SampleDeliveries.signedUp(fake().toDatabase(more));
  }

  private Written last() {
    return fake().notion.written().getLast();
  }

  @Test
  void makes_a_page_with_the_fields_in_the_properties_of_their_names() {
    deliver(signedUp());

    assertThat(last().parent()).isEqualTo(fake().source);
    assertThat(last().property("Name").toString()).contains("user.signed_up");
    assertThat(last().property("Email").toString()).isEqualTo("{\"email\":\"ada@acme.co\"}");
    assertThat(last().property("Plan").toString()).isEqualTo("{\"select\":{\"name\":\"pro\"}}");
    assertThat(last().raw()).contains("https://ingest.example/events/evt_");
  }

  @Test
  void reads_the_properties_once_in_five_minutes() throws Exception {
    try (Destination destination = opened()) {
      deliver(destination, SampleDeliveries.attempt("lane", signedUp()));
      long first = fake().notion.requests();
      deliver(destination, SampleDeliveries.attempt("lane", signedUp()));
      long second = fake().notion.requests() - first;
      fake().clock.turn(Duration.ofMinutes(6));
      deliver(destination, SampleDeliveries.attempt("lane", signedUp()));
      long third = fake().notion.requests() - first - second;

      assertThat(first).isEqualTo(3);
      assertThat(second).isEqualTo(1);
      assertThat(third).isEqualTo(3);
    }
  }

  @Test
  void a_database_with_several_data_sources_needs_one_to_be_named() {
    String other = fake().notion.dataSource(fake().database, "Churned");

    AttemptResult unnamed = deliver(signedUp());
    AttemptResult byName = deliver(signedUp(",\"data_source\":\"Churned\""));
    AttemptResult byId = deliver(signedUp(",\"data_source\":\"%s\"".formatted(fake().source)));
    AttemptResult wrong = deliver(signedUp(",\"data_source\":\"Nope\""));

    assertThat(unnamed)
        .asInstanceOf(type(AttemptResult.Hold.class))
        .matches(it -> it.code().equals("data_source_needed"), "its code")
        .matches(it -> it.detail().contains("\"Signups\"") && it.detail().contains(other), "lists")
        .matches(it -> !it.whole(), "only the lane");
    assertThat(byName).isInstanceOf(AttemptResult.Delivered.class);
    assertThat(byId).isEqualTo(AttemptResult.Delivered.OK);
    assertThat(wrong)
        .asInstanceOf(type(AttemptResult.Hold.class))
        .matches(it -> it.code().equals("unknown_data_source"), "its code");
    assertThat(fake().notion.written()).extracting(Written::parent).contains(other, fake().source);
  }

  @Test
  void properties_that_are_too_long_together_are_cut_to_what_one_request_takes() {
    Value.ObjBuilder payload = Value.object();
    for (int i = 0; i < 5; i++) {
      fake().notion.property(fake().source, "Text " + i, "rich_text");
      payload.put("text_" + i, "語".repeat(40_000));
    }

    AttemptResult result = deliver(delivery(payload.build()));

    assertThat(result)
        .asInstanceOf(type(AttemptResult.Delivered.class))
        .matches(it -> String.valueOf(it.note()).contains("Text 4 was cut"), "says so");
    assertThat(last().property("Text 4").toString()).contains("語語", "…");
  }

  @Test
  void a_page_is_a_running_log() {
    String page = fake().notion.page();
    Config route =
        fake()
            .route(
                "{\"page\":\"https://www.notion.so/acme/Log-%s\"}"
                    .formatted(page.replace("-", "")));

    AttemptResult result = deliver(SampleDeliveries.signedUp(route));

    assertThat(result).isEqualTo(AttemptResult.Delivered.OK);
    assertThat(last().kind()).isEqualTo(Written.Kind.BLOCKS);
    assertThat(last().parent()).isEqualTo(page);
    assertThat(last().children().path(0).path("type").asString("")).isEqualTo("heading_3");
  }

  @Test
  void a_page_that_is_not_shared_holds_its_lane_and_says_how_to_share_it() {
    String page = fake().notion.page();
    fake().notion.share(page, false);

    AttemptResult result =
        deliver(SampleDeliveries.signedUp(fake().route("{\"page\":\"%s\"}".formatted(page))));

    assertThat(result)
        .asInstanceOf(type(AttemptResult.Hold.class))
        .matches(it -> it.code().equals("object_not_found") && !it.whole(), "only the lane")
        .matches(it -> it.suggestion().contains("Connections"), "says how");
  }

  @Test
  void a_repeat_is_recognised_by_the_property_with_the_deliverys_id() {
    fake().notion.property(fake().source, "Event ID", "rich_text");
    Delivery delivery = signedUp(",\"event_id_property\":\"Event ID\"");
    fake().cutAfterAcceptingOnce();

    AttemptResult lost = deliver(delivery);
    AttemptResult again = deliver(delivery);

    assertThat(lost)
        .asInstanceOf(type(AttemptResult.Retry.class))
        .matches(AttemptResult.Retry::ambiguous, "ambiguous");
    assertThat(again)
        .isEqualTo(
            new AttemptResult.Delivered("already_there", "an earlier attempt had made the page"));
    assertThat(fake().notion.written()).hasSize(1);
    assertThat(last().property("Event ID").toString()).contains(delivery.id().toString());
  }

  @Test
  void a_look_for_a_repeat_that_is_lost_cannot_have_made_a_page() {
    fake().notion.property(fake().source, "Event ID", "rich_text");
    fake().notion.failNext(1, Fault.error(500, "internal_server_error", "x"));

    AttemptResult failed = deliver(signedUp(",\"event_id_property\":\"Event ID\""));
    fake().notion.failNext(1, Fault.cutAfterAccepting());
    AttemptResult lost = deliver(signedUp(",\"event_id_property\":\"Event ID\""));

    assertThat(failed)
        .asInstanceOf(type(AttemptResult.Retry.class))
        .matches(it -> !it.ambiguous(), "not ambiguous");
    assertThat(lost)
        .asInstanceOf(type(AttemptResult.Retry.class))
        .matches(it -> !it.ambiguous(), "not ambiguous");
    assertThat(fake().notion.written()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"rich_text,false", "number,true", ",true"})
  void the_property_for_the_deliverys_id_is_there_and_is_text(String kind, boolean held) {
    if (kind != null) {
      fake().notion.property(fake().source, "Event ID", kind);
    }

    AttemptResult result = deliver(signedUp(",\"event_id_property\":\"Event ID\""));

    assertThat(result instanceof AttemptResult.Hold).isEqualTo(held);
  }

  @Test
  void what_one_lane_is_asked_to_wait_holds_for_all_of_the_connection() throws Exception {
    String page = fake().notion.page();
    Delivery toPage = SampleDeliveries.signedUp(fake().route("{\"page\":\"%s\"}".formatted(page)));
    fake().rateLimitOnce(Optional.of("40"));

    try (Destination destination = opened()) {
      deliver(destination, SampleDeliveries.attempt("a", signedUp()));
      long before = fake().notion.requests();
      fake().clock.turn(Duration.ofSeconds(10));
      AttemptResult other = deliver(destination, SampleDeliveries.attempt("b", toPage));
      long asked = fake().notion.requests() - before;
      fake().clock.turn(Duration.ofSeconds(30));
      AttemptResult later = deliver(destination, SampleDeliveries.attempt("b", toPage));

      assertThat(other)
          .asInstanceOf(type(AttemptResult.RateLimited.class))
          .extracting(AttemptResult.RateLimited::after)
          .isEqualTo(Duration.ofSeconds(30));
      assertThat(asked).isZero();
      assertThat(later).isEqualTo(AttemptResult.Delivered.OK);
    }
  }

  @Test
  void an_overloaded_notion_is_waited_for() {
    fake().notion.failNextWrite(1, new Fault.SlowDown(529, Optional.of("12")));

    AttemptResult result = deliver(signedUp());

    assertThat(result)
        .asInstanceOf(type(AttemptResult.RateLimited.class))
        .matches(it -> it.code().equals("service_overload"), "its code")
        .matches(it -> Duration.ofSeconds(12).equals(it.after()), "as long as it asks");
  }

  @Test
  void a_failure_after_writing_may_have_arrived() {
    fake().notion.failNextWrite(1, Fault.errorAfterAccepting(504, "gateway_timeout"));

    AttemptResult result = deliver(signedUp());

    assertThat(result)
        .asInstanceOf(type(AttemptResult.Retry.class))
        .matches(AttemptResult.Retry::ambiguous, "ambiguous");
  }

  @Test
  void an_answer_that_repeats_the_token_is_kept_without_it() throws Exception {
    fake()
        .notion
        .failNextWrite(1, new Fault.Http(500, "your header was Bearer " + FakeNotionVendor.TOKEN));

    try (Destination destination = opened()) {
      AttemptReport report = destination.deliver(SampleDeliveries.attempt("lane", signedUp()));

      assertThat(report.response()).contains("Bearer ***");
      assertThat(report.toString()).doesNotContain(FakeNotionVendor.TOKEN);
    }
  }

  @Test
  void an_answer_about_the_schema_that_repeats_the_token_is_told_without_it() throws Exception {
    String echo = "your header was Bearer " + FakeNotionVendor.TOKEN;
    fake().notion.failNext(1, Fault.error(400, "validation_error", echo));

    try (Destination destination = opened()) {
      AttemptReport report = destination.deliver(SampleDeliveries.attempt("lane", signedUp()));

      assertThat(report.results().toString()).contains("Bearer ***");
      assertThat(report.toString()).doesNotContain(FakeNotionVendor.TOKEN);
    }
  }

  @Test
  void what_is_previewed_is_read_as_people_read_it() {
    Value preview = fake().type().preview(fake().destination(), signedUp(), fake().context());

    String read = fake().type().read(fake().destination(), preview);

    assertThat(read)
        .startsWith("title: user.signed_up\n")
        .containsSubsequence(
            "plan: pro",
            "• Email: ada@acme.co",
            "See the whole event",
            "Payload",
            "\"email\": \"ada@acme.co\"");
  }
}
