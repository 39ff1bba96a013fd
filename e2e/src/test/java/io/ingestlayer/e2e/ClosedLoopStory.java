package io.ingestlayer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.testkit.await.Await;
import io.ingestlayer.testkit.slack.SentMessage;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Raw usage goes in; who crosses an hourly quota comes out, once, at the person who owns the account.
@Timeout(180)
class ClosedLoopStory {
  private static final int CUSTOMERS = 50;
  private static final int HOURS = 3;
  private static final int OWNERS = 10;
  private static final int EVENTS = 6_000;
  private static final int BATCH = 50;

  private static final String DEFINITIONS =
      """
      event: api.called
      schema: { customer_id: string, n: integer, plan: string }
      idempotency: { window: 35d }
      ---
      limit: api-calls-per-customer
      type: quota
      event_type: api_call
      match: api.called
      interval: { periodic: 1h }
      threshold: $entity.customer.hourly_quota
      weight: $event.n
      key: [$event.customer_id]
      allowed_lateness: 6h
      emit:
        type: usage.limit_reached
        payload:
          customer_id: $event.customer_id
          metric: api-calls
          limit: $limit.threshold
          used: $limit.value
          plan: $event.plan
          hour: $limit.window_start
      ---
      destination: warehouse
      type: postgres
      config: { url: { env: WAREHOUSE_URL } }
      ---
      pipeline: usage-limit-hits
      match: usage.limit_reached
      steps:
        - enrich.entity: { kind: customer, key: $event.customer_id }
      destinations:
        - to: team-slack
          channel: "#{{ $entity.customer.csm }}"
          message: "*{{ $entity.customer.name }}* ({{ $event.plan }}) used {{ $event.used }} of {{ $event.limit }} in the hour of {{ $event.hour }} · MRR {{ $entity.customer.mrr }} · CSM {{ $entity.customer.csm }} · renews {{ $entity.customer.renewal }}"
        - to: warehouse
          table: hits
          columns: { allowed: $event.limit, mrr: $entity.customer.mrr }
          event_id_column: event_id
      """;

  private static final String TABLES =
      """
      create table hits (
        event_id text primary key, customer_id text, hour text, allowed bigint, used bigint,
        mrr numeric, payload jsonb)
      """;

  /// A customer in an hour.
  private record Slot(String customer, String hour) {}

  private record Call(String key, String customer, Instant at, int n) {
    String json() {
      return """
      {"type":"api.called","timestamp":"%s","idempotencyKey":"%s",\
      "payload":{"customer_id":"%s","n":%d,"plan":"%s"}}\
      """
          .formatted(at, key, customer, n, plan(customer));
    }

    Slot slot() {
      return new Slot(customer, text(at.truncatedTo(ChronoUnit.HOURS)));
    }
  }

  @Test
  void each_customer_and_hour_that_crossed_is_one_message_and_one_row(@TempDir Path folder)
      throws Exception {
    long seed = Long.getLong("e2e.seed", System.nanoTime());
    System.out.println("ClosedLoopStory: -De2e.seed=" + seed + " repeats its choices");
    Random random = new Random(seed);
    String[] channels = new String[OWNERS];
    for (int i = 0; i < OWNERS; i++) {
      channels[i] = "#csm-" + i;
    }
    try (SlackTeam team = SlackTeam.with(channels);
        Warehouse warehouse = Warehouse.with(TABLES);
        ServerProcess server =
            new ServerProcess(folder)
                .with("SLACK_BOT_TOKEN", SlackTeam.TOKEN)
                .with("WAREHOUSE_URL", warehouse.uri())
                .define("slack.yaml", team.definition())
                .define("loop.yaml", DEFINITIONS)
                .start()) {
      customers(server.api());
      List<Call> calls = calls(random);
      Map<Slot, Long> used = new TreeMap<>(SLOTS);
      calls.forEach(it -> used.merge(it.slot(), (long) it.n(), Long::sum));
      TreeSet<Slot> crossed = new TreeSet<>(SLOTS);
      used.forEach((slot, n) -> {
        if (n > quota(slot.customer())) {
          crossed.add(slot);
        }
      });
      assertThat(crossed.size()).isBetween(10, used.size() - 10);

      send(server.api(), calls, random);

      Await.until(
          "a row for each that crossed",
          Duration.ofSeconds(90),
          () -> warehouse.count("hits") >= crossed.size());
      JsonNode books = server.api().settledBooks(Duration.ofSeconds(60));
      assertThat(books.path("balanced").asBoolean()).as(books.toString()).isTrue();
      assertThat(rows(warehouse)).containsExactlyElementsOf(crossed);
      warehouse
          .rows("select customer_id, hour, allowed, used, mrr from hits")
          .forEach(row -> {
            String[] cells = row.split("\\|");
            assertThat(Long.parseLong(cells[2])).isEqualTo(quota(cells[0]));
            assertThat(Long.parseLong(cells[3]))
                .isGreaterThan(quota(cells[0]))
                .isLessThanOrEqualTo(used.get(new Slot(cells[0], cells[1])));
            assertThat(cells[4]).isEqualTo(String.valueOf(mrr(cells[0])));
          });
      assertThat(messages(team)).containsExactlyInAnyOrderElementsOf(expected(warehouse));
      assertThat(records(server.api())).containsExactlyElementsOf(crossed);
      for (Slot slot : used.keySet().stream().limit(20).toList()) {
        JsonNode usage =
            server
                .api()
                .data(
                    "/v1/limits/api-calls-per-customer/usage?key.customer_id=%s&at=%s"
                        .formatted(slot.customer(), slot.hour()));
        assertThat(usage.path("value").asLong()).as(slot.toString()).isEqualTo(used.get(slot));
      }
      System.out.println(
          "ClosedLoopStory: %d calls, %d of %d customer hours crossed, each told once"
              .formatted(calls.size(), crossed.size(), used.size()));
    }
  }

  private static final java.util.Comparator<Slot> SLOTS =
      java.util.Comparator.comparing(Slot::customer).thenComparing(Slot::hour);

  private static void customers(Api api) {
    for (int i = 0; i < CUSTOMERS; i++) {
      String id = customer(i);
      api.entity(
          "customer",
          id,
          """
          {"name":"Customer %d","mrr":%d,"csm":"csm-%d","renewal":"2027-0%d-01","hourly_quota":%d}
          """
              .formatted(i, mrr(id), i % OWNERS, 1 + i % 9, quota(id)));
    }
  }

  private static List<Call> calls(Random random) {
    Instant thisHour = Instant.now().truncatedTo(ChronoUnit.HOURS);
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      Instant hour = thisHour.minus(random.nextInt(HOURS), ChronoUnit.HOURS);
      long into = random.nextInt(hour.equals(thisHour) ? 1 : 3_600_000);
      calls.add(
          new Call(
              "call-" + i,
              customer(random.nextInt(CUSTOMERS)),
              hour.plusMillis(into),
              random.nextInt(1, 10)));
    }
    return calls;
  }

  /// Four senders at once; a third of the batches is sent again, as one does that had no answer.
  private static void send(Api api, List<Call> calls, Random random) throws InterruptedException {
    List<List<Call>> batches = new ArrayList<>();
    for (int from = 0; from < calls.size(); from += BATCH) {
      List<Call> batch = new ArrayList<>(calls.subList(from, from + BATCH));
      batch.add(batch.getFirst());
      batches.add(batch);
      if (random.nextInt(3) == 0) {
        batches.add(batch);
      }
    }
    Collections.shuffle(batches, random);
    List<Thread> senders = new ArrayList<>();
    List<String> faults = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 4; i++) {
      int sender = i;
      senders.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int b = sender; b < batches.size(); b += 4) {
                  List<String> events = batches.get(b).stream().map(Call::json).toList();
                  HttpResponse<String> answer = api.ingest(events);
                  if (answer.statusCode() != 202) {
                    faults.add(answer.body());
                  }
                }
              }));
    }
    for (Thread sender : senders) {
      sender.join();
    }
    assertThat(faults).isEmpty();
  }

  private static List<Slot> rows(Warehouse warehouse) {
    return warehouse.rows("select customer_id, hour from hits").stream()
        .map(it -> it.split("\\|"))
        .map(it -> new Slot(it[0], it[1]))
        .sorted(SLOTS)
        .toList();
  }

  /// What the owners should read, by what the warehouse has.
  private static List<String> expected(Warehouse warehouse) {
    return warehouse.rows("select customer_id, hour, used from hits").stream()
        .map(it -> it.split("\\|"))
        .map(it -> {
          int i = Integer.parseInt(it[0].substring(1));
          return "*Customer %d* (%s) used %s of %d in the hour of %s · MRR %d · CSM csm-%d · renews 2027-0%d-01"
              .formatted(
                  i, plan(it[0]), it[2], quota(it[0]), it[1], mrr(it[0]), i % OWNERS, 1 + i % 9);
        })
        .toList();
  }

  private static List<String> messages(SlackTeam team) {
    return team.slack().messages().stream().map(SentMessage::text).toList();
  }

  private static List<Slot> records(Api api) {
    Map<Slot, Integer> found = new HashMap<>();
    String from = text(Instant.now().truncatedTo(ChronoUnit.HOURS).minus(1, ChronoUnit.DAYS));
    for (JsonNode row :
        api.all("/v1/datasets/limit_violations?limit_name=api-calls-per-customer&from=" + from)) {
      JsonNode record = row.path("violation");
      Slot slot =
          new Slot(
              record.path("violation_context").path("customer_id").asString(),
              row.path("window_start").asString());
      found.merge(slot, 1, Integer::sum);
      assertThat(record.path("limit_type").asString()).isEqualTo("quota");
      assertThat(record.path("limit_interval_periodic_details").path("duration_seconds").asInt())
          .isEqualTo(3_600);
    }
    assertThat(found.values()).allMatch(it -> it == 1);
    return found.keySet().stream().sorted(SLOTS).collect(Collectors.toList());
  }

  private static String customer(int i) {
    return "c%02d".formatted(i);
  }

  private static String plan(String customer) {
    return Integer.parseInt(customer.substring(1)) % 2 == 0 ? "growth" : "scale";
  }

  private static long quota(String customer) {
    return 150 + 10L * (Integer.parseInt(customer.substring(1)) % 10);
  }

  private static long mrr(String customer) {
    return 100L + Integer.parseInt(customer.substring(1));
  }

  private static String text(Instant at) {
    return at.toString().replace("Z", ".000Z");
  }
}
