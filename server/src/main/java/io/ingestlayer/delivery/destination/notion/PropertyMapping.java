package io.ingestlayer.delivery.destination.notion;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.message.MessageField;
import io.ingestlayer.delivery.message.MessageText;
import io.ingestlayer.event.Event;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Times;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.expression.ValueTemplate;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What goes into which property of a data source. Pure.
///
/// A property that the route names gets what the route says. The others get the body's field of their name, whatever its case,
/// blanks, `_` and `-`; else `Event type`, `Received at` and `Occurred at` get the event's own. The title falls back to the
/// event's type.
final class PropertyMapping {
  /// Bytes of all properties together, so that there is room for a body within Notion's 500 KB.
  static final int PROPERTIES_SIZE_MAX = 240_000;

  private static final int TEXT_MAX = NotionText.PIECE_MAX * NotionText.PIECES_MAX;
  private static final int NAME_SHOWN_MAX = 60;

  /// A UTF-16 unit takes at most three bytes of JSON once it is clean, and a piece about sixty more.
  private static final int BYTES_PER_UNIT_MAX = 4;

  private final NotionSchema schema;
  private final NotionRoute route;
  private final Set<String> without;

  /// The properties of a page.
  ///
  /// @param unfit what did not fit, as a sentence, or null; the first one
  record Mapped(Value.Obj properties, @Nullable String unfit, Notes notes) {
    Mapped {
      requireNonNull(properties);
      requireNonNull(notes);
    }
  }

  /// @param without properties that are left out, because Notion refused what they were given
  PropertyMapping(NotionSchema schema, NotionRoute route, Set<String> without) {
    this.schema = schema;
    this.route = route;
    this.without = Set.copyOf(without);
  }

  Mapped map(Delivery delivery) {
    SequencedMap<NotionSchema.Property, Value> wanted = new LinkedHashMap<>();
    Notes notes = new Notes();
    String missing = wanted(delivery, wanted, notes);
    Mapped whole = mapped(wanted, missing, notes, TEXT_MAX);
    if (size(whole.properties()) <= PROPERTIES_SIZE_MAX) {
      return whole;
    }
    Notes anew = new Notes();
    notes.remarks().forEach(anew::remark);
    int share = PROPERTIES_SIZE_MAX / BYTES_PER_UNIT_MAX / Math.max(1, wanted.size());
    return withinSize(mapped(wanted, missing, anew, share));
  }

  /// The values by property; returns what is missing, as a sentence, or null.
  private @Nullable String wanted(
      Delivery delivery, SequencedMap<NotionSchema.Property, Value> wanted, Notes notes) {
    String missing = null;
    for (Map.Entry<String, ValueTemplate> one : route.properties().entrySet()) {
      Optional<NotionSchema.Property> property = schema.find(one.getKey());
      if (property.isPresent()) {
        wanted.put(property.get(), one.getValue().evaluate(delivery.scope(), notes));
      } else if (!without.contains(one.getKey())) {
        missing = "there is no property %s".formatted(shown(one.getKey()));
        notes.remark(missing);
      }
    }
    Map<String, Value> fields = fields(delivery);
    for (NotionSchema.Property property : schema.properties().values()) {
      Value field = fields.get(NotionSchema.plain(property.name()));
      if (!wanted.containsKey(property) && field != null) {
        wanted.put(property, field);
      }
      if (property.name().equals(route.eventIdProperty())) {
        wanted.put(property, Value.of(delivery.id().toString()));
      }
      if (property.type().equals("title") && isBlank(wanted.get(property))) {
        wanted.put(property, Value.of(delivery.event().type()));
      }
    }
    return missing;
  }

  private static boolean isBlank(@Nullable Value value) {
    return value == null
        || !value.isPresent()
        || (value instanceof Value.Text(String text) && MessageText.clean(text).isBlank());
  }

  /// The body's fields and what the event says of itself, by plain name.
  private static Map<String, Value> fields(Delivery delivery) {
    Map<String, Value> fields = new LinkedHashMap<>();
    Event event = delivery.event();
    fields.put("eventtype", Value.of(event.type()));
    fields.put("receivedat", Value.of(Times.text(event.receivedAt())));
    fields.put("occurredat", Value.of(Times.text(event.occurredAt())));
    Map<String, Value> ofBody = new LinkedHashMap<>();
    MessageField.body(delivery)
        .members()
        .forEach((name, value) -> ofBody.putIfAbsent(NotionSchema.plain(name), value));
    fields.putAll(ofBody);
    return fields;
  }

  private Mapped mapped(
      SequencedMap<NotionSchema.Property, Value> wanted,
      @Nullable String missing,
      Notes notes,
      int textMax) {
    Value.ObjBuilder properties = Value.object();
    String unfit = missing;
    for (Map.Entry<NotionSchema.Property, Value> one : wanted.entrySet()) {
      NotionSchema.Property property = one.getKey();
      Value value = one.getValue();
      if (!value.isPresent()) {
        continue;
      }
      if (without.contains(property.name())) {
        notes.remark("left out: Notion refused what %s got".formatted(shown(property.name())));
        continue;
      }
      if (PropertyValue.isReadOnly(property)) {
        notes.remark(
            "%s was left out: Notion fills a %s itself"
                .formatted(shown(property.name()), property.type()));
        continue;
      }
      try {
        properties.put(property.name(), PropertyValue.of(property, value, notes, textMax));
      } catch (UnfitException e) {
        String why = shown(property.name()) + " " + e.reason();
        notes.remark("left out: " + why);
        unfit = unfit == null ? why : unfit;
      }
    }
    return new Mapped(properties.build(), unfit, notes);
  }

  /// Without the properties that there is still no room for.
  private static Mapped withinSize(Mapped mapped) {
    Value.ObjBuilder kept = Value.object();
    int room = PROPERTIES_SIZE_MAX;
    for (Map.Entry<String, Value> one : mapped.properties().members().entrySet()) {
      int size = size(Value.object().put(one.getKey(), one.getValue()).build());
      if (size <= room) {
        kept.put(one.getKey(), one.getValue());
        room -= size;
      } else {
        mapped.notes().remark("left out: there is no room for " + shown(one.getKey()));
      }
    }
    return new Mapped(kept.build(), mapped.unfit(), mapped.notes());
  }

  private static int size(Value value) {
    return Json.write(value).getBytes(StandardCharsets.UTF_8).length;
  }

  private static String shown(String name) {
    return MessageText.shortened(MessageText.clean(name), NAME_SHOWN_MAX);
  }
}
