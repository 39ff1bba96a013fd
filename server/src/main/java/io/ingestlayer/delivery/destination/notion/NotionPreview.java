package io.ingestlayer.delivery.destination.notion;

import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.message.MessageField;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Notes;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// What would be written, for a person to look at. Without asking Notion nobody knows the properties' types, so that they are
/// shown by the values they would get; those that the database does not have are left out when it is written. Pure.
final class NotionPreview {
  private NotionPreview() {}

  static Value.Obj of(Delivery delivery, NotionRoute route, String link) {
    NotionBody text = NotionBody.of(delivery, route, link);
    Value.Obj body = NotionMessage.toPage(text).body();
    return route.target() instanceof NotionRoute.Target.Page
        ? body.with("page", Value.of(route.target().shown()))
        : Value.object()
            .put("database", route.target().shown())
            .put("properties", properties(delivery, route))
            .put("children", body.get("children"))
            .build();
  }

  private static Value properties(Delivery delivery, NotionRoute route) {
    SequencedMap<String, Value> properties = new LinkedHashMap<>();
    properties.put("title", Value.of(delivery.event().type()));
    properties.putAll(MessageField.body(delivery).members());
    route
        .properties()
        .forEach((name, template) -> {
          Value value = template.evaluate(delivery.scope(), Notes.none());
          // Named by its own name, not by the field's that it stands for.
          properties
              .keySet()
              .removeIf(it -> NotionSchema.plain(it).equals(NotionSchema.plain(name)));
          properties.put(name, value.isPresent() ? value : Value.Null.NULL);
        });
    if (route.eventIdProperty() != null) {
      properties.put(route.eventIdProperty(), Value.of(delivery.id().toString()));
    }
    return Value.Obj.of(properties);
  }
}
