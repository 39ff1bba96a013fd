package io.ingestlayer.delivery.destination.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Credentials;
import io.ingestlayer.delivery.DeclaredFields;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.Fact;
import io.ingestlayer.delivery.PostgresKeptFacts;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.entity.CoreDatabase;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseSettings;
import io.ingestlayer.testkit.telegram.Fault;
import io.ingestlayer.testkit.telegram.SentMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A group that becomes a supergroup while the server comes and goes.
class MovedChatsTest {
  private final CoreDatabase core = CoreDatabase.create();
  private final FakeTelegramVendor fake = new FakeTelegramVendor();
  private final List<Database> databases = new ArrayList<>();

  @AfterEach
  void close() {
    databases.forEach(Database::close);
    fake.close();
    core.close();
  }

  /// What a process that was just started opens.
  private Destination started() {
    Database database = Database.open(DatabaseSettings.parse(core.postgres().uri()));
    databases.add(database);
    return started(database);
  }

  private Destination started(Database database) {
    DestinationContext context = fake.context();
    return fake.type()
        .open(
            fake.destination(),
            new DestinationContext(
                context.name(),
                context.publicUrl(),
                context.timer(),
                context.http(),
                context.egress(),
                context.inbox(),
                DeclaredFields.NONE,
                Credentials.NONE,
                new PostgresKeptFacts(context.name(), database, fake.clock)));
  }

  private AttemptResult to(Destination destination, String chat) throws InterruptedException {
    Delivery delivery = SampleDeliveries.signedUp(fake.route("{\"chat\":\"" + chat + "\"}"));
    return destination.deliver(SampleDeliveries.attempt(chat, delivery)).results().getFirst();
  }

  private List<String> chats() {
    return fake.telegram.messages().stream().map(SentMessage::chat).toList();
  }

  @Test
  void after_a_restart_the_new_chat_is_used_at_once_and_health_says_what_to_change()
      throws Exception {
    String to = fake.telegram.move(fake.group);
    to(started(), fake.group);

    Destination restarted = started();
    AttemptResult result = to(restarted, fake.group);

    assertThat(result).isInstanceOf(AttemptResult.Delivered.class);
    assertThat(chats()).containsExactly(to, to);
    assertThat(fake.telegram.refused().values()).containsExactly(1L);
    assertThat(restarted.facts())
        .containsExactly(
            new Fact(
                "moved_chats",
                "The group %s became the supergroup %s: put \"%s\" into the route's chat."
                    .formatted(fake.group, to, to)));
  }

  @Test
  void when_routes_name_the_new_chat_the_old_one_is_forgotten_also_after_a_restart()
      throws Exception {
    String to = fake.telegram.move(fake.group);
    Destination destination = started();
    to(destination, fake.group);
    fake.clock.turn(Duration.ofMinutes(61));

    AttemptResult changed = to(destination, to);

    assertThat(changed).isInstanceOf(AttemptResult.Delivered.class);
    assertThat(destination.facts()).isEmpty();
    Destination restarted = started();
    to(restarted, to);
    assertThat(restarted.facts()).isEmpty();
    to(restarted, fake.group);
    assertThat(fake.telegram.refused().values()).containsExactly(2L);
  }

  @Test
  void while_one_route_still_names_the_old_chat_it_is_known() throws Exception {
    String to = fake.telegram.move(fake.group);
    Destination destination = started();

    for (int i = 0; i < 5; i++) {
      to(destination, fake.group);
      to(destination, to);
      fake.clock.turn(Duration.ofMinutes(20));
    }

    assertThat(destination.facts()).isNotEmpty();
    assertThat(fake.telegram.refused().values()).containsExactly(1L);
  }

  @Test
  void what_no_route_has_named_for_a_month_is_forgotten_and_what_one_names_is_not()
      throws Exception {
    String unused = fake.telegram.group();
    String unusedTo = fake.telegram.move(unused);
    String to = fake.telegram.move(fake.group);
    Destination destination = started();
    to(destination, unused);
    for (int day = 0; day < 31; day++) {
      to(destination, fake.group);
      fake.clock.turn(Duration.ofDays(1));
    }

    Destination restarted = started();
    to(restarted, fake.group);

    assertThat(restarted.facts().toString()).contains(to).doesNotContain(unusedTo);
  }

  @Test
  void a_new_chat_that_telegram_does_not_know_is_forgotten_also_after_a_restart() throws Exception {
    String to = fake.telegram.move(fake.group);
    Destination destination = started();
    to(destination, fake.group);
    fake.telegram.failNext(1, Fault.error(400, "Bad Request: chat not found"));

    AttemptResult lost = to(destination, fake.group);

    assertThat(lost).isInstanceOf(AttemptResult.Hold.class);
    assertThat(destination.facts()).isEmpty();
    Destination restarted = started();
    assertThat(to(restarted, fake.group)).isInstanceOf(AttemptResult.Delivered.class);
    // Twice Telegram said where the group went to: the restarted one had to ask anew.
    assertThat(fake.telegram.requests()).isEqualTo(5);
    assertThat(chats()).containsExactly(to, to);
  }

  @Test
  void a_database_that_is_away_keeps_no_message_back() throws Exception {
    String to = fake.telegram.move(fake.group);
    Database away = Database.open(DatabaseSettings.parse(core.postgres().uri()));
    away.close();

    Destination destination = started(away);

    assertThat(to(destination, fake.group)).isInstanceOf(AttemptResult.Delivered.class);
    assertThat(to(destination, fake.group)).isInstanceOf(AttemptResult.Delivered.class);
    assertThat(chats()).containsExactly(to, to);
    assertThat(fake.telegram.requests()).isEqualTo(3);
  }
}
