package io.ingestlayer.replay;

import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.DeliveryId;
import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.log.EventFilter;
import io.ingestlayer.log.EventPage;
import io.ingestlayer.log.EventQueries;
import io.ingestlayer.pipeline.Rewalk;
import io.ingestlayer.workspace.PipelineVersion;
import io.ingestlayer.workspace.Workspace;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Stored events, the oldest first, through a pipeline version.
final class SelectedEvents {
  private final EventQueries events;
  private final Workspace workspace;
  private final Rewalk rewalk;

  SelectedEvents(EventQueries events, Workspace workspace, Rewalk rewalk) {
    this.events = events;
    this.workspace = workspace;
    this.rewalk = rewalk;
  }

  /// The items after that place.
  ///
  /// @param until only events that were there when the replay began
  /// @param limit at most so many events are taken; more are looked at
  Batch next(
      Selection.OfEvents selection, int number, @Nullable String after, Instant until, int limit) {
    Optional<PipelineVersion> version = workspace.pipeline(selection.pipelineVersion());
    if (version.isEmpty()) {
      return new Batch(List.of(), 0, 0, null, true);
    }
    // Events are told apart by whole milliseconds.
    Instant end = until.plusMillis(1);
    Instant to = selection.to() == null || selection.to().isAfter(end) ? end : selection.to();
    EventFilter filter = new EventFilter(null, null, selection.from(), to);
    // As many as there may be at once, however few are wanted: of millions, one in a thousand may
    // be taken.
    EventPage page =
        events.oldest(filter, after == null ? null : EventId.parse(after), EventQueries.LIST_MAX);
    List<Event> all =
        page.events().stream()
            .filter(it -> selection.takes(it.type()) && rewalk.takes(version.get(), it))
            .toList();
    List<Event> taken = all.subList(0, Math.min(limit, all.size()));
    List<Rewalk.Way> ways = rewalk.take(version.get(), taken);
    long through = ways.stream().map(it -> it.scope().event().id()).distinct().count();
    EventId next = taken.size() < all.size() ? taken.getLast().id() : page.next();
    return new Batch(
        ways.stream().map(it -> promise(it, number)).toList(),
        taken.size(),
        taken.size() - through,
        next == null ? after : next.toString(),
        next == null);
  }

  static Batch.Promise promise(Rewalk.Way way, int number) {
    DeliveryId id =
        DeliveryId.of(way.scope().event().id(), way.version().id(), way.route().position(), number);
    Delivery delivery =
        new Delivery(id, way.scope().event(), way.scope(), way.version(), way.route());
    return new Batch.Promise(delivery, way.lane(), way.rowMax());
  }
}
