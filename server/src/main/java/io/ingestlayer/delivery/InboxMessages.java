package io.ingestlayer.delivery;

import io.ingestlayer.event.Value;
import java.time.Instant;
import java.util.List;

/// Messages that were kept instead of sent. Any thread may call it.
public interface InboxMessages {

  /// Keeps a message; one of the same delivery is kept once.
  void keep(String destination, String channel, Delivery delivery, Value message, Instant at);

  /// The latest messages of a destination, newest first.
  ///
  /// @param limit 1 to 250
  List<Kept> latest(String destination, int limit);

  /// A message as it was kept.
  record Kept(DeliveryId delivery, String destination, String channel, Instant at, Value message) {}
}
