package io.ingestlayer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.testkit.await.Await;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The server is killed again and again while a million events are counted against a limit; the count is exact.
@Timeout(600)
class LimitKillStory {
  private static final int EVENTS = 1_000_000;
  private static final int BATCH = 250;
  private static final int BATCHES = EVENTS / BATCH;
  private static final int SENDERS = 6;
  private static final int KILLS = 20;
  private static final int CUSTOMERS = 400;
  private static final int MINUTES = 10;
  private static final long THRESHOLD = 1_000;

  private static final String DEFINITIONS =
      """
      event: api.called
      schema: { c: string, n: integer }
      idempotency: { window: 35d }
      ---
      limit: calls
      type: quota
      event_type: api_call
      match: api.called
      interval: { periodic: 1m }
      threshold: %d
      weight: $event.n
      key: [$event.c]
      allowed_lateness: 7d
      again_at: 10
      """
          .formatted(THRESHOLD);

  private record Slot(int minute, int customer) implements Comparable<Slot> {
    @Override
    public int compareTo(Slot other) {
      return minute != other.minute
          ? Integer.compare(minute, other.minute)
          : Integer.compare(customer, other.customer);
    }
  }

  @Test
  void whatever_dies_when_each_crossing_is_recorded_once_and_each_counter_is_exact(
      @TempDir Path folder) throws Exception {
    long seed = Long.getLong("e2e.seed", System.nanoTime());
    System.out.println("LimitKillStory: -De2e.seed=" + seed + " repeats its choices");
    Instant first = Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(1, ChronoUnit.HOURS);
    Map<Slot, Long> counted = bruteForce(seed);
    try (ServerProcess server =
            new ServerProcess(folder).define("limits.yaml", DEFINITIONS).start();
        Load load = new Load(server.api(), seed, first).start()) {
      Random random = new Random(seed);
      for (int kill = 1; kill <= KILLS; kill++) {
        int target = Math.min(BATCHES - 1, BATCHES * kill / (KILLS + 2) + random.nextInt(20));
        Await.until(
            "batch %d to be taken, %d are".formatted(target, load.taken()),
            Duration.ofMinutes(2),
            () -> load.taken() >= target);
        server.kill();
        if (random.nextInt(4) == 0) {
          server.killPostmaster();
        }
        server.start();
      }
      load.finish();
      assertThat(load.faults()).isEmpty();
      JsonNode books = server.api().settledBooks(Duration.ofMinutes(2));
      assertThat(books.path("balanced").asBoolean()).as(books.toString()).isTrue();

      assertThat(counters(server.api(), first)).isEqualTo(counted);
      Map<String, Integer> expected = new TreeMap<>();
      counted.forEach((slot, value) -> {
        for (int level = 1; level <= level(value); level++) {
          expected.put(slot + " " + level, 1);
        }
      });
      assertThat(expected.size()).isGreaterThan(1_000);
      assertThat(records(server.api(), first)).isEqualTo(expected);
      Await.until(
          "an event for each record",
          Duration.ofSeconds(30),
          () -> events(server.api()) == expected.size());
      System.out.println(
          "LimitKillStory: %d events, %d kills, %d counters exact, %d records, each once"
              .formatted(EVENTS, KILLS, counted.size(), expected.size()));
    }
  }

  /// One record above the threshold, and one more at each further 10 %, at most ten.
  private static int level(long value) {
    if (value <= THRESHOLD) {
      return 0;
    }
    int level = 1;
    while (level < 11 && value * 10 > THRESHOLD * (10 + level)) {
      level++;
    }
    return level;
  }

  private static Random batch(long seed, int batch) {
    return new Random(seed * 31 + batch);
  }

  private static Map<Slot, Long> bruteForce(long seed) {
    Map<Slot, Long> counted = new TreeMap<>();
    for (int batch = 0; batch < BATCHES; batch++) {
      Random random = batch(seed, batch);
      for (int i = 0; i < BATCH; i++) {
        Slot slot = new Slot(random.nextInt(MINUTES), random.nextInt(CUSTOMERS));
        counted.merge(slot, (long) random.nextInt(9), Long::sum);
      }
    }
    return counted;
  }

  private static String body(long seed, int batch, Instant first) {
    Random random = batch(seed, batch);
    StringBuilder body = new StringBuilder(40_000).append("{\"events\":[");
    for (int i = 0; i < BATCH; i++) {
      int minute = random.nextInt(MINUTES);
      int customer = random.nextInt(CUSTOMERS);
      body.append(i == 0 ? "" : ",")
          .append("{\"type\":\"api.called\",\"timestamp\":\"")
          .append(first.plus(minute, ChronoUnit.MINUTES).plusMillis(7L * i))
          .append("\",\"idempotencyKey\":\"b")
          .append(batch)
          .append('-')
          .append(i)
          .append("\",\"payload\":{\"c\":\"c")
          .append(customer)
          .append("\",\"n\":")
          .append(random.nextInt(9))
          .append("}}");
    }
    return body.append("]}").toString();
  }

  private static Map<Slot, Long> counters(Api api, Instant first) {
    Map<Slot, Long> counters = new TreeMap<>();
    for (int minute = 0; minute < MINUTES; minute++) {
      JsonNode top =
          api.data(
              "/v1/limits/calls/top?limit=1000&window=" + first.plus(minute, ChronoUnit.MINUTES));
      for (JsonNode key : top.path("top")) {
        String customer = key.path("key").path("c").asString();
        counters.put(
            new Slot(minute, Integer.parseInt(customer.substring(1))), key.path("value").asLong());
      }
    }
    return counters;
  }

  private static Map<String, Integer> records(Api api, Instant first) {
    Map<String, Integer> records = new TreeMap<>();
    for (JsonNode row : api.all("/v1/datasets/limit_violations?limit_name=calls&from=" + first)) {
      long minute =
          Duration.between(first, Instant.parse(row.path("window_start").asString())).toMinutes();
      String customer = row.path("violation").path("violation_context").path("c").asString();
      Slot slot = new Slot((int) minute, Integer.parseInt(customer.substring(1)));
      records.merge(slot + " " + row.path("level").asInt(), 1, Integer::sum);
    }
    return records;
  }

  private static int events(Api api) {
    return api.all("/v1/events?type=limit.violation").size();
  }

  /// Several programs that send their batches, each again until it is told that it is stored.
  private static final class Load implements AutoCloseable {
    private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(90);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Api api;
    private final long seed;
    private final Instant first;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger taken = new AtomicInteger();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    Load(Api api, long seed, Instant first) {
      this.api = api;
      this.seed = seed;
      this.first = first;
    }

    Load start() {
      for (int i = 0; i < SENDERS; i++) {
        threads.add(Thread.ofVirtual().name("load-" + i).start(this::send));
      }
      return this;
    }

    int taken() {
      return taken.get();
    }

    List<String> faults() {
      return List.copyOf(faults);
    }

    void finish() throws InterruptedException {
      for (Thread thread : threads) {
        thread.join();
      }
    }

    private void send() {
      for (int batch = next.getAndIncrement(); batch < BATCHES; batch = next.getAndIncrement()) {
        String body = body(seed, batch, first);
        long start = System.nanoTime();
        while (!closed && !isTaken(body)) {
          if (System.nanoTime() - start > GIVE_UP_NANOS) {
            faults.add("gave up on batch " + batch);
            return;
          }
          LockSupport.parkNanos(PAUSE_NANOS);
        }
        taken.incrementAndGet();
      }
    }

    private boolean isTaken(String body) {
      try {
        HttpResponse<String> answer = api.post("/v1/ingest", body);
        if (answer.statusCode() != 202 && answer.statusCode() != 503) {
          faults.add(answer.statusCode() + " " + answer.body());
        }
        return answer.statusCode() == 202;
      } catch (UncheckedIOException e) {
        // Nobody is there, or nobody answered: it is sent again.
        return false;
      }
    }

    @Override
    public void close() {
      closed = true;
      threads.forEach(Thread::interrupt);
    }
  }
}
