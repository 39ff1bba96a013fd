package io.ingestlayer.delivery.destination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a person writes to define a destination and a route.
class PostgresDefinitionTest {
  private final PostgresDestinationType type = new PostgresDestinationType();

  @Test
  void an_address_is_read_with_its_percents() {
    DatabaseAddress address =
        DatabaseAddress.parse(
            "postgresql://us%40er:p%2Fw%3A+@[2001:db8::1]:6432/my%20db?sslmode=require&channel_binding=require");

    assertThat(address.user()).isEqualTo("us@er");
    assertThat(address.password().reveal()).isEqualTo("p/w:+");
    assertThat(address.host()).isEqualTo("2001:db8::1");
    assertThat(address.port()).isEqualTo(6432);
    assertThat(address.database()).isEqualTo("my db");
    assertThat(address.tls()).isEqualTo(TlsMode.REQUIRE);
  }

  @ParameterizedTest
  @CsvSource({
    "db.example.com, VERIFY_FULL",
    "10.0.0.1, VERIFY_FULL",
    "my_db, VERIFY_FULL",
    "127.0.0.1.example.com, VERIFY_FULL",
    "localhost, DISABLE",
    "127.0.0.1, DISABLE",
    "[::1], DISABLE"
  })
  void tls_is_off_only_on_loopback_unless_it_is_said(String host, TlsMode expected) {
    assertThat(DatabaseAddress.parse("postgres://u:p@" + host + "/d").tls()).isEqualTo(expected);
    assertThat(DatabaseAddress.parse("postgres://u:p@" + host + "/d?sslmode=verify-ca").tls())
        .isEqualTo(TlsMode.VERIFY_CA);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mysql://u:s3cr3t@h/d | no address of a PostgreSQL",
        "postgresql://u:s3cr3t@h | names no database",
        "postgresql://u:s3cr3t@h/ | names no database",
        "postgresql://h/d | names no user",
        "postgresql://u:s3cr3t@h1,h2/d | several hosts",
        "postgresql://u:s3cr3t@%2Fvar%2Frun/d | unix socket",
        "postgresql://u:s3cr3t@/d | unix socket",
        "postgresql://u:s3cr3t%zz@h/d | begins no character",
        "postgresql://u:s3cr3t@h:x/d | port",
        "postgresql://u:s3cr3t@h:70000/d | port",
        "postgresql://u:s3cr3t@h/d?sslmode=prefer | switch encryption off",
        "postgresql://u:s3cr3t@h/d?sslmode=allow | switch encryption off",
        "postgresql://u:s3cr3t@h/d?sslmode=s3cr3t | sslmode is verify-full",
        "postgresql://u:s3cr3t@h/d?sslcert=s3cr3t | no use without its key",
        "postgresql://u:s3cr3t@h/d?sslcert=s3cr3t&sslkey=k | want sslmode=verify-full and an sslrootcert",
        "postgresql://u:s3cr3t@h/d?sslcert=s3cr3t&sslkey=k&sslrootcert=system | want sslmode=verify-full and an sslrootcert",
        "postgresql://u:s3cr3t@h/d?sslcert=s3cr3t&sslkey=k&sslrootcert=r&sslmode=disable | want sslmode=verify-full and an sslrootcert",
        "postgresql://u:s3cr3t@h/d?socketFactory=s3cr3t | not known",
        "postgresql://u@h/d?password=s3cr3t | after the question mark"
      })
  void what_is_no_address_is_refused_without_showing_it(String text, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DatabaseAddress.parse(text))
        .withMessageContaining(why)
        .satisfies(e -> assertThat(e.toString() + e.getCause()).doesNotContain("s3cr3t"));
    assertThat(Warehouse.problems(type.config(), "{\"url\": \"" + text + "\"}"))
        .anySatisfy(it -> assertThat(it).startsWith("invalid_database_url: ").contains(why))
        .allSatisfy(it -> assertThat(it).doesNotContain("s3cr3t"));
  }

  @Test
  void an_address_prints_without_who_comes_in() {
    DatabaseAddress address = DatabaseAddress.parse("postgresql://user:s3cr3t@db.example.com/d");

    assertThat(address.toString()).isEqualTo("db.example.com:5432/d");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"table\": \"\"} | invalid_table",
        "{\"table\": \"a.\"} | invalid_table",
        "{\"table\": {\"env\": \"X\"}} | invalid_table",
        "{} | missing_key",
        "{\"table\": \"t\", \"columns\": {\"\": 1}} | invalid_column",
        "{\"table\": \"t\", \"columns\": {\"eid\": 1}, \"event_id_column\": \"eid\"} | column_twice",
        "{\"table\": \"t\", \"unique\": [\"email\"]} | unique_without_event_id",
        "{\"table\": \"t\", \"unique\": [\"event_id\"], \"event_id_column\": \"eid\"} | unique_without_event_id",
        "{\"table\": \"t\", \"upsert\": {\"key\": [\"k\"]}} | missing_key",
        "{\"table\": \"t\", \"upsert\": {\"key\": [], \"update\": [\"a\"]}} | upsert_without_columns",
        "{\"table\": \"t\", \"upsert\": {\"key\": [\"k\"], \"update\": []}} | upsert_without_columns",
        "{\"table\": \"t\", \"upsert\": {\"key\": [\"k\"], \"update\": [\"k\"]}} | upsert_key_changes",
        "{\"table\": \"t\", \"upsert\": {\"key\": [\"k\"], \"update\": [\"a\"], \"order_by\": \"k\"}} | upsert_key_changes",
        "{\"table\": \"t\", \"upsert\": {\"key\": [\"event_id\"], \"update\": [\"a\"]}} | upsert_by_event_id",
        "{\"table\": \"t\", \"event_id_column\": \"e\", \"upsert\": {\"key\": [\"k\", \"e\"], \"update\": [\"a\"]}} | upsert_by_event_id",
        "{\"table\": \"t\", \"unique\": [\"event_id\", \"pipeline\"], \"upsert\": {\"key\": [\"k\"], \"update\": [\"a\"]}} | upsert_with_unique",
        "{\"table\": \"t\", \"upsert\": {\"key\": [\"\"], \"update\": [\"a\"]}} | invalid_column",
        "{\"table\": \"t\", \"tabel\": \"x\"} | unknown_key"
      })
  void a_route_that_cannot_work_is_refused_with_the_definition(String json, String code) {
    assertThat(Warehouse.problems(TableRoute.SPEC, json))
        .hasSize(1)
        .allSatisfy(it -> assertThat(it).startsWith(code + ": "));
  }

  @Test
  void a_lane_is_a_table_however_its_name_is_written() {
    try (Warehouse warehouse = new Warehouse()) {
      Warehouse.Route shortly = warehouse.route("{\"table\": \"signups\"}");
      Warehouse.Route wholly = warehouse.route("{\"table\": \"public.signups\"}");
      Warehouse.Route other = warehouse.route("{\"table\": \"events.signups\"}");

      assertThat(lane(warehouse, shortly)).isEqualTo(lane(warehouse, wholly)).isEqualTo("signups");
      assertThat(lane(warehouse, other)).isEqualTo("events.signups");
    }
  }

  private String lane(Warehouse warehouse, Warehouse.Route route) {
    return type.lane(
        warehouse.config("postgresql://u:p@localhost/d"),
        route.definition().config(),
        warehouse.delivery(route, "{}").scope());
  }
}
