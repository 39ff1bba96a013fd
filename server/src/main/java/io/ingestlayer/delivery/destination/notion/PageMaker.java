package io.ingestlayer.delivery.destination.notion;

import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.vendor.JsonAnswer;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.HttpSendException;
import io.ingestlayer.platform.http.HttpSender.Answer;
import io.ingestlayer.platform.net.EgressRefusedException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Makes a page for an event in a data source. For one attempt.
///
/// A schema may have changed since it was read: when something does not fit one that was read before, or Notion refuses a
/// property, it is read once more and the event is mapped anew. What Notion refuses after that is left out, or rejects the
/// event, as the route says.
final class PageMaker {
  private static final int SENDS_MAX = 4;

  private final NotionApi api;
  private final NotionSchemas schemas;
  private final InstantSource clock;
  private final Said said;
  private final Set<String> without = new HashSet<>();

  PageMaker(NotionApi api, NotionSchemas schemas, InstantSource clock, Said said) {
    this.api = api;
    this.schemas = schemas;
    this.clock = clock;
    this.said = said;
  }

  AttemptResult make(
      NotionRoute.Target.Database target, Delivery delivery, NotionRoute route, String link)
      throws EgressRefusedException, HttpSendException {
    NotionBody text = NotionBody.of(delivery, route, link);
    for (int send = 1; ; send++) {
      said.read();
      switch (schemas.look(target)) {
        case NotionSchemas.Look.Failed(AttemptResult result, String response) -> {
          said.answered(response);
          return result;
        }
        case NotionSchemas.Look.Ready(NotionSchema schema, boolean fresh) -> {
          PropertyMapping.Mapped mapped = new PropertyMapping(schema, route, without).map(delivery);
          Optional<AttemptResult> unusable = unusable(schema, route, mapped);
          if (unusable.isPresent() && !fresh && send < SENDS_MAX) {
            schemas.forget(target);
            continue;
          }
          if (unusable.isPresent()) {
            return unusable.get();
          }
          Optional<AttemptResult> there = there(schema, route, delivery);
          if (there.isPresent()) {
            return there.get();
          }
          NotionMessage message = NotionMessage.toDataSource(schema.id(), mapped, text);
          NotionAnswer answer = send(message);
          if (answer.isDone()) {
            return new AttemptResult.Delivered("ok", message.note());
          }
          Set<String> named = named(answer, mapped);
          boolean changes =
              fresh ? !route.rejects() && without.addAll(named) : mayHaveChanged(answer, named);
          if (!changes || send >= SENDS_MAX) {
            return refused(answer, named, target);
          }
          schemas.forget(target);
        }
      }
    }
  }

  private NotionAnswer send(NotionMessage message)
      throws EgressRefusedException, HttpSendException {
    String json = Json.write(message.body());
    said.write(json);
    return NotionAnswer.of(said.answered(api.createPage(json)));
  }

  /// Why no page is to be made: the route asks for what the data source cannot do.
  private static Optional<AttemptResult> unusable(
      NotionSchema schema, NotionRoute route, PropertyMapping.Mapped mapped) {
    String wanted = route.eventIdProperty();
    if (wanted != null) {
      NotionSchema.Property property = schema.properties().get(wanted);
      if (property == null || !property.type().equals("rich_text")) {
        return Optional.of(
            new AttemptResult.Hold(
                "event_id_property",
                property == null
                    ? "there is no property \"%s\" for the delivery's id".formatted(wanted)
                    : "\"%s\", for the delivery's id, is a %s".formatted(wanted, property.type()),
                "make a property of that name and of the type Text, or take event_id_property out of the route",
                false));
      }
    }
    return route.rejects() && mapped.unfit() != null
        ? Optional.of(
            new AttemptResult.Reject(
                "value_refused",
                mapped.unfit(),
                "change the route's properties or the database's, then send it again"))
        : Optional.empty();
  }

  /// Whether an attempt before this one made the page, and its answer was lost.
  private Optional<AttemptResult> there(NotionSchema schema, NotionRoute route, Delivery delivery)
      throws EgressRefusedException, HttpSendException {
    String property = route.eventIdProperty();
    if (property == null) {
      return Optional.empty();
    }
    said.read();
    Answer found = said.answered(api.find(schema.id(), property, delivery.id().toString()));
    NotionAnswer answer = NotionAnswer.of(found);
    if (!answer.isDone()) {
      return Optional.of(answer.refused(route.target().shown(), false, clock.instant()));
    }
    boolean isThere =
        JsonAnswer.of(found).get("results") instanceof Value.Arr(List<Value> pages)
            && !pages.isEmpty();
    return isThere
        ? Optional.of(
            new AttemptResult.Delivered("already_there", "an earlier attempt had made the page"))
        : Optional.empty();
  }

  /// The properties that the refusal speaks of; none when it speaks of something else.
  private static Set<String> named(NotionAnswer answer, PropertyMapping.Mapped mapped) {
    return answer.isValidationError() || answer.isNotFound()
        ? RefusedProperties.in(answer.message(), mapped.properties())
        : Set.of();
  }

  private static boolean mayHaveChanged(NotionAnswer answer, Set<String> named) {
    return answer.isNotFound() || !named.isEmpty();
  }

  private AttemptResult refused(
      NotionAnswer answer, Set<String> named, NotionRoute.Target.Database target) {
    AttemptResult result = answer.refused(target.shown(), true, clock.instant());
    // What is not found is a page that this event names, and says nothing about the next event.
    return answer.isNotFound() && !named.isEmpty()
        ? new AttemptResult.Reject(
            "value_refused",
            "Notion does not know what %s leads to, or it is not shared with the integration"
                .formatted(named.iterator().next()),
            "share the other database with the integration, or correct the id, then send it again")
        : result;
  }
}
