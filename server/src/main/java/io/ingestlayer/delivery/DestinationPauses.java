package io.ingestlayer.delivery;

import io.ingestlayer.outbox.OutboxEvent;
import java.time.Instant;
import java.util.List;

/// Which destinations are sent nothing, and why; on stable storage. Any thread may call it.
interface DestinationPauses {
  /// @param automatic whether failures led to it; a person's is never ended but by a person
  /// @param by who wants it so
  record Paused(String destination, boolean automatic, String by, String reason, Instant since) {}

  /// Keeps the pause, and with it the event that tells of it. One that is there stays, unless it was automatic and this
  /// is not.
  ///
  /// @return whether it is kept now and was not before
  boolean pause(Paused paused, OutboxEvent event);

  /// Ends the pause, so that what fails counts from none again, and keeps the event that tells of it. False when there was none.
  boolean resume(String destination, OutboxEvent event);

  List<Paused> list();
}
