package io.ingestlayer.delivery.destination.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.AttemptReport;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.destination.HttpDestinationContract;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.testkit.slack.Fault;
import io.ingestlayer.testkit.slack.SentMessage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// By a bot.
class SlackDestinationTest extends HttpDestinationContract {
  private static final String OWNER =
      """
      {"channel": {"user": "$event.owner", "fallback": "#alerts"}}
      """;

  @Override
  protected HttpVendor open() {
    return new FakeSlackVendor();
  }

  private FakeSlackVendor fake() {
    return (FakeSlackVendor) vendor();
  }

  private Delivery toOwner(String owner) {
    return SampleDeliveries.delivery(
        "usage.limit_reached",
        Value.object().put("owner", owner).put("plan", "pro").build(),
        fake().route(OWNER));
  }

  @Test
  void an_answer_that_repeats_a_long_message_and_more_than_is_read_of_it_is_success() {
    Delivery delivery =
        SampleDeliveries.delivery(
            "a.b",
            Value.object().put("text", "длинное слово ".repeat(1_000)).build(),
            fake().route("{\"channel\":\"#alerts\",\"message\":\"{{ $event.text }}\"}"));

    AttemptResult result = deliver(delivery);

    assertThat(result).isInstanceOf(AttemptResult.Delivered.class);
    assertThat(fake().slack.messages()).hasSize(1);
  }

  @Test
  void a_bot_that_is_not_in_the_channel_is_to_be_invited() {
    fake().slack.channel("#sales");

    AttemptResult result =
        deliver(SampleDeliveries.signedUp(fake().route("{\"channel\":\"#sales\"}")));

    assertThat(result)
        .isEqualTo(
            new AttemptResult.Hold(
                "not_in_channel",
                "the bot is not in #sales",
                "invite the bot to the channel: /invite @bot in #sales",
                false));
  }

  @Test
  void a_message_to_the_owner_goes_to_their_direct_messages() {
    fake().slack.user("csm@acme.co", "U0001");

    AttemptResult result = deliver(toOwner("csm@acme.co"));

    assertThat(SampleDeliveries.withoutSize(result)).isEqualTo(AttemptResult.Delivered.OK);
    assertThat(fake().slack.messages())
        .extracting(SentMessage::channel)
        .allMatch(it -> it.startsWith("D"));
    assertThat(lane(toOwner("csm@acme.co"))).isEqualTo("user:csm@acme.co");
  }

  @Test
  void a_person_is_looked_up_once_in_an_hour() throws Exception {
    fake().slack.user("csm@acme.co", "U0001");
    Delivery delivery = toOwner("csm@acme.co");

    try (Destination destination = fake().type().open(fake().destination(), fake().context())) {
      deliver(destination, SampleDeliveries.attempt("lane", delivery));
      long first = fake().slack.requests();
      deliver(destination, SampleDeliveries.attempt("lane", delivery));
      long second = fake().slack.requests() - first;
      fake().clock.turn(Duration.ofMinutes(61));
      deliver(destination, SampleDeliveries.attempt("lane", delivery));
      long third = fake().slack.requests() - first - second;

      assertThat(first).isEqualTo(3);
      assertThat(second).isEqualTo(1);
      assertThat(third).isEqualTo(3);
    }
  }

  @Test
  void a_person_whom_slack_does_not_know_is_replaced_by_the_fallback_with_a_note() {
    AttemptResult result = deliver(toOwner("nobody@acme.co"));

    assertThat(SampleDeliveries.withoutSize(result))
        .isEqualTo(
            new AttemptResult.Delivered(
                "ok", "Slack has nobody with the address nobody@acme.co, so it went to #alerts"));
    assertThat(fake().slack.messages("#alerts")).hasSize(1);
  }

  @Test
  void without_an_address_it_goes_to_the_fallback_with_a_note() {
    AttemptResult result = deliver(toOwner(""));

    assertThat(SampleDeliveries.withoutSize(result))
        .isEqualTo(
            new AttemptResult.Delivered(
                "ok", "there is no e-mail address to write to, so it went to #alerts"));
    assertThat(lane(toOwner(""))).isEqualTo("#alerts");
    assertThat(lane(toOwner("not an address"))).isEqualTo("#alerts");
  }

  @Test
  void a_scope_that_is_missing_for_people_holds_only_them_and_is_named() {
    fake().slack.token(FakeSlackVendor.TOKEN, "chat:write");

    AttemptResult person = deliver(toOwner("csm@acme.co"));
    AttemptResult channel = deliver(signedUp());

    assertThat(person)
        .asInstanceOf(type(AttemptResult.Hold.class))
        .matches(it -> !it.whole(), "only the lane")
        .matches(it -> it.suggestion().contains("users:read.email"), "names the scope");
    assertThat(SampleDeliveries.withoutSize(channel)).isEqualTo(AttemptResult.Delivered.OK);
  }

  @Test
  void a_look_up_that_is_lost_cannot_have_posted_anything() {
    fake().slack.user("csm@acme.co", "U0001");
    fake().slack.failNext(1, Fault.cutAfterAccepting());

    AttemptResult lost = deliver(toOwner("csm@acme.co"));
    fake().slack.failNext(1, Fault.error("internal_error"));
    AttemptResult failed = deliver(toOwner("csm@acme.co"));

    assertThat(lost)
        .asInstanceOf(type(AttemptResult.Retry.class))
        .matches(it -> !it.ambiguous(), "not ambiguous");
    assertThat(failed)
        .asInstanceOf(type(AttemptResult.Retry.class))
        .matches(it -> !it.ambiguous(), "not ambiguous");
  }

  @Test
  void an_event_cannot_turn_a_channel_into_a_person() {
    fake().slack.user("ceo@acme.co", "U0002");
    Config route = fake().route("{\"channel\":\"{{ $event.channel }}\"}");

    AttemptResult result =
        deliver(SampleDeliveries.delivery("a.b", "{\"channel\":\"user:ceo@acme.co\"}", route));

    assertThat(result)
        .asInstanceOf(type(AttemptResult.Hold.class))
        .matches(it -> it.code().equals("channel_not_found"), "its code");
    assertThat(fake().slack.messages()).isEmpty();
  }

  @Test
  void an_event_that_leads_to_no_channel_is_rejected_and_sends_nothing() {
    Config route = fake().route("{\"channel\":\"{{ $event.team }}\"}");

    AttemptResult result = deliver(SampleDeliveries.signedUp(route));

    assertThat(result)
        .asInstanceOf(type(AttemptResult.Reject.class))
        .matches(it -> it.code().equals("no_channel"), "its code");
    assertThat(fake().slack.requests()).isZero();
  }

  @Test
  void an_answer_of_200_that_is_not_ok_is_a_failure() {
    fake().slack.failNext(1, Fault.error("channel_not_found"));

    AttemptResult result = deliver(signedUp());

    assertThat(result).isInstanceOf(AttemptResult.Hold.class);
  }

  @Test
  void a_failure_after_posting_may_have_arrived() {
    fake().slack.failNext(1, Fault.errorAfterAccepting("internal_error"));

    AttemptResult result = deliver(signedUp());

    assertThat(result)
        .asInstanceOf(type(AttemptResult.Retry.class))
        .matches(AttemptResult.Retry::ambiguous, "ambiguous");
  }

  @Test
  void an_answer_that_repeats_the_token_is_kept_without_it() throws Exception {
    fake()
        .slack
        .failNext(1, new Fault.Http(500, "your header was Bearer " + FakeSlackVendor.TOKEN));

    try (Destination destination = fake().type().open(fake().destination(), fake().context())) {
      AttemptReport report = destination.deliver(SampleDeliveries.attempt("#alerts", signedUp()));

      assertThat(report.response()).contains("Bearer ***");
      assertThat(report.toString()).doesNotContain(FakeSlackVendor.TOKEN);
    }
  }

  @Test
  void what_is_previewed_is_what_is_sent() {
    Value preview = fake().type().preview(fake().destination(), signedUp(), fake().context());

    deliver(signedUp());

    assertThat(Json.parseObject(vendor().accepted().getFirst())).isEqualTo(preview);
  }
}
