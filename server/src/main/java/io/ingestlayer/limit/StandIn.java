package io.ingestlayer.limit;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.event.Offset;
import io.ingestlayer.event.Payload;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.EventFields;
import io.ingestlayer.expression.Expression;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.limit.LimitRule.Dimension;
import io.ingestlayer.limit.LimitRule.EntityLookup;
import io.ingestlayer.limit.LimitRule.ThresholdOverride;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An event of which nothing is known but a key, for the threshold that would hold for it.
final class StandIn {
  private static final String EVENT = "$event.";
  private static final String PAYLOAD = "$event.payload.";

  private final LimitRule rule;
  private final Set<String> known = new HashSet<>();
  private final Value.Obj payload;

  /// @param key a value for each dimension of the rule's key
  StandIn(LimitRule rule, Map<String, String> key) {
    this.rule = rule;
    Value.Obj fields = Value.Obj.EMPTY;
    for (Dimension dimension : rule.key()) {
      String path = payloadPath(dimension.value());
      if (path != null) {
        Value value = Value.of(key.getOrDefault(dimension.name(), ""));
        fields = put(fields, List.of(path.split("\\.", -1)), value);
        known.add(PAYLOAD + path);
        known.add(EVENT + path);
      }
    }
    EventFields.hidden(fields).forEach(it -> known.removeIf(path -> isWithin(EVENT + it, path)));
    this.payload = fields;
  }

  /// `team.id` of `$event.team.id` and of `$event.payload.team.id`; null when the expression is anything else.
  private static @Nullable String payloadPath(Expression expression) {
    String source = expression.source().strip();
    if (!source.startsWith(EVENT)
        || source.contains("[")
        || !expression.paths().equals(Set.of(source))) {
      return null;
    }
    if (source.startsWith(PAYLOAD)) {
      return source.substring(PAYLOAD.length());
    }
    String path = source.substring(EVENT.length());
    Value.Obj first = Value.object().put(path.split("\\.", -1)[0], "").build();
    return EventFields.hidden(first).isEmpty() ? path : null;
  }

  private static Value.Obj put(Value.Obj into, List<String> path, Value value) {
    String name = path.getFirst();
    if (path.size() == 1) {
      return into.with(name, value);
    }
    Value.Obj below = into.get(name) instanceof Value.Obj object ? object : Value.Obj.EMPTY;
    return into.with(name, put(below, path.subList(1, path.size()), value));
  }

  private static boolean isWithin(String root, String path) {
    return path.equals(root) || path.startsWith(root + ".");
  }

  /// The threshold; empty when it depends on more than is known, or there is none.
  OptionalLong threshold(Traits traits, Instant now) {
    if (!rule.overrides().stream().allMatch(this::isKnown) || !isKnown(rule.threshold())) {
      return OptionalLong.empty();
    }
    Event event =
        new Event(
            new EventId(new UUID(0, 0)), new Offset(0, 0), "", "", now, now, Payload.of(payload));
    Scope bare = Scope.of(event, now);
    Scope scope = bare;
    for (EntityLookup lookup : rule.entities()) {
      String id = LimitRules.id(lookup, bare);
      Value.Obj found = id == null ? null : traits.find(lookup.kind(), List.of(id)).get(id);
      if (found != null) {
        scope = scope.withEntity(lookup.kind(), found);
      }
    }
    return LimitRules.threshold(rule, scope);
  }

  private boolean isKnown(ThresholdOverride other) {
    return isKnown(other.when()) && isKnown(other.threshold());
  }

  private boolean isKnown(Threshold threshold) {
    return switch (threshold) {
      case Threshold.Fixed _ -> true;
      case Threshold.Computed computed -> isKnown(computed.expression());
    };
  }

  /// Whether everything it reads is of the key, or of an entity that the key names.
  private boolean isKnown(Expression expression) {
    List<String> entities = new ArrayList<>();
    for (EntityLookup lookup : rule.entities()) {
      if (known.containsAll(lookup.key().paths())) {
        entities.add("$entity." + lookup.kind());
      }
    }
    return expression.paths().stream()
        .allMatch(
            path -> known.contains(path) || entities.stream().anyMatch(it -> isWithin(it, path)));
  }
}
