package io.ingestlayer.delivery;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Offset;
import io.ingestlayer.event.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The `extra` of an open row: what cannot be had from the log and the definitions. Null for most rows.
///
/// - `scopes`, `scope_of`: the different scopes' snapshots, and which delivery has which; `scope_of` is left out when
///   there is but one, both when nothing was learned
/// - `traits`: an entity's traits, once for the row; in the scopes stands their place in this list
/// - `decided_at`: what `now()` answers, where that is not the row's `created_at`
/// - `ids`: the deliveries' ids, where they are not those of the first time
/// - `progress`: what of each delivery is done already, as its destination said; null for those nothing is done of
/// - `events`: copies of events so old when they are due that the log may have dropped them
final class OpenExtra {
  private static final Duration COPIED_AFTER = Duration.ofDays(8);
  static final OpenExtra NONE = new OpenExtra(Value.Obj.EMPTY);

  private final Value.Obj stored;

  private OpenExtra(Value.Obj stored) {
    this.stored = stored;
  }

  static OpenExtra read(@Nullable String json) {
    return json == null ? NONE : new OpenExtra(Json.parseObject(json));
  }

  /// The text for the row, or null when there is nothing to keep.
  static @Nullable String write(OpenDelivery open) {
    Value.ObjBuilder extra = Value.object();
    new Writing().scopes(open.deliveries(), extra);
    Delivery first = open.deliveries().getFirst();
    Instant decidedAt = first.scope().now();
    if (!decidedAt.equals(open.createdAt())) {
      extra.put("decided_at", decidedAt.toString());
    }
    if (open.deliveries().stream().anyMatch(it -> !it.id().equals(firstId(it)))) {
      extra.put("ids", texts(open, it -> open.deliveries().get(it).id().value().toString()));
    }
    if (open.deliveries().stream().anyMatch(it -> it.progress() != null)) {
      extra.put(
          "progress",
          Value.array(
              open.deliveries().stream().map(Delivery::progress).map(OpenExtra::value).toList()));
    }
    if (first.event().receivedAt().plus(COPIED_AFTER).isBefore(open.due())) {
      extra.put(
          "events",
          Value.array(open.deliveries().stream().map(it -> EventCopy.write(it.event())).toList()));
    }
    Value.Obj built = extra.build();
    return built.members().isEmpty() ? null : Json.write(built);
  }

  private static Value value(@Nullable String text) {
    return text == null ? Value.Null.NULL : Value.of(text);
  }

  private static Value.Arr texts(OpenDelivery open, IntFunction<String> text) {
    return Value.array(
        IntStream.range(0, open.deliveries().size())
            .mapToObj(it -> Value.of(text.apply(it)))
            .toList());
  }

  private static DeliveryId firstId(Delivery delivery) {
    return DeliveryId.of(
        delivery.event().id(), delivery.pipeline().id(), delivery.route().position(), 0);
  }

  /// Whether the row was written with copies of its events.
  boolean hasEvents() {
    return stored.get("events").isPresent();
  }

  Event event(int position, Offset offset) {
    return EventCopy.read(offset, stored.get("events").get(position));
  }

  /// The id of the delivery at that place in the row.
  DeliveryId id(int position, Event event, int pipelineVersion, int route) {
    return stored.get("ids").get(position) instanceof Value.Text id
        ? new DeliveryId(UUID.fromString(id.value()))
        : DeliveryId.of(event.id(), pipelineVersion, route, 0);
  }

  /// What of the delivery at that place in the row is done already, or null.
  @Nullable String progress(int position) {
    return stored.get("progress").get(position) instanceof Value.Text text ? text.value() : null;
  }

  Instant decidedAt(Instant createdAt) {
    return stored.get("decided_at") instanceof Value.Text text
        ? Instant.parse(text.value())
        : createdAt;
  }

  /// What the delivery at that place in the row had learned.
  Value.Obj snapshot(int position) {
    int which =
        stored.get("scope_of").get(position) instanceof Value.Num number
            ? number.decimal().intValueExact()
            : 0;
    return stored.get("scopes").get(which) instanceof Value.Obj snapshot
        ? withTraits(snapshot)
        : Value.Obj.EMPTY;
  }

  private Value.Obj withTraits(Value.Obj snapshot) {
    if (!(snapshot.get("entity") instanceof Value.Obj entities)) {
      return snapshot;
    }
    Value.ObjBuilder restored = Value.object();
    entities
        .members()
        .forEach((kind, place) ->
            restored.put(
                kind, stored.get("traits").get(((Value.Num) place).decimal().intValueExact())));
    return snapshot.with("entity", restored.build());
  }

  /// Finds what is the same in the scopes of one row. Compares texts: `1` and `1.0` are equal numbers and yet not to be
  /// exchanged.
  private static final class Writing {
    private final Map<String, Integer> traitPlaces = new HashMap<>();
    private final IdentityHashMap<Value, Integer> traitsSeen = new IdentityHashMap<>();
    private final List<Value> traits = new ArrayList<>();
    private final Map<String, Integer> scopePlaces = new HashMap<>();
    private final List<Value> scopes = new ArrayList<>();

    void scopes(List<Delivery> deliveries, Value.ObjBuilder extra) {
      List<Value> scopeOf =
          deliveries.stream()
              .map(it -> Value.of(place(it.scope().snapshot())))
              .collect(Collectors.toList());
      boolean nothingLearned = scopes.stream().allMatch(it -> ((Value.Obj) it).members().isEmpty());
      if (nothingLearned) {
        return;
      }
      extra.put("scopes", Value.array(scopes));
      if (scopes.size() > 1) {
        extra.put("scope_of", Value.array(scopeOf));
      }
      if (!traits.isEmpty()) {
        extra.put("traits", Value.array(traits));
      }
    }

    private long place(Value.Obj snapshot) {
      Value.Obj withPlaces =
          snapshot.get("entity") instanceof Value.Obj entities
              ? snapshot.with("entity", places(entities))
              : snapshot;
      return scopePlaces.computeIfAbsent(
          Json.write(withPlaces),
          _ -> {
            scopes.add(withPlaces);
            return scopes.size() - 1;
          });
    }

    private Value.Obj places(Value.Obj entities) {
      Value.ObjBuilder places = Value.object();
      entities.members().forEach((kind, found) -> places.put(kind, traitPlace(found)));
      return places.build();
    }

    private long traitPlace(Value found) {
      Integer seen = traitsSeen.get(found);
      if (seen != null) {
        return seen;
      }
      int place =
          traitPlaces.computeIfAbsent(
              Json.write(found),
              _ -> {
                traits.add(found);
                return traits.size() - 1;
              });
      traitsSeen.put(found, place);
      return place;
    }
  }
}
