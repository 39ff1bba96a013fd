package io.ingestlayer.workspace;

import static io.ingestlayer.workspace.LimitReader.ACTION;
import static io.ingestlayer.workspace.LimitReader.AGAIN_AT;
import static io.ingestlayer.workspace.LimitReader.CONTEXT;
import static io.ingestlayer.workspace.LimitReader.EMIT;
import static io.ingestlayer.workspace.LimitReader.EMIT_PAYLOAD;
import static io.ingestlayer.workspace.LimitReader.EMIT_TYPE;
import static io.ingestlayer.workspace.LimitReader.INCLUDE_SYSTEM;
import static io.ingestlayer.workspace.LimitReader.KEY;
import static io.ingestlayer.workspace.LimitReader.LIMIT;
import static io.ingestlayer.workspace.LimitReader.MATCH;
import static io.ingestlayer.workspace.LimitReader.MEASURE;
import static io.ingestlayer.workspace.LimitReader.OVERRIDES;
import static io.ingestlayer.workspace.LimitReader.SPAN;
import static io.ingestlayer.workspace.LimitReader.UNIT;
import static io.ingestlayer.workspace.LimitReader.WARN_AT;
import static io.ingestlayer.workspace.LimitReader.WEIGHT;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.Node;
import io.ingestlayer.event.Glob;
import io.ingestlayer.event.Value;
import io.ingestlayer.limit.Counted;
import io.ingestlayer.limit.Interval;
import io.ingestlayer.limit.LimitAction;
import io.ingestlayer.limit.LimitRule;
import io.ingestlayer.limit.LimitRule.Dimension;
import io.ingestlayer.limit.LimitUnit;
import io.ingestlayer.limit.Protections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What must hold between the fields of a limit, each of which is right by itself.
final class LimitChecks {
  private static final int OVERRIDES_MAX = 100;

  private final Node.Members document;
  private final Config config;
  private final Counted on;
  private final ConfigReader reader;

  private LimitChecks(Node.Members document, Config config, Counted on, ConfigReader reader) {
    this.document = document;
    this.config = config;
    this.on = on;
    this.reader = reader;
  }

  /// Adds an error for each thing that does not hold.
  static void check(Node.Members document, Config config, Counted on, ConfigReader reader) {
    LimitChecks checks = new LimitChecks(document, config, on, reader);
    checks.name();
    checks.match();
    checks.unit();
    checks.interval();
    checks.action();
    checks.dimensions();
    checks.overrides();
    checks.emit();
  }

  private void name() {
    if (Protections.NAMES.contains(config.get(LIMIT))) {
      error(
          LIMIT,
          "duplicate_name",
          "\"" + config.get(LIMIT) + "\" is one of the product's own limits; choose another name");
    }
  }

  private void match() {
    boolean given = !config.get(MATCH).isEmpty();
    if (on == Counted.EVENT && !given) {
      error(
          MATCH,
          "missing_key",
          "\"match\" is missing: name the event types it counts, or write match: \"*\" for all");
    }
    if (on == Counted.API_CALL && given) {
      error(
          MATCH,
          "contradiction",
          "a request has no event type; narrow it with when: $context.source == \"…\", or count with on: event");
    }
  }

  private void unit() {
    boolean chars = config.get(UNIT).equals(LimitUnit.CHARS.word());
    boolean measured = config.find(MEASURE).isPresent();
    if (chars && !measured) {
      error(
          UNIT,
          "missing_key",
          "\"measure\" is missing: the text whose characters are counted, such as $event.text");
    }
    if (!chars && measured) {
      error(MEASURE, "contradiction", "\"measure\" is only for unit: chars; use \"weight\" here");
    }
    if (chars && config.find(WEIGHT).isPresent()) {
      error(WEIGHT, "contradiction", "\"weight\" is only for unit: count; use \"measure\" here");
    }
  }

  private void interval() {
    if (config.get(SPAN) instanceof Interval.PerEvent) {
      if (!config.get(WARN_AT).isEmpty()) {
        error(WARN_AT, "contradiction", "nothing adds up with interval: per_event; remove warn_at");
      }
      if (config.find(AGAIN_AT).isPresent()) {
        error(
            AGAIN_AT,
            "contradiction",
            "with interval: per_event each violation has its own record; remove again_at");
      }
    }
  }

  private void action() {
    boolean unstoppable = on == Counted.API_CALL || on == Counted.RENDER;
    if (config.get(ACTION) == LimitAction.DROP && unstoppable) {
      error(
          ACTION,
          "not_supported",
          "this version does not know the action drop on: %s yet; write action: record"
              .formatted(on.word()));
    }
  }

  private void dimensions() {
    List<Dimension> key = config.get(KEY);
    List<Dimension> context = config.get(CONTEXT);
    if (key.size() + context.size() > LimitRule.DIMENSIONS_MAX) {
      error(CONTEXT, "too_many", "more than " + LimitRule.DIMENSIONS_MAX + " in key and context");
    }
    Set<String> names = key.stream().map(Dimension::name).collect(Collectors.toSet());
    for (Dimension dimension : context) {
      if (names.contains(dimension.name())) {
        error(
            CONTEXT,
            "duplicate_name",
            "the record shows \""
                + dimension.name()
                + "\" already, from the key; rename or remove it");
      }
    }
  }

  private void overrides() {
    if (config.get(OVERRIDES).size() > OVERRIDES_MAX) {
      error(OVERRIDES, "too_many", "more than " + OVERRIDES_MAX + " overrides; use an expression");
    }
  }

  private void emit() {
    Config emit = config.find(EMIT).orElse(null);
    if (emit == null) {
      return;
    }
    if (!mayBeAnObject()) {
      reader.error(
          emit.at(),
          "wrong_type",
          "the payload of an event is an object, such as { used: $limit.value }");
    }
    if (counts(emit.get(EMIT_TYPE))) {
      reader.error(
          emit.at(),
          "limit_loop",
          "the limit would count the event that it emits; emit another type, or match other events");
    }
  }

  /// A rule leaves the events of limits out unless it asks for them; one that names the very type was not meant so.
  private boolean counts(String type) {
    List<String> match = config.get(MATCH);
    return switch (on) {
      case API_CALL -> false;
      case EVENT, NOTIFICATION, RENDER ->
          match.contains(type)
              || (config.get(INCLUDE_SYSTEM)
                  && (match.isEmpty()
                      || match.stream().anyMatch(it -> new Glob(it).matches(type))));
    };
  }

  private boolean mayBeAnObject() {
    Node payload =
        document
            .find(EMIT.key())
            .map(Node.Member::value)
            .filter(Node.Members.class::isInstance)
            .flatMap(it -> ((Node.Members) it).find(EMIT_PAYLOAD.key()))
            .map(Node.Member::value)
            .orElseThrow();
    return switch (payload) {
      case Node.Members _ -> true;
      case Node.Items _ -> false;
      case Node.Scalar scalar when scalar.value() instanceof Value.Text(String text) ->
          text.startsWith("$") || (text.startsWith("{") && !text.startsWith("{{"));
      case Node.Scalar _ -> false;
    };
  }

  private void error(Field<?> field, String code, String message) {
    reader.error(LimitReader.at(document, field), code, message);
  }
}
