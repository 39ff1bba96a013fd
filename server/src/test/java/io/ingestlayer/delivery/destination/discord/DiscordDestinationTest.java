package io.ingestlayer.delivery.destination.discord;

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
import io.ingestlayer.testkit.discord.Fault;
import io.ingestlayer.testkit.seed.Gen;
import io.ingestlayer.testkit.seed.JsonTexts;
import io.ingestlayer.testkit.seed.Seeds;
import io.ingestlayer.testkit.seed.Strings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// By a bot.
class DiscordDestinationTest extends HttpDestinationContract {

  @Override
  protected HttpVendor open() {
    return new FakeDiscordVendor(false);
  }

  private FakeDiscordVendor fake() {
    return (FakeDiscordVendor) vendor();
  }

  @Test
  void what_is_previewed_is_what_is_sent() {
    Value preview = fake().type().preview(fake().destination(), signedUp(), fake().context());

    deliver(signedUp());

    Value.Obj sent = Json.parseObject(vendor().accepted().getFirst());
    assertThat(sent.with("channel", Value.of(fake().channel))).isEqualTo(preview);
  }

  @Test
  void a_repeat_of_a_lost_answer_is_not_said_twice() {
    fake().cutAfterAcceptingOnce();

    deliver(signedUp());
    AttemptResult second = deliver(signedUp());

    assertThat(SampleDeliveries.withoutSize(second)).isEqualTo(AttemptResult.Delivered.OK);
    assertThat(fake().discord.messages()).hasSize(1);
  }

  @Test
  void a_channel_that_the_bot_does_not_see_holds_only_its_lane() {
    fake().discord.remove(fake().channel);

    AttemptResult result = deliver(signedUp());

    assertThat(result)
        .asInstanceOf(type(AttemptResult.Hold.class))
        .matches(it -> it.code().equals("discord_10003"), "its code")
        .matches(it -> !it.whole(), "only the lane");
  }

  @Test
  void an_event_cannot_lead_anywhere_but_to_a_channel() {
    Config route = fake().route("{\"channel\":\"{{ $event.channel }}\"}");
    String path = "{\"channel\":\"1/../../users/@me\"}";

    AttemptResult nowhere = deliver(SampleDeliveries.signedUp(route));
    AttemptResult elsewhere = deliver(SampleDeliveries.delivery("a.b", path, route));

    assertThat(List.of(nowhere, elsewhere))
        .allSatisfy(it ->
            assertThat(it)
                .asInstanceOf(type(AttemptResult.Reject.class))
                .matches(reject -> reject.code().equals("no_channel"), "its code"));
    assertThat(fake().discord.requests()).isZero();
  }

  @Test
  void waits_when_discord_says_that_there_is_no_more_room_instead_of_being_refused()
      throws Exception {
    try (Destination destination = fake().type().open(fake().destination(), fake().context())) {
      for (int i = 0; i < 5; i++) {
        assertThat(deliver(destination, attempt("{\"n\":" + i + "}")))
            .isInstanceOf(AttemptResult.Delivered.class);
        // Five at once are one more than the lane's own pace would ever send.
      }
      AttemptResult sixth = deliver(destination, attempt("{\"n\":5}"));
      long asked = fake().discord.requests();
      fake().clock.turn(Duration.ofSeconds(5));
      AttemptResult later = deliver(destination, attempt("{\"n\":5}"));

      assertThat(sixth)
          .asInstanceOf(type(AttemptResult.RateLimited.class))
          .extracting(AttemptResult.RateLimited::after)
          .isEqualTo(Duration.ofSeconds(5));
      assertThat(asked).isEqualTo(5);
      assertThat(later).isInstanceOf(AttemptResult.Delivered.class);
    }
    assertThat(fake().discord.refused()).isEmpty();
  }

  @Test
  void a_global_limit_stops_every_lane_and_one_of_a_channel_only_its_own() throws Exception {
    String other = fake().discord.channel();
    Config route = fake().route("{\"channel\":\"" + other + "\"}");
    Delivery elsewhere = SampleDeliveries.signedUp(route);
    try (Destination destination = fake().type().open(fake().destination(), fake().context())) {
      fake().discord.failNext(1, Fault.rateLimited("2.5"));
      AttemptResult limited = deliver(destination, attempt("{}"));
      AttemptResult free = deliver(destination, SampleDeliveries.attempt(other, elsewhere));
      fake().clock.turn(Duration.ofSeconds(3));
      fake().discord.failNext(1, new Fault.RateLimited(java.util.Optional.of("9"), "global"));
      deliver(destination, attempt("{}"));
      AttemptResult all = deliver(destination, SampleDeliveries.attempt(other, elsewhere));

      assertThat(limited)
          .asInstanceOf(type(AttemptResult.RateLimited.class))
          .extracting(AttemptResult.RateLimited::after)
          .isEqualTo(Duration.ofMillis(2_500));
      assertThat(free).isInstanceOf(AttemptResult.Delivered.class);
      assertThat(all)
          .asInstanceOf(type(AttemptResult.RateLimited.class))
          .extracting(AttemptResult.RateLimited::after)
          .isEqualTo(Duration.ofSeconds(9));
    }
  }

  private io.ingestlayer.delivery.Attempt attempt(String payload) {
    return SampleDeliveries.attempt(
        fake().channel, SampleDeliveries.delivery("a.b", payload, fake().route()));
  }

  @Test
  void an_answer_that_repeats_the_token_is_kept_without_it() throws Exception {
    fake().discord.failNext(1, new Fault.Http(500, "it was Bot " + FakeDiscordVendor.TOKEN));

    try (Destination destination = fake().type().open(fake().destination(), fake().context())) {
      AttemptReport report = destination.deliver(attempt("{}"));

      assertThat(report.response()).contains("Bot ***");
    }
  }

  /// An object with many members, some of them long.
  static final Gen<String> PAYLOADS =
      Gen.oneOf(
          JsonTexts.validObject(),
          random -> {
            Value.ObjBuilder payload = Value.object();
            for (int i = random.nextInt(15); i >= 0; i--) {
              String name =
                  Gen.oneOf(Strings.word(12), Strings.hostile(), Strings.wellFormed(300))
                      .from(random);
              String value =
                  Gen.oneOf(Strings.wellFormed(30), Strings.hostile(), Strings.wellFormed(7_000))
                      .from(random);
              payload.put(name, value);
            }
            return Json.write(payload.build());
          });

  @Test
  void whatever_an_event_holds_is_taken() throws Exception {
    fake().discord.pace(100_000, Duration.ofMillis(1));
    String message =
        "**{{ $event.name }}** `{{ json($event.payload) }}` ```{{ $event.plan }}``` {{ json($event.payload) }}";
    Config written =
        fake()
            .route(
                Json.write(
                    Value.object().put("channel", fake().channel).put("message", message).build()));
    try (Destination destination = fake().type().open(fake().destination(), fake().context())) {
      Seeds.forAll(
          60,
          PAYLOADS,
          payload -> {
            Value.Obj known = Json.parseObject(payload);
            for (Config route : List.of(fake().route(), written)) {
              Delivery delivery =
                  SampleDeliveries.delivery(
                      "a.b", payload, route, it -> it.withEntity("customer", known));
              // Each in a second of its own, for of more than fifty in one the last would wait.
              fake().turn(Duration.ofSeconds(1));
              AttemptReport report =
                  destination.deliver(SampleDeliveries.attempt(fake().channel, delivery));
              assertThat(report.results().getFirst())
                  .as("%s", report)
                  .isInstanceOf(AttemptResult.Delivered.class);
            }
          });
    }
    assertThat(fake().discord.refused()).isEqualTo(Map.of());
  }
}
