package io.ingestlayer.delivery.destination.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.DestinationType;
import io.ingestlayer.delivery.InboxMessages;
import io.ingestlayer.delivery.destination.KeptMessages;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.db.DatabaseException;
import io.ingestlayer.platform.http.HttpSender;
import io.ingestlayer.platform.time.TurnedTimer;
import io.ingestlayer.testkit.clock.TurnableClock;
import java.net.URI;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InboxDestinationTest {
  private final KeptMessages kept = new KeptMessages();
  private final InboxDestinationType type =
      new InboxDestinationType(
          name -> name.equals("shout") ? Optional.of(new Shout()) : Optional.empty());
  private final Config destination = SampleDeliveries.config(type.config(), "{\"as\":\"shout\"}");
  private final Config route =
      SampleDeliveries.config(type.route(destination), "{\"to_whom\":\"everyone\"}");
  private final Delivery delivery = SampleDeliveries.signedUp(route);

  private static DestinationContext context(InboxMessages inbox) {
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
        inbox);
  }

  @Test
  void keeps_the_message_that_the_other_would_have_sent() throws Exception {
    try (Destination inbox = type.open(destination, context(kept))) {
      String lane = type.lane(destination, route, delivery.scope());

      assertThat(inbox.deliver(SampleDeliveries.attempt(lane, delivery)).results())
          .containsExactly(AttemptResult.Delivered.OK);
    }

    Value expected = new Shout().preview(destination, delivery, context(kept));
    assertThat(kept.latest("looking", 10))
        .containsExactly(
            new InboxMessages.Kept(
                delivery.id(), "looking", "everyone", SampleDeliveries.AT, expected));
    assertThat(type.preview(destination, delivery, context(kept))).isEqualTo(expected);
    assertThat(type.read(destination, expected)).isEqualTo("HEY EVERYONE");
  }

  @Test
  void keeps_it_once() throws Exception {
    try (Destination inbox = type.open(destination, context(kept))) {
      inbox.deliver(SampleDeliveries.attempt("everyone", delivery));
      inbox.deliver(SampleDeliveries.attempt("everyone", delivery));
    }

    assertThat(kept.latest("looking", 10)).hasSize(1);
  }

  @Test
  void tries_again_when_the_database_is_away_and_it_is_never_there_twice() throws Exception {
    InboxMessages away =
        new InboxMessages() {
          @Override
          public void keep(
              String destination, String channel, Delivery delivery, Value message, Instant at) {
            throw new DatabaseException("keeping", "keeping", new SQLException("gone", "08006"));
          }

          @Override
          public List<Kept> latest(String destination, int limit) {
            return List.of();
          }
        };

    try (Destination inbox = type.open(destination, context(away))) {
      AttemptResult result =
          inbox.deliver(SampleDeliveries.attempt("everyone", delivery)).results().getFirst();

      assertThat(result)
          .isEqualTo(
              new AttemptResult.Retry(
                  "database_unavailable", "our own database did not answer", false));
    }
  }

  @Test
  void is_configured_as_the_one_it_stands_in_for() {
    assertThat(type.lanes(destination)).isEqualTo(new Shout().lanes(destination));
    assertThat(SampleDeliveries.problems(type.route(destination), "{}"))
        .containsExactly("missing_key");
  }

  @Test
  void stands_in_for_a_type_there_is_and_not_for_itself() {
    InboxDestinationType[] itself = new InboxDestinationType[1];
    itself[0] = new InboxDestinationType(name -> Optional.<DestinationType>of(itself[0]));

    assertThat(SampleDeliveries.problems(type.config(), "{\"as\":\"whisper\"}"))
        .containsExactly("unknown_type");
    assertThat(SampleDeliveries.problems(itself[0].config(), "{\"as\":\"inbox\"}"))
        .containsExactly("unknown_type");
    assertThat(SampleDeliveries.problems(type.config(), "{}")).containsExactly("missing_key");
  }
}
