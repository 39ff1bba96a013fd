package io.ingestlayer.delivery;

import io.ingestlayer.event.Event;
import java.util.List;

/// Where a delivery that is read back gets its event from. Any thread may call it.
public interface EventSource {

  /// The stored events at these positions of a partition, in the order of the positions; one that is gone is left out.
  ///
  /// @throws RuntimeException when they cannot be read now; the caller tries again later
  List<Event> at(int partition, long[] positions);
}
