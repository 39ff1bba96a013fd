package io.ingestlayer.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.testkit.postgres.TestPostgres;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresInboxMessagesTest {

  @Test
  void keeps_one_message_for_each_delivery_and_lists_the_latest_first() {
    Delivery delivery = SampleDeliveries.signedUp(SampleDeliveries.config(ConfigSpec.of(), "{}"));
    Delivery replayed =
        new Delivery(
            DeliveryId.of(delivery.event().id(), 1, 0, 1),
            delivery.event(),
            delivery.scope(),
            delivery.pipeline(),
            delivery.route());
    Value first = Value.object().put("text", "first \" \u0001 😀").put("b", 1).put("a", 2).build();
    Value second = Value.object().put("text", "second").build();

    try (TestPostgres postgres = DeliveryTables.fresh();
        Database database = DeliveryTables.open(postgres)) {
      PostgresInboxMessages inbox = new PostgresInboxMessages(database);
      inbox.keep("looking", "#alerts", delivery, first, SampleDeliveries.AT);
      inbox.keep("looking", "#other", delivery, second, SampleDeliveries.AT.plusSeconds(9));
      inbox.keep("looking", "#alerts", replayed, second, SampleDeliveries.AT.plusSeconds(1));

      List<InboxMessages.Kept> latest = inbox.latest("looking", 10);

      assertThat(latest)
          .containsExactly(
              new InboxMessages.Kept(
                  replayed.id(), "looking", "#alerts", SampleDeliveries.AT.plusSeconds(1), second),
              new InboxMessages.Kept(
                  delivery.id(), "looking", "#alerts", SampleDeliveries.AT, first));
      assertThat(inbox.latest("looking", 1)).hasSize(1);
      assertThat(inbox.latest("another", 10)).isEmpty();
    }
  }
}
