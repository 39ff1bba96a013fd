package io.ingestlayer.delivery.destination.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.delivery.AttemptReport;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.AttemptResult.Delivered;
import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.AttemptResult.Reject;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A row for each key, which says what the newest event said.
class PostgresUpsertTest {
  private static final String ROUTE =
      """
      {"table": "customers", "upsert": {"key": ["customer_id"], "update": ["plan", "seats"]}}
      """;

  private final Warehouse warehouse = new Warehouse();

  @AfterEach
  void close() {
    warehouse.close();
  }

  private void customers() {
    warehouse.sql(
        """
        create table customers (
          id bigserial primary key, customer_id text not null unique, plan text, seats int, notes text default 'new',
          created_at timestamptz default '2020-01-01Z', occurred_at timestamptz, event_id text)
        """);
  }

  private static String customer(String id, String plan, int minute) {
    return """
    {"customer_id": "%s", "plan": "%s", "seats": %d, "occurred_at": "2026-01-05T08:%02d:00Z"}\
    """
        .formatted(id, plan, minute, minute);
  }

  @Test
  void a_newer_event_replaces_what_is_named_and_nothing_else() {
    customers();
    Warehouse.Route route = warehouse.route(ROUTE);
    Destination destination = warehouse.open();
    warehouse.deliver(destination, warehouse.delivery(route, customer("c1", "free", 1)));
    warehouse.sql("update customers set notes = 'called twice'");

    AttemptResult result =
        warehouse.deliver(destination, warehouse.delivery(route, customer("c1", "pro", 2)));

    assertThat(result).isEqualTo(Delivered.OK);
    assertThat(
            warehouse.rows(
                "select id, customer_id, plan, seats, notes, extract(year from created_at) from customers"))
        .containsExactly("1|c1|pro|2|called twice|2020");
  }

  @Test
  void an_older_event_that_comes_later_changes_nothing_and_says_so() {
    customers();
    Warehouse.Route route = warehouse.route(ROUTE);
    Destination destination = warehouse.open();
    Delivery newer = warehouse.delivery(route, customer("c1", "pro", 2));
    warehouse.deliver(destination, newer);

    AttemptResult older =
        warehouse.deliver(destination, warehouse.delivery(route, customer("c1", "free", 1)));
    AttemptResult repeat = warehouse.deliver(destination, newer);

    assertThat(List.of(older.code(), repeat.code())).containsOnly("superseded");
    assertThat(warehouse.rows("select plan, event_id from customers"))
        .containsExactly("pro|" + newer.event().id());
  }

  @Test
  void of_several_for_one_key_in_one_statement_the_newest_is_left() {
    customers();
    Warehouse.Route route = warehouse.route(ROUTE);
    List<Delivery> batch = new ArrayList<>();
    for (int minute : List.of(3, 9, 1, 9, 5)) {
      batch.add(
          warehouse.delivery(route, customer("c1", "p" + minute + "-" + batch.size(), minute)));
      batch.add(warehouse.delivery(route, customer("c" + (10 + batch.size()), "own", 1)));
    }

    AttemptReport report = warehouse.deliver(warehouse.open(), batch);

    assertThat(report.results())
        .extracting(AttemptResult::code)
        .containsExactly(
            "superseded",
            "ok",
            "superseded",
            "ok",
            "superseded",
            "ok",
            "ok",
            "ok",
            "superseded",
            "ok");
    assertThat(warehouse.rows("select plan from customers where customer_id = 'c1'"))
        .containsExactly("p9-6");
    assertThat(warehouse.rows("select count(*) from customers")).containsExactly("6");
  }

  @Test
  void whatever_order_they_arrive_in_and_however_often_the_rows_come_out_the_same() {
    customers();
    Warehouse.Route route = warehouse.route(ROUTE);
    Random random = new Random(7);
    List<Delivery> all =
        new ArrayList<>(
            IntStream.range(0, 300)
                .mapToObj(i ->
                    warehouse.delivery(
                        route, customer("c" + random.nextInt(20), "p" + i, random.nextInt(10))))
                .toList());
    Destination destination = warehouse.open();
    String state =
        "select customer_id, plan, seats, occurred_at, event_id from customers order by 1";
    warehouse.deliver(destination, all);
    List<String> expected = warehouse.rows(state);

    for (int round = 0; round < 5; round++) {
      warehouse.sql("truncate customers");
      Collections.shuffle(all, random);
      for (int from = 0; from < all.size(); from += 7) {
        warehouse.deliver(destination, all.subList(from, Math.min(all.size(), from + 20)));
      }

      assertThat(warehouse.rows(state)).isEqualTo(expected);
    }
    assertThat(expected).hasSize(20);
  }

  @Test
  void a_column_of_the_users_own_may_say_what_is_newer() {
    warehouse.sql(
        "create table customers (region text, customer_id int, version bigint, plan text, primary key (customer_id, region))");
    Warehouse.Route route =
        warehouse.route(
            """
            {"table": "customers", "columns": {"version": "$event.v"},
             "upsert": {"key": ["region", "customer_id"], "update": ["plan"], "order_by": "version"}}
            """);
    Destination destination = warehouse.open();
    String row = "{\"region\": \"eu\", \"customer_id\": %d, \"v\": %d, \"plan\": \"%s\"}";

    for (String payload :
        List.of(
            row.formatted(1, 9, "nine"),
            row.formatted(1, 10, "ten"),
            row.formatted(1, 8, "eight"),
            row.formatted(1, 10, "ten again"),
            row.formatted(2, 1, "other"))) {
      assertThat(warehouse.deliver(destination, warehouse.delivery(route, payload)))
          .isEqualTo(Delivered.OK);
    }

    assertThat(warehouse.rows("select customer_id, version, plan from customers order by 1"))
        .containsExactly("1|10|ten again", "2|1|other");
  }

  @Test
  void where_nothing_tells_the_newer_the_last_to_arrive_wins_and_the_delivery_says_so() {
    warehouse.sql("create table customers (customer_id text unique, plan text, seats int)");
    Warehouse.Route route = warehouse.route(ROUTE);
    Destination destination = warehouse.open();
    warehouse.deliver(destination, warehouse.delivery(route, customer("c1", "pro", 2)));

    AttemptResult result =
        warehouse.deliver(destination, warehouse.delivery(route, customer("c1", "free", 1)));

    assertThat(result)
        .isInstanceOfSatisfying(
            Delivered.class, it -> assertThat(it.note()).contains("the last to arrive wins"));
    assertThat(warehouse.rows("select plan from customers")).containsExactly("free");
  }

  @Test
  void an_event_without_its_key_is_rejected_alone() {
    customers();
    Warehouse.Route route = warehouse.route(ROUTE);

    AttemptReport report =
        warehouse.deliver(
            warehouse.open(),
            List.of(
                warehouse.delivery(route, customer("c1", "pro", 1)),
                warehouse.delivery(route, "{\"plan\": \"pro\"}"),
                warehouse.delivery(route, "{\"customer_id\": \"c3\", \"occurred_at\": null}")));

    assertThat(report.results().getFirst()).isEqualTo(Delivered.OK);
    assertThat(report.results().subList(1, 3))
        .extracting(it -> it instanceof Reject reject ? reject.detail() : it.code())
        .satisfiesExactly(
            it -> assertThat(it).startsWith("column customer_id has no value"),
            it -> assertThat(it).startsWith("column occurred_at has no value"));
  }

  @Test
  void keys_that_only_the_index_takes_for_the_same_are_written_one_after_the_other() {
    warehouse.sql(
        """
        create collation careless (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
        create table customers (customer_id text collate careless unique, plan text, seats int, occurred_at timestamptz)
        """);
    Warehouse.Route route = warehouse.route(ROUTE);

    AttemptReport report =
        warehouse.deliver(
            warehouse.open(),
            List.of(
                warehouse.delivery(route, customer("ada", "free", 1)),
                warehouse.delivery(route, customer("ADA", "pro", 2))));

    assertThat(report.results()).containsOnly(Delivered.OK);
    assertThat(warehouse.rows("select plan from customers")).containsExactly("pro");
  }

  @Test
  void a_key_without_a_unique_index_holds_and_says_which_to_create() {
    warehouse.sql("create table customers (customer_id text, plan text, seats int)");
    Warehouse.Route route = warehouse.route(ROUTE);
    Destination destination = warehouse.open();
    Delivery delivery = warehouse.delivery(route, customer("c1", "pro", 1));

    AttemptResult before = warehouse.deliver(destination, delivery);
    warehouse.sql("create unique index on \"public\".\"customers\" (\"customer_id\")");
    AttemptResult after = warehouse.deliver(destination, delivery);

    assertThat(before)
        .isInstanceOfSatisfying(
            Hold.class,
            hold -> {
              assertThat(hold.code()).isEqualTo("missing_unique_index");
              assertThat(hold.suggestion())
                  .contains("create unique index on \"public\".\"customers\" (\"customer_id\");");
            });
    assertThat(after).isInstanceOf(Delivered.class);
  }

  @Test
  void an_order_by_text_holds_for_ten_would_come_before_nine() {
    warehouse.sql(
        "create table customers (customer_id text unique, plan text, seats int, version text)");
    Warehouse.Route route =
        warehouse.route(
            """
            {"table": "customers",
             "upsert": {"key": ["customer_id"], "update": ["plan"], "order_by": "version"}}
            """);

    AttemptResult result =
        warehouse.deliver(
            warehouse.open(),
            warehouse.delivery(route, "{\"customer_id\": \"c1\", \"version\": \"9\"}"));

    assertThat(result.code()).isEqualTo("upsert_order_type");
  }

  @Test
  void a_wanted_table_is_made_with_the_key_as_its_primary_key() {
    Warehouse.Route route =
        warehouse.route(
            """
            {"table": "customers", "create_table": true,
             "upsert": {"key": ["customer_id"], "update": ["plan", "payload"]}}
            """);
    Destination destination = warehouse.open();

    AttemptReport report =
        warehouse.deliver(
            destination,
            List.of(
                warehouse.delivery(route, customer("c1", "free", 1)),
                warehouse.delivery(route, customer("c1", "pro", 2))));

    assertThat(report.results())
        .extracting(AttemptResult::code)
        .containsExactly("superseded", "ok");
    assertThat(warehouse.rows("select customer_id, plan, payload ->> 'plan' from customers"))
        .containsExactly("c1|pro|pro");
  }
}
