package io.ingestlayer.pipeline;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.FieldTypes;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.DestinationType;
import io.ingestlayer.delivery.LaneSpec;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.expression.ValueTemplate;

/// A destination with a lane for each channel, which sends so many at once. Nothing opens it here.
record SampleDestination(String key, int batchMax) implements DestinationType {
  private static final Field<ValueTemplate> CHANNEL =
      Field.withDefault(
          "channel",
          FieldTypes.VALUE_TEMPLATE,
          ValueTemplate.of("main"),
          "Where to; fails on `broken`.");

  @Override
  public ConfigSpec config() {
    return ConfigSpec.of();
  }

  @Override
  public ConfigSpec route(Config destination) {
    return ConfigSpec.of(CHANNEL);
  }

  @Override
  public LaneSpec lanes(Config destination) {
    return new LaneSpec(1, batchMax, null);
  }

  @Override
  public String lane(Config destination, Config route, Scope scope) {
    Value channel = route.get(CHANNEL).evaluate(scope, Notes.none());
    String lane = channel instanceof Value.Text text ? text.value() : "none";
    if (lane.equals("broken")) {
      throw new IllegalStateException("a fault of the destination's type");
    }
    return lane;
  }

  @Override
  public Value preview(Config destination, Delivery delivery, DestinationContext context) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Destination open(Config destination, DestinationContext context) {
    throw new UnsupportedOperationException();
  }
}
