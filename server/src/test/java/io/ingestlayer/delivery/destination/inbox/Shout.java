package io.ingestlayer.delivery.destination.inbox;

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
import io.ingestlayer.expression.Scope;
import java.util.Locale;

/// A type to stand in for: it needs a token, and its messages are short.
final class Shout implements DestinationType {
  private static final Field<String> TO_WHOM =
      Field.required("to_whom", FieldTypes.TEXT, "Who is to hear it.");

  @Override
  public String key() {
    return "shout";
  }

  @Override
  public ConfigSpec config() {
    return ConfigSpec.of(Field.required("token", FieldTypes.SECRET, "What nobody has."));
  }

  @Override
  public ConfigSpec route(Config destination) {
    return ConfigSpec.of(TO_WHOM);
  }

  @Override
  public LaneSpec lanes(Config destination) {
    return new LaneSpec(7, 1, null);
  }

  @Override
  public String lane(Config destination, Config route, Scope scope) {
    return route.get(TO_WHOM);
  }

  @Override
  public Value preview(Config destination, Delivery delivery, DestinationContext context) {
    return Value.object().put("hey", delivery.route().config().get(TO_WHOM)).build();
  }

  @Override
  public String read(Config destination, Value preview) {
    return preview.get("hey") instanceof Value.Text(String whom)
        ? "HEY " + whom.toUpperCase(Locale.ROOT)
        : "";
  }

  @Override
  public Destination open(Config destination, DestinationContext context) {
    throw new AssertionError("nobody shouts here");
  }
}
