package io.ingestlayer.delivery.destination.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.AttemptReport;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.destination.HttpDestinationContract;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.testkit.discord.SentMessage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// By a channel's webhook.
class DiscordWebhookTest extends HttpDestinationContract {

  @Override
  protected HttpVendor open() {
    return new FakeDiscordVendor(true);
  }

  private FakeDiscordVendor fake() {
    return (FakeDiscordVendor) vendor();
  }

  private AttemptReport deliver(String destination, String route) throws Exception {
    Config to = fake().destination(destination);
    Config by = SampleDeliveries.config(fake().type().route(to), route);
    try (Destination open = fake().type().open(to, fake().context())) {
      return open.deliver(SampleDeliveries.attempt("webhook", SampleDeliveries.signedUp(by)));
    }
  }

  private String to(String webhook) {
    return "{\"webhook_url\":\"" + webhook + "\"}";
  }

  @Test
  void says_it_in_its_own_channel_under_the_name_it_is_given() throws Exception {
    String json =
        "{\"webhook_url\":\"%s\",\"username\":\"Ingest\",\"avatar_url\":\"https://acme.co/a.png\"}"
            .formatted(fake().webhook);

    AttemptReport report = deliver(json, "{}");

    assertThat(report.results())
        .extracting(SampleDeliveries::withoutSize)
        .containsExactly(AttemptResult.Delivered.OK);
    SentMessage sent = fake().discord.messages(fake().channel).getFirst();
    assertThat(sent.json().path("username").asString()).isEqualTo("Ingest");
    assertThat(sent.json().path("avatar_url").asString()).isEqualTo("https://acme.co/a.png");
  }

  @ParameterizedTest
  @CsvSource({
    "https://discord.com/api/webhooks/1/aB-_9",
    "https://discord.com/api/v8/webhooks/1/aB-_9/slack",
    "https://canary.discord.com/api/webhooks/1/aB-_9?wait=false",
    "https://proxy.example/discord/api/webhooks/1/aB-_9/"
  })
  void an_address_is_taken_as_people_copy_it(String address) {
    DiscordWebhook webhook =
        DiscordWebhook.of(new io.ingestlayer.component.Secret(address)).orElseThrow();

    assertThat(webhook.url().reveal()).endsWith("/api/v10/webhooks/1/aB-_9");
    assertThat(webhook.toString()).doesNotContain("aB-_9");
  }

  @Test
  void a_webhook_that_is_gone_holds_the_whole_destination() throws Exception {
    fake().discord.removeWebhook(fake().webhook);

    AttemptResult gone = deliver(to(fake().webhook), "{}").results().getFirst();
    AttemptResult wrong =
        deliver(to(fake().discord.webhook(fake().channel) + "x"), "{}").results().getFirst();

    assertThat(List.of(gone, wrong))
        .allSatisfy(it ->
            assertThat(it)
                .asInstanceOf(type(AttemptResult.Hold.class))
                .matches(AttemptResult.Hold::whole, "the whole destination"));
    assertThat(gone.code()).isEqualTo("discord_10015");
    assertThat(wrong.code()).isEqualTo("discord_50027");
  }

  @Test
  void a_forum_needs_a_thread_and_gets_a_new_one_with_a_title() throws Exception {
    String forum = fake().discord.forum();
    String webhook = fake().discord.webhook(forum);
    String post = fake().discord.thread(forum);

    AttemptResult none = deliver(to(webhook), "{}").results().getFirst();
    AttemptResult made =
        deliver(to(webhook), "{\"thread_name\":\"{{ $event.email }} {{ $event.plan }}\"}")
            .results()
            .getFirst();
    AttemptResult there =
        deliver(to(webhook), "{\"thread_id\":\"" + post + "\"}").results().getFirst();

    assertThat(none)
        .asInstanceOf(type(AttemptResult.Hold.class))
        .matches(it -> it.code().equals("discord_220001"), "its code")
        .matches(it -> it.suggestion().contains("thread_name"), "says what to do");
    assertThat(made).isInstanceOf(AttemptResult.Delivered.class);
    assertThat(there).isInstanceOf(AttemptResult.Delivered.class);
    assertThat(fake().discord.messages().getFirst().json().path("thread_name").asString())
        .isEqualTo("ada@acme.co pro");
    assertThat(fake().discord.messages(post)).hasSize(1);
  }

  @Test
  void an_event_cannot_lead_to_anything_but_a_thread() throws Exception {
    AttemptReport report =
        deliver(to(fake().webhook), "{\"thread_id\":\"{{ $event.email }}&wait=false\"}");

    assertThat(report.results().getFirst()).isInstanceOf(AttemptResult.Reject.class);
    assertThat(fake().discord.requests()).isZero();
  }
}
