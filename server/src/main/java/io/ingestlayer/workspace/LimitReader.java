package io.ingestlayer.workspace;

import static io.ingestlayer.component.FieldTypes.BOOLEAN;
import static io.ingestlayer.component.FieldTypes.EXPRESSION;
import static io.ingestlayer.component.FieldTypes.VALUE_TEMPLATE;
import static io.ingestlayer.component.FieldTypes.choice;
import static io.ingestlayer.component.FieldTypes.duration;
import static io.ingestlayer.component.FieldTypes.integer;
import static io.ingestlayer.component.FieldTypes.listOf;
import static io.ingestlayer.component.FieldTypes.mapping;
import static io.ingestlayer.component.FieldTypes.text;
import static io.ingestlayer.workspace.IntervalType.INTERVAL;
import static io.ingestlayer.workspace.ThresholdType.THRESHOLD;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.Location;
import io.ingestlayer.component.Node;
import io.ingestlayer.expression.Expression;
import io.ingestlayer.expression.ValueTemplate;
import io.ingestlayer.limit.Counted;
import io.ingestlayer.limit.Interval;
import io.ingestlayer.limit.LimitAction;
import io.ingestlayer.limit.LimitRule;
import io.ingestlayer.limit.LimitRule.Dimension;
import io.ingestlayer.limit.LimitRule.Emit;
import io.ingestlayer.limit.LimitRule.EntityLookup;
import io.ingestlayer.limit.LimitRule.ThresholdOverride;
import io.ingestlayer.limit.LimitUnit;
import io.ingestlayer.limit.Threshold;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a limit.
final class LimitReader {
  private static final int EVENT_TYPE_MAX = 128;
  private static final int KEYS_MAX = 100_000_000;

  static final Field<String> LIMIT =
      Field.required("limit", NameType.DEFINITION, "The limit's name.");
  static final Field<String> TYPE =
      Field.withDefault("type", text(100), "limit", "The record's limit_type, such as quota.");
  static final Field<String> EVENT_TYPE =
      Field.optional("event_type", text(EVENT_TYPE_MAX), "The record's limit_event_type.");
  static final Field<List<String>> MATCH =
      Field.withDefault(
          "match",
          listOf(NameType.EVENT_PATTERN),
          List.of(),
          "Event types it counts, exact or user.*");
  static final Field<String> ON =
      Field.withDefault(
          "on",
          choice(Arrays.stream(Counted.values()).map(Counted::word).toArray(String[]::new)),
          Counted.EVENT.word(),
          "What is counted.");
  static final Field<Expression> WHEN =
      Field.optional("when", EXPRESSION, "Counts only what this is true for.");
  static final Field<Interval> SPAN =
      Field.required(
          "interval", INTERVAL, "per_event, { periodic: 1h } or { calendar: day, time_zone: UTC }");
  static final Field<Threshold> ALLOWED =
      Field.required("threshold", THRESHOLD, "The largest allowed value.");
  static final Field<Expression> OTHER_WHEN =
      Field.required("when", EXPRESSION, "For whom the threshold is another.");
  static final Field<Threshold> OTHER_ALLOWED =
      Field.required("threshold", THRESHOLD, "The largest allowed value for them.");
  static final Field<List<Config>> OVERRIDES =
      Field.withDefault(
          "overrides",
          listOf(mapping(ConfigSpec.of(OTHER_WHEN, OTHER_ALLOWED))),
          List.of(),
          "Other thresholds; the first that applies counts. At most 100.");
  static final Field<String> UNIT =
      Field.withDefault(
          "unit",
          choice(LimitUnit.COUNT.word(), LimitUnit.CHARS.word()),
          LimitUnit.COUNT.word(),
          "What is added up: things, or the code points of a text.");
  static final Field<Expression> MEASURE =
      Field.optional("measure", EXPRESSION, "With unit: chars, the text, such as $event.text.");
  static final Field<Expression> WEIGHT =
      Field.optional("weight", EXPRESSION, "How much each adds, a whole number; default 1.");
  static final Field<List<Dimension>> KEY =
      Field.withDefault("key", DimensionsType.KEY, List.of(), "What is counted apart.");
  static final Field<List<Dimension>> CONTEXT =
      Field.withDefault(
          "context", DimensionsType.CONTEXT, List.of(), "What a record says besides the key.");
  private static final Field<String> KIND =
      Field.required("kind", NameType.ENTITY_KIND, "The kind of entity, such as customer.");
  private static final Field<Expression> ENTITY_KEY =
      Field.required("key", EXPRESSION, "Its external id, such as $event.customer_id.");
  static final Field<List<Config>> ENTITIES =
      Field.withDefault(
          "enrich.entity",
          listOf(mapping(ConfigSpec.of(KIND, ENTITY_KEY))),
          List.of(),
          "Whose traits $entity.<kind> shows; default by $event.<kind>_id.");
  static final Field<Duration> LATENESS =
      Field.withDefault(
          "allowed_lateness",
          duration(Duration.ZERO, LimitRule.ALLOWED_LATENESS_MAX),
          LimitRule.ALLOWED_LATENESS_DEFAULT,
          "How long after its end a window still takes what arrives, 0s to 7d.");
  static final Field<List<Integer>> WARN_AT =
      Field.withDefault(
          "warn_at", listOf(integer(1, 99)), List.of(), "Percent of the threshold, 1 to 99.");
  static final Field<Integer> AGAIN_AT =
      Field.optional(
          "again_at",
          integer(1, LimitRule.AGAIN_AT_MAX),
          "A further record at each further so many percent, at most 10.");
  static final Field<LimitAction> ACTION =
      Field.withDefault(
          "action", LimitActionType.ACTION, LimitAction.RECORD, "What happens to what is over.");
  static final Field<String> EMIT_TYPE =
      Field.required("type", NameType.EVENT_TYPE, "The type of the event that is made.");
  static final Field<ValueTemplate> EMIT_PAYLOAD =
      Field.required("payload", VALUE_TEMPLATE, "Its payload, such as { used: $limit.value }.");
  static final Field<Config> EMIT =
      Field.optional(
          "emit",
          mapping(ConfigSpec.of(EMIT_TYPE, EMIT_PAYLOAD)),
          "The event that the first crossing of a window becomes.");
  static final Field<Integer> MAX_KEYS =
      Field.withDefault(
          "max_keys",
          integer(1, KEYS_MAX),
          (int) LimitRule.KEYS_MAX_DEFAULT,
          "Keys of one window that are counted apart, 1 to 100 million.");
  static final Field<Boolean> INCLUDE_SYSTEM =
      Field.withDefault("include_system", BOOLEAN, false, "Counts the events of other limits too.");
  static final ConfigSpec SPEC =
      ConfigSpec.of(
          LIMIT,
          TYPE,
          EVENT_TYPE,
          MATCH,
          ON,
          WHEN,
          SPAN,
          ALLOWED,
          OVERRIDES,
          UNIT,
          MEASURE,
          WEIGHT,
          KEY,
          CONTEXT,
          ENTITIES,
          LATENESS,
          WARN_AT,
          AGAIN_AT,
          ACTION,
          EMIT,
          MAX_KEYS,
          INCLUDE_SYSTEM);

  private LimitReader() {}

  /// The limit; null after errors were added.
  static @Nullable LimitRule read(Node.Members document, ConfigReader reader) {
    int before = reader.errorCount();
    Config config = SPEC.read(document, reader);
    if (config == null) {
      return null;
    }
    Counted on = counted(config);
    LimitChecks.check(document, config, on, reader);
    LimitScope scope = new LimitScope(on, reader);
    for (Config entity : config.get(ENTITIES)) {
      scope.enrich(entity.at(), new EntityLookup(entity.get(KIND), entity.get(ENTITY_KEY)));
    }
    see(document, config, scope);
    return reader.errorCount() == before ? rule(config, on, scope) : null;
  }

  private static void see(Node.Members document, Config config, LimitScope scope) {
    for (Field<Expression> field : List.of(WHEN, MEASURE, WEIGHT)) {
      config.find(field).ifPresent(it -> scope.see(at(document, field), it));
    }
    if (config.get(ALLOWED) instanceof Threshold.Computed(Expression expression)) {
      scope.see(at(document, ALLOWED), expression);
    }
    for (Config other : config.get(OVERRIDES)) {
      scope.see(other.at(), other.get(OTHER_WHEN));
      if (other.get(OTHER_ALLOWED) instanceof Threshold.Computed(Expression expression)) {
        scope.see(other.at(), expression);
      }
    }
    for (Field<List<Dimension>> field : List.of(KEY, CONTEXT)) {
      List<Dimension> dimensions = config.get(field);
      for (int i = 0; i < dimensions.size(); i++) {
        scope.see(at(document, field, i), dimensions.get(i).value());
      }
    }
    config.find(EMIT).ifPresent(it -> scope.seeCrossed(it.at(), it.get(EMIT_PAYLOAD)));
  }

  private static LimitRule rule(Config config, Counted on, LimitScope scope) {
    return new LimitRule(
        config.get(LIMIT),
        config.get(TYPE),
        config.find(EVENT_TYPE).orElseGet(() -> eventType(config.get(MATCH), on)),
        on,
        config.get(MATCH),
        config.find(WHEN).orElse(null),
        config.get(SPAN),
        config.get(ALLOWED),
        config.get(OVERRIDES).stream()
            .map(it -> new ThresholdOverride(it.get(OTHER_WHEN), it.get(OTHER_ALLOWED)))
            .toList(),
        config.get(UNIT).equals(LimitUnit.CHARS.word()) ? LimitUnit.CHARS : LimitUnit.COUNT,
        config.find(MEASURE).orElse(null),
        config.find(WEIGHT).orElse(null),
        config.get(KEY),
        config.get(CONTEXT),
        scope.lookups(),
        config.get(LATENESS),
        config.get(WARN_AT).stream().distinct().sorted().toList(),
        config.find(AGAIN_AT).orElse(0),
        config.get(ACTION),
        config.find(EMIT).map(it -> new Emit(it.get(EMIT_TYPE), it.get(EMIT_PAYLOAD))).orElse(null),
        config.get(MAX_KEYS),
        config.get(INCLUDE_SYSTEM));
  }

  private static Counted counted(Config config) {
    return Arrays.stream(Counted.values())
        .filter(it -> it.word().equals(config.get(ON)))
        .findFirst()
        .orElseThrow();
  }

  private static String eventType(List<String> match, Counted on) {
    String matched = on == Counted.EVENT ? String.join(", ", match) : on.word();
    return matched.length() > EVENT_TYPE_MAX
        ? matched.substring(0, EVENT_TYPE_MAX - 1) + "…"
        : matched;
  }

  /// Where the value of that key stands, or else the definition.
  static Location at(Node.Members document, Field<?> field) {
    return document.find(field.key()).map(it -> it.value().at()).orElse(document.at());
  }

  private static Location at(Node.Members document, Field<?> field, int place) {
    return switch (document.find(field.key()).map(Node.Member::value).orElse(document)) {
      case Node.Items items -> items.elements().get(place).at();
      case Node.Members members ->
          members.members().values().stream()
              .skip(place)
              .findFirst()
              .map(it -> it.value().at())
              .orElse(members.at());
      case Node.Scalar scalar -> scalar.at();
    };
  }
}
