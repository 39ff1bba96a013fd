package io.ingestlayer.pipeline;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.event.EventIds;
import io.ingestlayer.event.Offset;
import io.ingestlayer.event.Payload;
import io.ingestlayer.log.AppendResult;
import io.ingestlayer.log.EventLog;
import io.ingestlayer.log.LogFollower;
import io.ingestlayer.log.NewEvent;
import io.ingestlayer.log.PartitionLease;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/// A log of one partition in memory, which hands over what it is told to.
final class ScriptedLog implements EventLog {
  private final int partition;
  private final InstantSource clock;
  private final EventIds ids = new EventIds(new SplittableRandom(7));
  private final List<Event> stored = new ArrayList<>();
  private final List<LogFollower> followers = new CopyOnWriteArrayList<>();
  private final List<PartitionLease> held = new CopyOnWriteArrayList<>();
  private final Map<UUID, Event> keys = new HashMap<>();
  private int reads;

  ScriptedLog(int partition, InstantSource clock) {
    this.partition = partition;
    this.clock = clock;
  }

  void hold(PartitionLease lease) {
    held.removeIf(it -> it.partition() == lease.partition());
    held.add(lease);
  }

  /// Stores an event for each payload and hands them over as one batch.
  List<Event> commit(String type, String... payloads) {
    List<Event> batch = store(type, payloads);
    handOver(batch);
    return batch;
  }

  /// Stores without handing over.
  synchronized List<Event> store(String type, String... payloads) {
    List<Event> batch = new ArrayList<>();
    for (String payload : payloads) {
      Event event =
          new Event(
              ids.next(clock.instant()),
              new Offset(partition, stored.size()),
              type,
              "app",
              clock.instant(),
              clock.instant(),
              Payload.ofText(payload));
      stored.add(event);
      batch.add(event);
    }
    return batch;
  }

  void handOver(List<Event> batch) {
    followers.forEach(it -> it.appended(batch));
  }

  synchronized long head() {
    return stored.size();
  }

  synchronized int reads() {
    return reads;
  }

  @Override
  public List<AppendResult> append(List<NewEvent> events) {
    List<AppendResult> results = new ArrayList<>();
    for (NewEvent each : events) {
      results.add(append(each));
    }
    return results;
  }

  private AppendResult append(NewEvent each) {
    Event event;
    synchronized (this) {
      Instant now = clock.instant();
      Event known = each.key() == null ? null : keys.get(each.key().hash());
      if (known != null) {
        return new AppendResult.Duplicate(known.id());
      }
      event =
          new Event(
              ids.next(now),
              new Offset(partition, stored.size()),
              each.type(),
              each.sourceId(),
              now,
              each.occurredAt() == null ? now : each.occurredAt(),
              each.payload());
      stored.add(event);
      if (each.key() != null) {
        keys.put(each.key().hash(), event);
      }
    }
    handOver(List.of(event));
    return new AppendResult.Stored(event);
  }

  @Override
  public synchronized List<Event> read(Offset from, int max) {
    reads++;
    if (from.partition() != partition) {
      return List.of();
    }
    int start = (int) Math.min(from.position(), stored.size());
    return List.copyOf(stored.subList(start, Math.min(stored.size(), start + max)));
  }

  @Override
  public synchronized List<Event> readAt(int which, long[] positions) {
    return Arrays.stream(positions).mapToObj(it -> stored.get((int) it)).toList();
  }

  @Override
  public synchronized Optional<Event> find(EventId id) {
    return stored.stream().filter(it -> it.id().equals(id)).findAny();
  }

  @Override
  public List<PartitionLease> partitions() {
    return List.copyOf(held);
  }

  @Override
  public void follow(LogFollower follower) {
    followers.add(follower);
  }
}
