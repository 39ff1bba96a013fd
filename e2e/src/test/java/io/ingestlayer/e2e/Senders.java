package io.ingestlayer.e2e;

import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/// Several programs that send events with keys, and send each again until they are told that it is stored.
final class Senders implements AutoCloseable {
  private static final int BATCH_MAX = 10;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(90);

  private final Api api;
  private final String type;
  private final long seed;
  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopping;
  private volatile boolean closed;

  Senders(Api api, String type, long seed) {
    this.api = api;
    this.type = type;
    this.seed = seed;
  }

  Senders start(int count) {
    for (int i = 0; i < count; i++) {
      int sender = i;
      threads.add(Thread.ofVirtual().name("sender-" + i).start(() -> send(sender)));
    }
    return this;
  }

  /// The id that was answered for each key.
  Map<String, String> acknowledged() {
    return Map.copyOf(acknowledged);
  }

  int count() {
    return acknowledged.size();
  }

  /// What an answer should not have been; empty when all is well.
  List<String> faults() {
    return List.copyOf(faults);
  }

  /// Begins nothing new; returns when whatever was begun is acknowledged.
  void finish() throws InterruptedException {
    stopping = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void send(int sender) {
    Random random = new Random(seed + sender);
    for (int batch = 0; !stopping; batch++) {
      List<String> keys = new ArrayList<>();
      for (int i = random.nextInt(BATCH_MAX); i >= 0; i--) {
        keys.add("%d-%d-%d".formatted(sender, batch, i));
      }
      deliver(keys);
    }
  }

  private void deliver(List<String> keys) {
    List<String> events =
        keys.stream().map(it -> Api.event(type, "{\"k\":\"" + it + "\"}", it)).toList();
    long start = System.nanoTime();
    while (!closed && !isTaken(keys, events)) {
      if (System.nanoTime() - start > GIVE_UP_NANOS) {
        faults.add("gave up on " + keys);
        return;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private boolean isTaken(List<String> keys, List<String> events) {
    try {
      HttpResponse<String> answer = api.ingest(events);
      if (answer.statusCode() == 202) {
        note(keys, Api.json(answer).path("data").path("results"));
        return true;
      }
      if (answer.statusCode() != 503) {
        faults.add(answer.statusCode() + " " + answer.body());
      }
      return false;
    } catch (UncheckedIOException e) {
      // Nobody is there, or nobody answered: it is sent again.
      return false;
    }
  }

  private void note(List<String> keys, JsonNode results) {
    for (int i = 0; i < keys.size(); i++) {
      JsonNode result = results.path(i);
      String id = result.path("id").asString("");
      String before = acknowledged.put(keys.get(i), id);
      if (id.isEmpty() || (before != null && !before.equals(id))) {
        faults.add(keys.get(i) + " was " + before + " and is " + result);
      }
    }
  }

  @Override
  public void close() {
    stopping = true;
    closed = true;
    threads.forEach(Thread::interrupt);
  }
}
