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
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What an inbox is to those who define one: the type it stands in for, and nothing else.
public final class InboxDestinationType implements DestinationType {
  static final Field<String> AS =
      Field.required(
          "as",
          FieldTypes.TEXT,
          "The type of destination it stands in for, such as slack: routes are written as for that one.");

  private final Function<String, Optional<DestinationType>> types;

  /// @param types the other types by name
  public InboxDestinationType(Function<String, Optional<DestinationType>> types) {
    this.types = types;
  }

  @Override
  public String key() {
    return "inbox";
  }

  @Override
  public ConfigSpec config() {
    return ConfigSpec.of(AS)
        .with((config, reader) -> {
          if (find(config).isEmpty()) {
            reader.error(
                config.at(),
                "unknown_type",
                "an inbox cannot stand in for \"%s\"; it can for %s"
                    .formatted(
                        config.get(AS),
                        String.join(", ", others(reader.catalog().destinationTypes()))));
          }
        });
  }

  @Override
  public ConfigSpec route(Config destination) {
    return standIn(destination).route(Config.empty(destination.at()));
  }

  @Override
  public boolean isRemote() {
    return false;
  }

  @Override
  public LaneSpec lanes(Config destination) {
    return standIn(destination).lanes(Config.empty(destination.at()));
  }

  @Override
  public String lane(Config destination, Config route, Scope scope) {
    return standIn(destination).lane(Config.empty(destination.at()), route, scope);
  }

  @Override
  public Value preview(Config destination, Delivery delivery, DestinationContext context) {
    return standIn(destination).preview(Config.empty(destination.at()), delivery, context);
  }

  @Override
  public String read(Config destination, Value preview) {
    return standIn(destination).read(Config.empty(destination.at()), preview);
  }

  @Override
  public Destination open(Config destination, DestinationContext context) {
    return new InboxDestination(standIn(destination), destination, context);
  }

  private DestinationType standIn(Config destination) {
    return find(destination).orElseThrow(() -> new IllegalStateException("checked when loaded"));
  }

  private List<String> others(List<String> types) {
    return types.stream().filter(it -> !it.equals(key())).toList();
  }

  /// Not itself: an inbox of an inbox would never end.
  private Optional<DestinationType> find(Config destination) {
    return types.apply(destination.get(AS)).filter(it -> !it.key().equals(key()));
  }
}
