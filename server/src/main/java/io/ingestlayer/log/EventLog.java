package io.ingestlayer.log;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.event.Offset;
import java.util.List;
import java.util.Optional;

/// The durable, ordered log of accepted events. Any thread may call it.
public interface EventLog {

  /// Stores the events and claims their keys in one transaction, together with whatever other callers wait at that moment.
  ///
  /// Returns when the answer is final, one for each event in their order: what is `Stored` is on stable storage and
  /// survives the process and the machine. Offsets of one call increase in its order. A data error of one call is never
  /// the error of another.
  ///
  /// @param events 1 to 500
  /// @throws LogUnavailableException when it could not be stored now, or not be learned in time whether it was; the
  ///     sender retries, which is safe for events with a key
  List<AppendResult> append(List<NewEvent> events)
      throws LogUnavailableException, InterruptedException;

  /// Reads on from an offset of one partition, in order, as far as committed; empty at the head.
  ///
  /// @param max at most so many, 1 to 10 000
  List<Event> read(Offset from, int max);

  /// The stored events at these positions of a partition, in the order of the positions; a position whose event is gone
  /// is left out.
  List<Event> readAt(int partition, long[] positions);

  /// The event of that id, as long as it is kept.
  Optional<Event> find(EventId id);

  /// The partitions that this node holds, each with its fencing token.
  List<PartitionLease> partitions();

  /// Has every committed batch handed over in memory, from now on. The follower must not block: what it cannot take it
  /// drops and reads again from the log.
  void follow(LogFollower follower);
}
