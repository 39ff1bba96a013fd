package io.ingestlayer.delivery.destination.postgres;

import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.event.Event;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Notes;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// The row that would be written, for a person to look at: every column that could be filled. Those that the table does not
/// have are left out when it is written. Pure.
final class RowPreview {
  private RowPreview() {}

  static Value.Obj of(Delivery delivery, TableRoute route) {
    Event event = delivery.event();
    Value.Obj body = RowMapping.bodyOf(delivery);
    SequencedMap<String, Value> row = new LinkedHashMap<>();
    String eventId = route.wantedEventId();
    if (eventId != null) {
      row.put(eventId, Value.of(event.id().toString()));
    }
    row.put("event_type", Value.of(event.type()));
    row.put("received_at", Value.of(event.receivedAt().toString()));
    row.put("occurred_at", Value.of(event.occurredAt().toString()));
    body.members()
        .forEach((name, value) -> {
          if (!name.equals(eventId)) {
            row.put(name, value);
          }
        });
    if (route.unique().contains(TableRoute.PIPELINE)) {
      row.put(TableRoute.PIPELINE, Value.of(delivery.pipeline().name()));
    }
    row.put(RowMapping.PAYLOAD, body);
    route
        .columns()
        .forEach((column, template) -> {
          Value value = template.evaluate(delivery.scope(), Notes.none());
          row.put(column, value.isPresent() ? value : Value.Null.NULL);
        });
    return Value.Obj.of(row);
  }
}
