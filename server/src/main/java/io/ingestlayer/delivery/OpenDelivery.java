package io.ingestlayer.delivery;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One row of promises not yet kept: deliveries of one lane, one route and one partition that wait together.
///
/// A paced lane has one delivery in each; a lane that sends many at once has a micro-batch.
///
/// @param id begins as the id of its first event does: with when that was received, so that it is found by any of its
///     events and deliveries; see [OpenIds]
/// @param root the id of the row these deliveries were first decided in; attempts are filed under it
/// @param createdAt when it was decided
/// @param due not to be sent before
/// @param attempts tries that counted
/// @param code of the last try, or null before the first
/// @param priority whether it gives way to others of its lane
/// @param orderKey rows of one lane that have the same go one after the other; null for no order. Such a row has one
///     delivery
public record OpenDelivery(
    UUID id,
    UUID root,
    LaneKey lane,
    List<Delivery> deliveries,
    Instant createdAt,
    Instant due,
    int attempts,
    State state,
    @Nullable String code,
    @Nullable String detail,
    Priority priority,
    @Nullable Long orderKey) {
  /// Deliveries that one row may hold.
  public static final int DELIVERIES_MAX = 500;

  /// Why it is still open.
  public enum State {
    /// Not tried yet.
    PENDING,
    /// Tried, and to be tried again when it is due.
    RETRYING,
    /// Waits for a person to mend the destination; one of its lane probes now and then.
    HELD
  }

  /// Who goes first in a lane.
  public enum Priority {
    /// What events lead to as they come in.
    LIVE(0),
    /// What is sent again because somebody asked for it: only while nothing live can be sent. Never handed over in memory.
    REPLAY(1);

    private final int code;

    Priority(int code) {
      this.code = code;
    }

    /// As it is stored.
    int code() {
      return code;
    }

    static Priority of(int code) {
      return code == REPLAY.code ? REPLAY : LIVE;
    }
  }

  public OpenDelivery {
    requireNonNull(id);
    requireNonNull(root);
    requireNonNull(lane);
    deliveries = List.copyOf(deliveries);
    requireNonNull(createdAt);
    requireNonNull(due);
    requireNonNull(state);
    requireNonNull(priority);
    if (deliveries.isEmpty() || deliveries.size() > DELIVERIES_MAX) {
      throw new IllegalArgumentException(
          "an open delivery promises 1 to 500 events, not " + deliveries.size());
    }
    if (orderKey != null && deliveries.size() > 1) {
      throw new IllegalArgumentException("an open delivery in an order promises one event");
    }
  }

  /// Newly decided deliveries of one lane, one route and one partition.
  public static OpenDelivery decided(UUID id, LaneKey lane, List<Delivery> deliveries, Instant at) {
    return new OpenDelivery(
        id, id, lane, deliveries, at, at, 0, State.PENDING, null, null, Priority.LIVE, null);
  }

  /// What is to be sent again because a person or a job asked for it.
  public static OpenDelivery again(
      UUID id, LaneKey lane, List<Delivery> deliveries, Instant at, Priority priority) {
    return new OpenDelivery(
        id, id, lane, deliveries, at, at, 0, State.RETRYING, null, null, priority, null);
  }

  /// A new row for some of its deliveries.
  OpenDelivery part(
      UUID newId,
      List<Delivery> some,
      Instant newDue,
      int newAttempts,
      State newState,
      @Nullable String newCode,
      @Nullable String newDetail) {
    return new OpenDelivery(
        newId,
        root,
        lane,
        some,
        createdAt,
        newDue,
        newAttempts,
        newState,
        newCode,
        newDetail,
        priority,
        orderKey);
  }

  /// Whether it cannot be found by its id from each of its events, since they were received too far apart.
  boolean isSpread() {
    return deliveries.stream().anyMatch(it -> !OpenIds.near(id, it.event().id().value()));
  }

  /// Whether it is a replayed row that something live of the same order may come to wait for.
  boolean mayBeWaitedFor() {
    return orderKey != null && priority == Priority.REPLAY;
  }

  /// The same as something live: a replayed row that something live of the same order waits for.
  OpenDelivery pulledForward() {
    return new OpenDelivery(
        id,
        root,
        lane,
        deliveries,
        createdAt,
        due,
        attempts,
        state,
        code,
        detail,
        Priority.LIVE,
        orderKey);
  }

  /// The same with an order.
  public OpenDelivery inOrder(@Nullable Long key) {
    return new OpenDelivery(
        id, root, lane, deliveries, createdAt, due, attempts, state, code, detail, priority, key);
  }
}
