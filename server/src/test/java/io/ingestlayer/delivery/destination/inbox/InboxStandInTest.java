package io.ingestlayer.delivery.destination.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.DestinationType;
import io.ingestlayer.delivery.destination.KeptMessages;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.delivery.destination.discord.DiscordDestinationType;
import io.ingestlayer.delivery.destination.email.EmailDestinationType;
import io.ingestlayer.delivery.destination.notion.NotionDestinationType;
import io.ingestlayer.delivery.destination.postgres.PostgresDestinationType;
import io.ingestlayer.delivery.destination.slack.SlackDestinationType;
import io.ingestlayer.delivery.destination.telegram.TelegramDestinationType;
import io.ingestlayer.delivery.destination.webhook.WebhookDestinationType;
import io.ingestlayer.platform.http.HttpSender;
import io.ingestlayer.platform.time.TurnedTimer;
import io.ingestlayer.testkit.clock.TurnableClock;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The inbox in place of each type there is, with the routes of pipelines that were written for the real one.
class InboxStandInTest {
  private static final List<DestinationType> TYPES =
      List.of(
          new SlackDestinationType(),
          new DiscordDestinationType(),
          new TelegramDestinationType(),
          new EmailDestinationType(),
          new WebhookDestinationType(),
          new PostgresDestinationType(),
          new NotionDestinationType());

  private final KeptMessages kept = new KeptMessages();
  private final InboxDestinationType type =
      new InboxDestinationType(
          name -> TYPES.stream().filter(it -> it.key().equals(name)).findFirst());

  private DestinationContext context() {
    HttpSender nobody =
        request -> {
          throw new AssertionError("an inbox sends nothing");
        };
    return new DestinationContext(
        "looking",
        URI.create("https://ingest.example"),
        new TurnedTimer(TurnableClock.start()),
        nobody,
        (host, port, ports) -> List.of(),
        kept);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "slack;{\"channel\":\"#alerts\"}",
        "slack;{}",
        "slack;{\"channel\":{\"user\":\"$event.email\",\"fallback\":\"#alerts\"}}",
        "discord;{\"channel\":\"1234\"}",
        "discord;{}",
        "discord;{\"thread_id\":\"1234\"}",
        "discord;{\"thread_name\":\"{{ $event.email }}\"}",
        "telegram;{\"chat\":\"@acme_alerts\"}",
        "email;{\"recipients\":\"$event.email\"}",
        "webhook;{}",
        "postgres;{\"table\":\"events.signups\"}",
        "notion;{\"database\":\"248104cd477e80fdb757e945d38000bd\"}",
        "notion;{\"page\":\"248104cd477e80fdb757e945d38000bd\"}"
      })
  void a_route_stays_as_it_is(String as, String json) throws Exception {
    Config destination = SampleDeliveries.config(type.config(), "{\"as\":\"" + as + "\"}");
    Config route = SampleDeliveries.config(type.route(destination), json);
    Delivery delivery = SampleDeliveries.signedUp(route);
    String lane = type.lane(destination, route, delivery.scope());

    AttemptResult result;
    try (Destination inbox = type.open(destination, context())) {
      result = inbox.deliver(SampleDeliveries.attempt(lane, delivery)).results().getFirst();
    }

    assertThat(result).isEqualTo(AttemptResult.Delivered.OK);
    assertThat(lane).isNotBlank();
    assertThat(type.read(destination, kept.latest("looking", 1).getFirst().message()))
        .contains("ada@acme.co");
  }
}
