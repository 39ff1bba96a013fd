package io.ingestlayer.delivery.destination;

import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.InboxMessages;
import io.ingestlayer.event.Value;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// An inbox in memory.
public final class KeptMessages implements InboxMessages {
  private final List<Kept> kept = new CopyOnWriteArrayList<>();

  @Override
  public void keep(
      String destination, String channel, Delivery delivery, Value message, Instant at) {
    if (kept.stream().noneMatch(it -> it.delivery().equals(delivery.id()))) {
      kept.addFirst(new Kept(delivery.id(), destination, channel, at, message));
    }
  }

  @Override
  public List<Kept> latest(String destination, int limit) {
    return kept.stream().filter(it -> it.destination().equals(destination)).limit(limit).toList();
  }
}
