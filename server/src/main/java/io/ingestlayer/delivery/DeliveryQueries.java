package io.ingestlayer.delivery;

import io.ingestlayer.event.Event;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Deliveries and attempts for a person to look at. Any thread may call it.
public interface DeliveryQueries {
  /// Everything that was decided about the event: what is still open first, then what is finished, oldest first.
  List<DeliveryView> ofEvent(Event event);

  /// The delivery of that id: the open one, else the latest that finished.
  Optional<DeliveryView> find(DeliveryId id);

  /// The calls made for what was decided in that open row, oldest first, at most 100.
  ///
  /// @param until null for all; else those up to that time, for a delivery that finished before its siblings
  List<AttemptView> attempts(UUID root, @Nullable Instant until);
}
