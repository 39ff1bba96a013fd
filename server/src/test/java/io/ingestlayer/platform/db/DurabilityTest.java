package io.ingestlayer.platform.db;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DurabilityTest {
  private final DatabaseSettings settings = Databases.fresh();

  @Test
  void accepts_a_server_that_syncs() {
    try (Database database = Database.open(settings)) {
      assertThatCode(() -> verify(database)).doesNotThrowAnyException();
    }
  }

  @Test
  void refuses_a_session_that_answers_before_the_disk_does() {
    try (Database database = Database.open(settings)) {
      assertThatThrownBy(() ->
              database.read(
                  "verify",
                  connection -> {
                    Sql.execute(connection, "set synchronous_commit = local");
                    Sql.execute(connection, "set synchronous_commit = off");
                    new Durability(false).verify(connection);
                    return null;
                  }))
          .isInstanceOf(NotDurableException.class)
          .hasMessageContaining("synchronous_commit=off");
    }
  }

  @Test
  void refuses_an_encoding_that_cannot_hold_every_event() {
    try (Database database = Database.open(settings)) {
      database.read(
          "create",
          connection -> {
            Sql.execute(
                connection,
                "create database ascii encoding 'SQL_ASCII' locale 'C' template template0");
            return null;
          });
    }
    DatabaseSettings ascii =
        DatabaseSettings.of(
            settings.url().replaceFirst("/fresh\\d+", "/ascii"),
            settings.user(),
            settings.password());

    try (Database database = Database.open(ascii)) {
      assertThatThrownBy(() -> verify(database))
          .isInstanceOf(NotDurableException.class)
          .hasMessageStartingWith("The database's encoding is SQL_ASCII; events need UTF8.");
    }
  }

  private static void verify(Database database) {
    database.read(
        "verify",
        connection -> {
          new Durability(false).verify(connection);
          return null;
        });
  }
}
