package io.ingestlayer.app.command;

import io.ingestlayer.event.Value;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What is to be sent again: deliveries, one delivery, or stored events.
final class ReplaySelection {
  @Option(names = "--dead", description = "Dead deliveries.")
  private boolean dead;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Deliveries that are dead, delivered or canceled.")
  private @Nullable String state;

  @Option(names = "--delivery", paramLabel = "ID", description = "One delivery, dlv_….")
  private @Nullable String delivery;

  @Option(
      names = "--pipeline",
      paramLabel = "NAME",
      description =
          "With --dead or --state: deliveries of this pipeline. Else: stored events, through this pipeline.")
  private @Nullable String pipeline;

  @Option(
      names = "--version",
      paramLabel = "N",
      description = "The pipeline's version that events go through; default the active one.")
  private @Nullable Integer version;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "Events of this type, or user.*; may be repeated.")
  private List<String> types = List.of();

  @Option(
      names = "--destination",
      paramLabel = "NAME",
      description = "Deliveries to this destination.")
  private @Nullable String destination;

  @Option(
      names = "--code",
      paramLabel = "CODE",
      description = "Deliveries that ended with this code.")
  private @Nullable String code;

  @Mixin private TimeSpanOptions span = new TimeSpanOptions();

  private boolean isOfDeliveries() {
    return dead || state != null;
  }

  /// Why these options do not go together.
  Optional<String> fault() {
    if (delivery == null && !isOfDeliveries() && pipeline == null) {
      return Optional.of(
          "say what to send again: --dead --since 2h, --delivery ID, or --pipeline NAME --from 3d");
    }
    if (delivery != null && (isOfDeliveries() || pipeline != null)) {
      return Optional.of("--delivery ID is one by itself; leave the others out");
    }
    return dead && state != null
        ? Optional.of("give --dead or --state, not both")
        : Optional.empty();
  }

  /// As `POST /v1/replays` takes it.
  Value.ObjBuilder body() {
    if (delivery != null) {
      return Value.object().put("delivery", delivery);
    }
    return isOfDeliveries()
        ? Value.object().put("deliveries", deliveries())
        : Value.object().put("events", events());
  }

  private Value.Obj deliveries() {
    return times()
        .put("state", state == null ? "dead" : state)
        .putIfPresent("destination", destination)
        .putIfPresent("pipeline", pipeline)
        .putIfPresent("code", code)
        .build();
  }

  private Value.Obj events() {
    Value.ObjBuilder events = times().putIfPresent("pipeline", pipeline);
    if (version != null) {
      events.put("version", version);
    }
    if (!types.isEmpty()) {
      events.put("types", Value.array(types.stream().map(Value::of).toList()));
    }
    return events.build();
  }

  private Value.ObjBuilder times() {
    return Value.object().putIfPresent("from", span.from()).putIfPresent("to", span.to());
  }
}
