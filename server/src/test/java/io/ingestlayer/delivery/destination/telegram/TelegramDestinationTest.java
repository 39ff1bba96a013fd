package io.ingestlayer.delivery.destination.telegram;

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
import io.ingestlayer.testkit.seed.Gen;
import io.ingestlayer.testkit.seed.JsonTexts;
import io.ingestlayer.testkit.seed.Seeds;
import io.ingestlayer.testkit.seed.Strings;
import io.ingestlayer.testkit.telegram.Fault;
import io.ingestlayer.testkit.telegram.SentMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TelegramDestinationTest extends HttpDestinationContract {
  private static final Gen<String> PAYLOADS =
      Gen.oneOf(
          JsonTexts.validObject(),
          random -> {
            Value.ObjBuilder payload = Value.object();
            Gen<String> names =
                Gen.oneOf(Strings.word(12), Strings.hostile(), Strings.wellFormed(300));
            Gen<String> values =
                Gen.oneOf(Strings.wellFormed(30), Strings.hostile(), Strings.wellFormed(5_000));
            for (int i = random.nextInt(15); i >= 0; i--) {
              payload.put(names.from(random), values.from(random));
            }
            return Json.write(payload.build());
          });

  @Override
  protected HttpVendor open() {
    return new FakeTelegramVendor();
  }

  private FakeTelegramVendor fake() {
    return (FakeTelegramVendor) vendor();
  }

  private AttemptResult to(String json) {
    return deliver(SampleDeliveries.signedUp(fake().route(json)));
  }

  @Test
  void what_is_previewed_is_what_is_sent() {
    Value preview = fake().type().preview(fake().destination(), signedUp(), fake().context());

    deliver(signedUp());

    assertThat(Json.parseObject(vendor().accepted().getFirst())).isEqualTo(preview);
  }

  @Test
  void a_group_that_became_a_supergroup_is_followed_at_once_and_from_then_on() throws Exception {
    String moved = fake().telegram.move(fake().group);
    try (Destination destination = fake().type().open(fake().destination(), fake().context())) {
      AttemptResult first =
          deliver(destination, SampleDeliveries.attempt(fake().group, signedUp()));
      AttemptResult second =
          deliver(destination, SampleDeliveries.attempt(fake().group, signedUp()));

      AttemptResult expected =
          new AttemptResult.Delivered(
              "ok", "the group became a supergroup: put \"" + moved + "\" into the route's chat");
      assertThat(List.of(first, second))
          .extracting(SampleDeliveries::withoutSize)
          .containsOnly(expected);
    }
    assertThat(fake().telegram.messages())
        .extracting(SentMessage::chat)
        .containsExactly(moved, moved);
    assertThat(fake().telegram.requests()).isEqualTo(3);
  }

  @Test
  void a_channel_is_reached_by_its_name_and_a_person_by_id() {
    fake().telegram.channel("@acme_alerts");
    String person = fake().telegram.person();

    assertThat(to("{\"chat\":\"@acme_alerts\"}")).isInstanceOf(AttemptResult.Delivered.class);
    assertThat(to("{\"chat\":\"" + person + "\",\"silent\":true,\"protect\":true}"))
        .isInstanceOf(AttemptResult.Delivered.class);
    assertThat(fake().telegram.messages().getLast().raw())
        .contains("\"disable_notification\":true", "\"protect_content\":true");
  }

  @Test
  void a_topic_that_is_closed_holds_only_its_lane() {
    long topic = fake().telegram.topic(fake().group);
    String json = "{\"chat\":\"%s\",\"thread\":\"%d\"}".formatted(fake().group, topic);

    AttemptResult open = to(json);
    fake().telegram.closeTopic(fake().group, topic);
    AttemptResult closed = to(json);

    assertThat(open).isInstanceOf(AttemptResult.Delivered.class);
    assertThat(closed)
        .asInstanceOf(type(AttemptResult.Hold.class))
        .matches(it -> it.code().equals("no_topic"), "its code")
        .matches(it -> !it.whole(), "only the lane");
    assertThat(lane(SampleDeliveries.signedUp(fake().route(json))))
        .isEqualTo(fake().group + "/" + topic);
  }

  @Test
  void an_event_cannot_lead_anywhere_but_to_a_chat() {
    AttemptResult nowhere = to("{\"chat\":\"{{ $event.team }}\"}");
    AttemptResult elsewhere = to("{\"chat\":\"{{ $event.email }}\"}");
    AttemptResult noTopic = to("{\"chat\":\"-1\",\"thread\":\"{{ $event.plan }}\"}");

    assertThat(List.of(nowhere, elsewhere, noTopic))
        .allMatch(it -> it instanceof AttemptResult.Reject && it.code().equals("no_chat"));
    assertThat(fake().telegram.requests()).isZero();
  }

  @Test
  void a_group_gets_twenty_in_a_minute_and_is_not_asked_for_more() throws Exception {
    Delivery delivery = signedUp();
    try (Destination destination = fake().type().open(fake().destination(), fake().context())) {
      for (int i = 0; i < 20; i++) {
        assertThat(deliver(destination, SampleDeliveries.attempt("g", delivery)))
            .isInstanceOf(AttemptResult.Delivered.class);
        fake().clock.turn(Duration.ofSeconds(1));
      }
      AttemptResult more = deliver(destination, SampleDeliveries.attempt("g", delivery));
      fake().clock.turn(Duration.ofSeconds(40));
      AttemptResult later = deliver(destination, SampleDeliveries.attempt("g", delivery));

      assertThat(more)
          .asInstanceOf(type(AttemptResult.RateLimited.class))
          .extracting(AttemptResult.RateLimited::after)
          .isEqualTo(Duration.ofSeconds(40));
      assertThat(later).isInstanceOf(AttemptResult.Delivered.class);
    }
    assertThat(fake().telegram.refused()).isEmpty();
  }

  @Test
  void thirty_a_second_are_sent_to_all_chats_together() throws Exception {
    try (Destination destination = fake().type().open(fake().destination(), fake().context())) {
      for (int i = 0; i < 31; i++) {
        Config route = fake().route("{\"chat\":\"" + fake().telegram.person() + "\"}");
        AttemptResult result =
            deliver(destination, SampleDeliveries.attempt("p", SampleDeliveries.signedUp(route)));
        assertThat(result)
            .isInstanceOf(i < 30 ? AttemptResult.Delivered.class : AttemptResult.RateLimited.class);
      }
    }
    assertThat(fake().telegram.requests()).isEqualTo(30);
  }

  @Test
  void an_answer_that_repeats_the_token_is_kept_without_it() throws Exception {
    String path = "/bot" + FakeTelegramVendor.TOKEN + "/sendMessage";
    fake().telegram.failNext(1, new Fault.Http(502, "no route to " + path));

    try (Destination destination = fake().type().open(fake().destination(), fake().context())) {
      AttemptReport report = destination.deliver(SampleDeliveries.attempt("g", signedUp()));

      assertThat(report.response()).contains("/bot***/sendMessage");
    }
  }

  @Test
  void whatever_an_event_holds_is_taken() throws Exception {
    fake().telegram.paced(false);
    String message =
        "*{{ $event.name }}* _{{ json($event.payload) }}_ `{{ $event.plan }}` [{{ $event.a }}]({{ $event.b }}) {{ json($event.payload) }}";
    Config written =
        fake()
            .route(
                Json.write(
                    Value.object().put("chat", fake().group).put("message", message).build()));
    Seeds.forAll(
        60,
        PAYLOADS,
        payload -> {
          Value.Obj known = Json.parseObject(payload);
          for (Config route : List.of(fake().route(), written)) {
            Delivery delivery =
                SampleDeliveries.delivery(
                    "a.b", payload, route, it -> it.withEntity("customer", known));
            // Of more than twenty in a minute the last would wait.
            fake().turn(Duration.ofSeconds(3));
            AttemptResult result = deliver(delivery);
            assertThat(result).isInstanceOf(AttemptResult.Delivered.class);
          }
        });
    assertThat(fake().telegram.refused()).isEqualTo(Map.of());
  }
}
