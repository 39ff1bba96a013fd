package io.ingestlayer.replay;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.delivery.DeliveryFilter;
import io.ingestlayer.delivery.DeliveryId;
import io.ingestlayer.event.Glob;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is to be sent again.
public sealed interface Selection {

  /// One delivery that has finished.
  record OfOne(DeliveryId delivery) implements Selection {
    public OfOne {
      requireNonNull(delivery);
    }
  }

  /// The deliveries that a list with that filter shows, under the pipeline version each was decided under.
  ///
  /// @param filter its state is one of [#STATES]
  record OfDeliveries(DeliveryFilter filter) implements Selection {
    /// What had a destination and has ended.
    public static final Set<String> STATES = Set.of("dead", "delivered", "canceled");

    public OfDeliveries {
      if (filter.state() == null || !STATES.contains(filter.state())) {
        throw new IllegalArgumentException("deliveries of a state that cannot be sent again");
      }
    }
  }

  /// Stored events, taken through a pipeline version as if they came now; no limit counts them once more.
  ///
  /// @param pipelineVersion the version's id, active or not
  /// @param types event types or globs; empty for what the pipeline itself takes
  /// @param from received at that time or later
  /// @param to received before that time
  record OfEvents(
      int pipelineVersion, List<String> types, @Nullable Instant from, @Nullable Instant to)
      implements Selection {
    public static final int TYPES_MAX = 50;

    public OfEvents {
      types = List.copyOf(types);
      if (types.size() > TYPES_MAX) {
        throw new IllegalArgumentException("at most 50 types of events");
      }
    }

    /// Whether that type is one of those asked for.
    public boolean takes(String type) {
      return types.isEmpty()
          || types.stream()
              .anyMatch(it -> Glob.isGlob(it) ? new Glob(it).matches(type) : it.equals(type));
    }
  }
}
