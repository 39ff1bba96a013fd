package io.ingestlayer.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.PurgeSteps;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.testkit.postgres.TestPostgres;
import java.time.Duration;
import java.time.Instant;
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

  @Test
  void what_was_kept_before_that_time_goes_the_oldest_first_in_steps() {
    try (TestPostgres postgres = DeliveryTables.fresh();
        Database database = DeliveryTables.open(postgres)) {
      PostgresInboxMessages inbox = new PostgresInboxMessages(database);
      keep(database, 10);
      Instant sixth = SampleDeliveries.AT.plus(Duration.ofHours(6));

      long first = inbox.purge(sixth, new PurgeSteps(2, 2));
      List<String> between = left(database);
      long second = inbox.purge(sixth, new PurgeSteps(2, 2));

      assertThat(first).isEqualTo(4);
      assertThat(between).containsExactly("5", "6", "7", "8", "9", "10");
      assertThat(second).isEqualTo(1);
      assertThat(left(database)).containsExactly("6", "7", "8", "9", "10");
      assertThat(inbox.purge(sixth, new PurgeSteps(2, 2))).isZero();
    }
  }

  @Test
  void finds_the_oldest_along_an_index() {
    try (TestPostgres postgres = DeliveryTables.fresh();
        Database database = DeliveryTables.open(postgres)) {
      keep(database, 20_000);
      database.transaction(
          "analyze",
          connection -> {
            Sql.execute(connection, "analyze inbox_message");
            return true;
          });
      Instant later = SampleDeliveries.AT.plus(Duration.ofDays(999));

      List<String> plan =
          database.read(
              "explain",
              connection ->
                  Sql.query(
                      connection,
                      "explain " + PostgresInboxMessages.PURGE,
                      row -> row.getString(1),
                      later,
                      1_000));

      assertThat(String.join("\n", plan))
          .contains("Tid Scan on inbox_message", "Index Scan using inbox_message_at_idx")
          .doesNotContain("Seq Scan");
    }
  }

  /// Messages in channels named 1 and up, each an hour after the one before.
  private static void keep(Database database, int number) {
    String sql =
        """
        insert into inbox_message (
          workspace_id, delivery_id, destination, channel, event_id, at, message)
        select 1, gen_random_uuid(), 'looking', n::text, gen_random_uuid(),
          ?::timestamptz + n * interval '1 hour', '{}'
        from generate_series(1, ?) as n
        """;
    database.transaction(
        "keep", connection -> Sql.update(connection, sql, SampleDeliveries.AT, number));
  }

  private static List<String> left(Database database) {
    String sql = "select channel from inbox_message order by at";
    return database.read("look", connection -> Sql.query(connection, sql, row -> row.getString(1)));
  }
}
