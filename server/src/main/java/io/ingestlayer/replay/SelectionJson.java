package io.ingestlayer.replay;

import io.ingestlayer.delivery.DeliveryFilter;
import io.ingestlayer.delivery.DeliveryId;
import io.ingestlayer.event.Value;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A selection as it is stored and shown. Pure.
public final class SelectionJson {
  private SelectionJson() {}

  public static Value.Obj write(Selection selection) {
    return switch (selection) {
      case Selection.OfOne(DeliveryId delivery) ->
          Value.object().put("delivery", delivery.toString()).build();
      case Selection.OfDeliveries(DeliveryFilter filter) ->
          Value.object().put("deliveries", filter(filter)).build();
      case Selection.OfEvents events ->
          Value.object()
              .put(
                  "events",
                  Value.object()
                      .put("pipeline_version", events.pipelineVersion())
                      .put("types", Value.array(events.types().stream().map(Value::of).toList()))
                      .putIfPresent("from", text(events.from()))
                      .putIfPresent("to", text(events.to()))
                      .build())
              .build();
    };
  }

  private static Value.Obj filter(DeliveryFilter filter) {
    Value.ObjBuilder json =
        Value.object()
            .putIfPresent("state", filter.state())
            .putIfPresent("destination", filter.destination())
            .putIfPresent("code", filter.code())
            .putIfPresent("from", text(filter.from()))
            .putIfPresent("to", text(filter.to()));
    Set<Integer> versions = filter.pipelineVersions();
    if (versions != null) {
      json.put(
          "pipeline_versions",
          Value.array(versions.stream().sorted().map(it -> Value.of((long) it)).toList()));
    }
    return json.build();
  }

  /// @throws RuntimeException when it is none that was written here
  static Selection read(Value.Obj json) {
    if (json.get("delivery") instanceof Value.Text one) {
      return new Selection.OfOne(DeliveryId.parse(one.value()));
    }
    if (json.get("deliveries") instanceof Value.Obj filter) {
      return new Selection.OfDeliveries(
          new DeliveryFilter(
              textOrNull(filter.get("state")),
              textOrNull(filter.get("destination")),
              filter.get("pipeline_versions") instanceof Value.Arr versions
                  ? versions.elements().stream()
                      .map(SelectionJson::number)
                      .collect(Collectors.toSet())
                  : null,
              textOrNull(filter.get("code")),
              time(filter.get("from")),
              time(filter.get("to"))));
    }
    Value events = json.get("events");
    return new Selection.OfEvents(
        number(events.get("pipeline_version")),
        elements(events.get("types"), it -> String.valueOf(textOrNull(it))),
        time(events.get("from")),
        time(events.get("to")));
  }

  private static <T> List<T> elements(Value value, Function<Value, T> reader) {
    return value instanceof Value.Arr array
        ? array.elements().stream().map(reader).toList()
        : List.of();
  }

  private static int number(Value value) {
    return ((Value.Num) value).decimal().intValueExact();
  }

  private static @Nullable String textOrNull(Value value) {
    return value instanceof Value.Text text ? text.value() : null;
  }

  private static @Nullable Instant time(Value value) {
    return value instanceof Value.Text text ? Instant.parse(text.value()) : null;
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
