package io.ingestlayer.delivery.destination.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Location;
import io.ingestlayer.delivery.AttemptReport;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.AttemptResult.Delivered;
import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.AttemptResult.Reject;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.destination.DestinationContract;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.workspace.DeclaredField;
import io.ingestlayer.workspace.DeclaredType;
import io.ingestlayer.workspace.EventDefinition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Rows in a real PostgreSQL.
class PostgresDestinationTest extends DestinationContract {
  private static final String SIGNUP =
      """
      {"user_id": "u_1", "email": "ada@example.com", "plan": "pro", "source": "ad", "created_at": "2026-01-05T08:00:00Z"}\
      """;

  private final Warehouse warehouse = new Warehouse();

  @Override
  protected Vendor open() {
    return new WarehouseVendor(warehouse);
  }

  @Test
  void a_signup_fills_the_columns_that_are_named_like_its_fields() {
    warehouse.sql(
        """
        create schema events;
        create table events.signups (user_id text, email text, plan text, source text, payload jsonb)
        """);
    Warehouse.Route route = warehouse.route("{\"table\": \"events.signups\"}");

    AttemptResult result = warehouse.deliver(warehouse.open(), warehouse.delivery(route, SIGNUP));

    assertThat(result)
        .isInstanceOfSatisfying(
            Delivered.class, it -> assertThat(it.note()).contains("a repeat would make a second"));
    assertThat(warehouse.rows("select user_id, email, plan, source from events.signups"))
        .containsExactly("u_1|ada@example.com|pro|ad");
    assertThat(warehouse.rows("select payload = '" + SIGNUP + "'::jsonb from events.signups"))
        .containsExactly("t");
  }

  @Test
  void the_events_own_columns_are_filled_when_the_table_has_them() {
    warehouse.sql(
        """
        create table signups (
          event_id text primary key, event_type text, received_at timestamptz, occurred_at timestamp,
          plan text, note text, payload jsonb)
        """);
    Delivery delivery = warehouse.delivery(warehouse.route("{\"table\": \"signups\"}"), SIGNUP);

    AttemptResult result = warehouse.deliver(warehouse.open(), delivery);

    assertThat(result).isEqualTo(Delivered.OK);
    assertThat(
            warehouse.rows(
                "select event_id, event_type, received_at at time zone 'UTC', occurred_at, plan, note from signups"))
        .containsExactly(
            delivery.event().id()
                + "|user.signed_up|2026-01-05 09:00:00|2026-01-05 08:59:00|pro|-");
  }

  @Test
  void columns_get_what_the_route_says_by_name() {
    warehouse.sql(
        """
        create table features (
          event_id text primary key, account text, owner text, feature text, amount numeric, tags text[], constant int)
        """);
    Warehouse.Route route =
        warehouse.route(
            """
            {"table": "features", "event_id_column": "event_id",
             "columns": {"account": "$entity.user.account", "owner": "$entity.user.owner",
                         "amount": "$event.price", "tags": "$event.labels", "constant": 7}}
            """);
    Value.Obj user = Value.object().put("account", "acme").build();
    Delivery delivery =
        warehouse.delivery(
            route,
            "{\"feature\": \"export\", \"price\": 0.10, \"labels\": [\"a,b\", \"q\\\"\\\\\", null]}",
            scope -> scope.withEntity("user", user));

    AttemptResult result = warehouse.deliver(warehouse.open(), delivery);

    assertThat(result).isEqualTo(Delivered.OK);
    assertThat(
            warehouse.rows(
                "select account, owner, feature, amount, tags[1], tags[2], tags[3], constant from features"))
        .containsExactly("acme|-|export|0.10|a,b|q\"\\|-|7");
  }

  @Test
  void usage_adds_up_by_account() {
    warehouse.sql(
        "create table features (event_id text primary key, account text, feature text, count bigint)");
    Warehouse.Route route =
        warehouse.route(
            "{\"table\": \"features\", \"columns\": {\"account\": \"$entity.user.account\"}}");
    Destination destination = warehouse.open();
    List<Delivery> used = new ArrayList<>();
    for (int i = 1; i <= 30; i++) {
      Value.Obj user = Value.object().put("account", i % 3 == 0 ? "acme" : "beta").build();
      used.add(
          warehouse.delivery(
              route,
              "{\"feature\": \"export\", \"count\": " + i + "}",
              scope -> scope.withEntity("user", user)));
    }

    warehouse.deliver(destination, used);

    assertThat(
            warehouse.rows(
                "select account, sum(count) from features group by account order by account"))
        .containsExactly("acme|165", "beta|300");
  }

  @Test
  void a_transforms_object_stands_for_the_payload() {
    warehouse.sql("create table signups (event_id text primary key, plan text, payload jsonb)");
    Warehouse.Route route = warehouse.route("{\"table\": \"signups\"}");
    Value.Obj made = Value.object().put("plan", "from the transform").build();

    warehouse.deliver(
        warehouse.open(), warehouse.delivery(route, SIGNUP, scope -> scope.withOutput(made)));

    assertThat(warehouse.rows("select plan, payload from signups"))
        .containsExactly("from the transform|{\"plan\": \"from the transform\"}");
  }

  @Test
  void what_nothing_is_known_of_gets_its_default() {
    warehouse.sql(
        """
        create table signups (
          id bigint generated by default as identity, serial bigserial, event_id text primary key,
          plan text not null default 'none', at timestamptz default '2020-01-01Z', fixed text generated always as ('x' || plan) stored)
        """);
    Warehouse.Route route = warehouse.route("{\"table\": \"signups\"}");

    AttemptReport report =
        warehouse.deliver(
            warehouse.open(),
            List.of(
                warehouse.delivery(route, "{\"id\": \"mine\"}"),
                warehouse.delivery(route, "{\"plan\": \"pro\", \"serial\": 70}")));

    assertThat(report.results()).containsOnly(Delivered.OK);
    assertThat(
            warehouse.rows(
                "select id, serial, plan, extract(year from at), fixed from signups order by id"))
        .containsExactly("1|1|none|2020|xnone", "2|70|pro|2020|xpro");
  }

  @Test
  void a_repeat_makes_no_second_row_and_says_so() {
    warehouse.sql("create table signups (event_id text primary key, payload jsonb)");
    Warehouse.Route route = warehouse.route("{\"table\": \"signups\"}");
    Destination destination = warehouse.open();
    List<Delivery> first = warehouse.deliveries(route, 3, _ -> SIGNUP);
    warehouse.deliver(destination, first);
    List<Delivery> again =
        Stream.concat(first.stream(), warehouse.deliveries(route, 1, _ -> SIGNUP).stream())
            .toList();

    AttemptReport report = warehouse.deliver(destination, again);

    assertThat(report.results())
        .extracting(AttemptResult::code)
        .containsExactly("already_there", "already_there", "already_there", "ok");
    assertThat(warehouse.rows("select count(*) from signups")).containsExactly("4");
  }

  @Test
  void an_id_column_may_be_a_uuid() {
    warehouse.sql("create table signups (eid uuid unique, plan varchar(3))");
    Warehouse.Route route =
        warehouse.route("{\"table\": \"signups\", \"event_id_column\": \"eid\"}");
    Delivery delivery = warehouse.delivery(route, SIGNUP);
    Destination destination = warehouse.open();

    AttemptResult first = warehouse.deliver(destination, delivery);
    AttemptResult second = warehouse.deliver(destination, delivery);

    assertThat(first).isEqualTo(Delivered.OK);
    assertThat(second.code()).isEqualTo("already_there");
    assertThat(warehouse.rows("select eid, plan from signups"))
        .containsExactly(delivery.event().id().value() + "|pro");
  }

  @Test
  void one_bad_row_among_500_is_rejected_and_499_are_there() {
    warehouse.sql(
        "create table signups (event_id text primary key, n int, rank numeric(3, 1) check (rank < 50))");
    Warehouse.Route route = warehouse.route("{\"table\": \"signups\"}");
    Destination destination = warehouse.open();

    for (String bad : List.of("5000", "99")) {
      warehouse.sql("truncate signups");
      List<Delivery> batch =
          warehouse.deliveries(
              route, 500, i -> "{\"n\": %d, \"rank\": %s}".formatted(i, i == 321 ? bad : "12.3"));

      AttemptReport report = warehouse.deliver(destination, batch);

      assertThat(report.results().get(321)).isInstanceOf(Reject.class);
      assertThat(report.results()).filteredOn(Delivered.OK::equals).hasSize(499);
      assertThat(warehouse.rows("select count(*), count(*) filter (where n = 321) from signups"))
          .containsExactly("499|0");
    }
  }

  @Test
  void a_rejected_row_says_which_column_and_why() {
    warehouse.sql(
        """
        create type plan as enum ('free', 'pro');
        create table signups (
          event_id text primary key, n bigint, rank numeric(3, 1), plan plan, name varchar(4), at timestamptz, sure boolean,
          must text not null default 'x' check (must <> 'never'))
        """);
    Warehouse.Route route = warehouse.route("{\"table\": \"signups\"}");
    Destination destination = warehouse.open();

    List<AttemptResult> results =
        warehouse
            .deliver(
                destination,
                Stream.of(
                        "{\"n\": 9223372036854775808}",
                        "{\"n\": 1.5}",
                        "{\"n\": \"9223372036854775807\"}",
                        "{\"rank\": 100}",
                        "{\"plan\": \"gold\"}",
                        "{\"name\": \"abcde\"}",
                        "{\"at\": \"now\"}",
                        "{\"at\": \"2026-02-30T00:00:00Z\"}",
                        "{\"sure\": \"perhaps\"}",
                        "{\"must\": \"never\"}")
                    .map(it -> warehouse.delivery(route, it))
                    .toList())
            .results();

    assertThat(results)
        .extracting(it -> it instanceof Reject reject ? reject.detail() : it.code())
        .satisfiesExactly(
            it -> assertThat(it).isEqualTo("column n (bigint) cannot hold 9223372036854775808"),
            it -> assertThat(it).isEqualTo("column n (bigint) cannot hold 1.5"),
            it -> assertThat(it).isEqualTo("ok"),
            it -> assertThat(it).startsWith("column rank (numeric(3,1)): numeric field overflow"),
            it -> assertThat(it).startsWith("column plan (plan): invalid input value for enum"),
            it ->
                assertThat(it)
                    .isEqualTo("column name (character varying(4)) cannot hold 5 characters"),
            it -> assertThat(it).contains("column at (timestamp with time zone)", "\"now\""),
            it -> assertThat(it).startsWith("column at (timestamp with time zone): "),
            it -> assertThat(it).contains("column sure (boolean) cannot hold \"perhaps\""),
            it -> assertThat(it).contains("signups_must_check"));
    assertThat(warehouse.rows("select n from signups")).containsExactly("9223372036854775807");
  }

  @Test
  void a_batch_of_nothing_but_bad_rows_comes_to_an_end() {
    warehouse.sql("create table signups (event_id text primary key, rank numeric(3, 1))");
    Warehouse.Route route = warehouse.route("{\"table\": \"signups\"}");
    Destination destination = warehouse.open();
    List<Delivery> left = warehouse.deliveries(route, 600, _ -> "{\"rank\": 100}");

    int attempts = 0;
    while (!left.isEmpty() && attempts < 20) {
      attempts++;
      List<AttemptResult> results = warehouse.deliver(destination, left).results();
      List<Delivery> next = new ArrayList<>();
      for (int i = 0; i < results.size(); i++) {
        switch (results.get(i)) {
          case AttemptResult.RateLimited _ -> next.add(left.get(i));
          case Reject _ -> {}
          case Delivered _, AttemptResult.Retry _, Hold _ ->
              throw new AssertionError(results.get(i).toString());
        }
      }
      left = next;
    }

    assertThat(left).isEmpty();
    assertThat(attempts).isBetween(2, 10);
  }

  @Test
  void hostile_names_and_values_come_out_as_they_went_in() {
    warehouse.sql(
        """
        create schema "o'dd";
        create table "o'dd"."Ta""ble; drop table x" (
          event_id text primary key, "co""l; --" text, "ключ 🔑" text, payload jsonb)
        """);
    Warehouse.Route route =
        warehouse.route(
            Json.write(Value.object().put("table", "o'dd.Ta\"ble; drop table x").build()));
    String big = "x".repeat(1_000_000);
    Value.Obj payload =
        Value.object()
            .put("co\"l; --", "'); drop table x; -- {\"a\"} \\ \n\t☃ 😀 $1 ? %s " + big)
            .put("ключ 🔑", "nul \0 half \ud83d end")
            .build();
    Delivery delivery = warehouse.delivery(route, Json.write(payload));

    AttemptResult result = warehouse.deliver(warehouse.open(), delivery);

    assertThat(result)
        .isInstanceOfSatisfying(Delivered.class, it -> assertThat(it.note()).contains("U+FFFD"));
    assertThat(
            warehouse.rows(
                """
                select "co""l; --", "ключ 🔑", payload ->> 'ключ 🔑', payload ->> 'co"l; --' = "co""l; --"
                  from "o'dd"."Ta""ble; drop table x"
                """))
        .containsExactly(
            "'); drop table x; -- {\"a\"} \\ \n\t☃ 😀 $1 ? %s "
                + big
                + "|nul � half � end|nul � half � end|t");
  }

  @Test
  void numbers_arrive_digit_for_digit() {
    warehouse.sql(
        "create table n (event_id text primary key, a numeric, b bigint, c text, d double precision, payload json)");
    Warehouse.Route route = warehouse.route("{\"table\": \"n\"}");
    String payload =
        "{\"a\": 0.10, \"b\": 1E+3, \"c\": 12345678901234567890.120, \"d\": \"1.5\", \"e\": 1.00}";

    warehouse.deliver(warehouse.open(), warehouse.delivery(route, payload));

    assertThat(warehouse.rows("select a, b, c, d, payload from n"))
        .containsExactly("0.10|1000|12345678901234567890.120|1.5|" + payload);
  }

  @Test
  void a_missing_table_holds_its_lane_and_events_go_on_once_it_is_there() {
    Warehouse.Route route =
        warehouse.route("{\"table\": \"signups\", \"columns\": {\"account\": \"$event.plan\"}}");
    Destination destination = warehouse.open();
    Delivery delivery = warehouse.delivery(route, SIGNUP);

    AttemptResult before = warehouse.deliver(destination, delivery);

    assertThat(before)
        .isInstanceOfSatisfying(
            Hold.class,
            hold -> {
              assertThat(hold.code()).isEqualTo("missing_table");
              assertThat(hold.whole()).isFalse();
              assertThat(hold.suggestion())
                  .contains(
                      "create table if not exists \"public\".\"signups\"",
                      "\"account\" text",
                      "primary key (\"event_id\")");
            });

    warehouse.sql("create table signups (event_id text primary key)");
    AttemptResult withoutColumn = warehouse.deliver(destination, delivery);

    assertThat(withoutColumn)
        .isInstanceOfSatisfying(
            Hold.class,
            hold -> {
              assertThat(hold.code()).isEqualTo("missing_column");
              assertThat(hold.detail()).contains("signups", "account");
            });

    warehouse.sql("alter table signups add column account text");
    AttemptResult after = warehouse.deliver(destination, delivery);

    assertThat(after).isEqualTo(Delivered.OK);
    assertThat(warehouse.rows("select account from signups")).containsExactly("pro");
  }

  @Test
  void a_table_that_changed_meanwhile_is_looked_at_again() {
    warehouse.sql("create table signups (event_id text primary key, plan text, email text)");
    Warehouse.Route route = warehouse.route("{\"table\": \"signups\"}");
    Destination destination = warehouse.open();
    warehouse.deliver(destination, warehouse.delivery(route, SIGNUP));

    warehouse.sql("alter table signups drop column plan");
    AttemptResult withoutPlan = warehouse.deliver(destination, warehouse.delivery(route, SIGNUP));
    warehouse.sql("drop table signups");
    AttemptResult without = warehouse.deliver(destination, warehouse.delivery(route, SIGNUP));

    assertThat(withoutPlan).isEqualTo(Delivered.OK);
    assertThat(without.code()).isEqualTo("missing_table");
  }

  @Test
  void an_event_id_column_without_a_unique_index_holds() {
    warehouse.sql("create table signups (event_id text, other text unique)");
    Warehouse.Route route = warehouse.route("{\"table\": \"signups\"}");
    Destination destination = warehouse.open();
    Delivery delivery = warehouse.delivery(route, SIGNUP);

    AttemptResult before = warehouse.deliver(destination, delivery);

    assertThat(before)
        .isInstanceOfSatisfying(
            Hold.class,
            hold -> {
              assertThat(hold.code()).isEqualTo("missing_unique_index");
              assertThat(hold.suggestion())
                  .contains("create unique index on \"public\".\"signups\" (\"event_id\")");
            });
    assertThat(warehouse.rows("select count(*) from signups")).containsExactly("0");

    warehouse.sql("create unique index on signups (event_id)");
    assertThat(warehouse.deliver(destination, delivery)).isEqualTo(Delivered.OK);
  }

  @Test
  void a_wanted_table_is_made_with_a_column_for_each_declared_field() {
    Location here = new Location("events.yaml", 1, 1);
    warehouse.declared =
        List.of(
            new EventDefinition(
                "user.signed_up",
                List.of(
                    DeclaredField.required("user_id", DeclaredType.STRING),
                    DeclaredField.optional("seats", DeclaredType.INTEGER),
                    DeclaredField.optional("price", DeclaredType.NUMBER),
                    DeclaredField.optional("trial", DeclaredType.BOOLEAN),
                    DeclaredField.optional("address", DeclaredType.OBJECT),
                    DeclaredField.optional("tags", DeclaredType.ARRAY)),
                Value.Obj.EMPTY,
                false,
                EventDefinition.DEFAULT_WINDOW,
                here),
            new EventDefinition(
                "order.placed",
                List.of(DeclaredField.required("not_ours", DeclaredType.STRING)),
                Value.Obj.EMPTY,
                false,
                EventDefinition.DEFAULT_WINDOW,
                here));
    Warehouse.Route route =
        warehouse.route("{\"table\": \"events.signups\", \"create_table\": true}");

    AttemptResult result =
        warehouse.deliver(
            warehouse.open(),
            warehouse.delivery(
                route,
                "{\"user_id\": \"u\", \"seats\": 3, \"price\": 0.10, \"trial\": true, \"address\": {\"a\": 1.0}, \"tags\": [1]}"));

    assertThat(result).isEqualTo(Delivered.OK);
    assertThat(
            warehouse.rows(
                """
                select column_name, data_type
                  from information_schema.columns
                 where table_schema = 'events' and table_name = 'signups'
                 order by ordinal_position
                """))
        .containsExactly(
            "event_id|text",
            "event_type|text",
            "received_at|timestamp with time zone",
            "occurred_at|timestamp with time zone",
            "user_id|text",
            "seats|bigint",
            "price|numeric",
            "trial|boolean",
            "address|jsonb",
            "tags|jsonb",
            "payload|jsonb");
    assertThat(
            warehouse.rows(
                "select user_id, seats, price, trial, address, tags from events.signups"))
        .containsExactly("u|3|0.10|t|{\"a\": 1.0}|[1]");
  }

  @Test
  void two_who_make_the_table_at_once_both_deliver() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 10; round++) {
        Warehouse.Route route =
            warehouse.route(
                "{\"table\": \"s%1$d.t%1$d\", \"create_table\": true}".formatted(round));
        CountDownLatch start = new CountDownLatch(1);
        List<Future<AttemptResult>> results = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          Destination destination = warehouse.open();
          Delivery delivery = warehouse.delivery(route, SIGNUP);
          results.add(
              threads.submit(() -> {
                start.await();
                return warehouse.deliver(destination, delivery);
              }));
        }

        start.countDown();

        for (Future<AttemptResult> result : results) {
          assertThat(result.get()).isEqualTo(Delivered.OK);
        }
        assertThat(warehouse.rows("select count(*) from s%1$d.t%1$d".formatted(round)))
            .containsExactly("3");
      }
    }
  }

  @Test
  void two_pipelines_write_into_one_table_that_is_unique_on_both() {
    String json =
        "{\"table\": \"signups\", \"create_table\": true, \"unique\": [\"event_id\", \"pipeline\"]}";
    Warehouse.Route one = warehouse.route("one", "user.*", json);
    Warehouse.Route other = warehouse.route("other", "user.*", json);
    Delivery delivery = warehouse.delivery(one, SIGNUP);
    Delivery sibling = warehouse.again(delivery.event(), other, UnaryOperator.identity());
    Destination destination = warehouse.open();

    AttemptReport first = warehouse.deliver(destination, List.of(delivery, sibling));
    AttemptReport repeat = warehouse.deliver(destination, List.of(delivery, sibling));

    assertThat(first.results()).containsOnly(Delivered.OK);
    assertThat(repeat.results()).extracting(AttemptResult::code).containsOnly("already_there");
    assertThat(warehouse.rows("select pipeline, count(*) from signups group by 1 order by 1"))
        .containsExactly("one|1", "other|1");
  }

  @Test
  void an_index_that_would_lose_the_second_pipelines_row_holds() {
    warehouse.sql(
        "create table signups (event_id text primary key, pipeline text, unique (event_id, pipeline))");
    Warehouse.Route route =
        warehouse.route("{\"table\": \"signups\", \"unique\": [\"event_id\", \"pipeline\"]}");

    AttemptResult result = warehouse.deliver(warehouse.open(), warehouse.delivery(route, SIGNUP));

    assertThat(result.code()).isEqualTo("unique_too_narrow");
  }

  @Test
  void a_role_without_rights_holds_and_says_which() {
    warehouse.sql(
        """
        create table signups (event_id text primary key);
        drop role if exists nobody_here;
        create role nobody_here login
        """);
    Warehouse.Route route = warehouse.route("{\"table\": \"signups\"}");
    Destination destination =
        warehouse.open(warehouse.postgres.uri().replace("postgres:postgres@", "nobody_here:x@"));

    AttemptResult before = warehouse.deliver(destination, warehouse.delivery(route, SIGNUP));
    warehouse.sql("grant insert, select on signups to nobody_here");
    AttemptResult after = warehouse.deliver(destination, warehouse.delivery(route, SIGNUP));

    assertThat(before.code()).isEqualTo("permission_denied");
    assertThat(after).isEqualTo(Delivered.OK);
    warehouse.sql("drop owned by nobody_here; drop role nobody_here");
  }

  @Test
  void a_batch_larger_than_memory_should_hold_goes_in_parts() {
    warehouse.sql("create table signups (event_id text primary key, note text)");
    Warehouse.Route route = warehouse.route("{\"table\": \"signups\"}");
    String big = "{\"note\": \"" + "y".repeat(1_000_000) + "\"}";
    List<Delivery> batch = warehouse.deliveries(route, 20, _ -> big);

    AttemptReport report = warehouse.deliver(warehouse.open(), batch);

    assertThat(report.results()).isEqualTo(Collections.nCopies(20, Delivered.OK));
    assertThat(warehouse.rows("select count(*), count(distinct xmin::text) from signups"))
        .containsExactly("20|3");
  }

  @Test
  void the_preview_is_the_row_that_could_be_written() {
    Warehouse.Route route =
        warehouse.route(
            "{\"table\": \"signups\", \"columns\": {\"account\": \"$event.plan\", \"who\": \"$entity.user.name\"}}");
    Delivery delivery = warehouse.delivery(route, "{\"plan\": \"pro\", \"n\": 1.0}");

    Value preview =
        warehouse.type.preview(
            warehouse.config(warehouse.postgres.uri()), delivery, warehouse.context());

    assertThat(Json.write(preview))
        .isEqualTo(
            """
            {"event_id":"%s","event_type":"user.signed_up","received_at":"2026-01-05T09:00:00Z","occurred_at":"2026-01-05T08:59:00Z","plan":"pro","n":1.0,"payload":{"plan":"pro","n":1.0},"account":"pro","who":null}\
            """
                .formatted(delivery.event().id()));
  }
}
