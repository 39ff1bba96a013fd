package io.ingestlayer.workspace;

import static io.ingestlayer.component.FieldTypes.BOOLEAN;
import static io.ingestlayer.component.FieldTypes.CONDITION;
import static io.ingestlayer.component.FieldTypes.DURATION;
import static io.ingestlayer.component.FieldTypes.EXPRESSION;
import static io.ingestlayer.component.FieldTypes.SECRET;
import static io.ingestlayer.component.FieldTypes.STEPS;
import static io.ingestlayer.component.FieldTypes.TEXT;
import static io.ingestlayer.component.FieldTypes.TEXT_TEMPLATE;
import static io.ingestlayer.component.FieldTypes.URL;
import static io.ingestlayer.component.FieldTypes.VALUE_TEMPLATE;
import static io.ingestlayer.component.FieldTypes.listOf;
import static io.ingestlayer.component.FieldTypes.mapOf;
import static io.ingestlayer.component.FieldTypes.mapping;

import io.ingestlayer.component.ComponentCatalog;
import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.Secret;
import io.ingestlayer.component.Step;
import io.ingestlayer.expression.Expression;
import io.ingestlayer.expression.ValueTemplate;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// The kinds of components that the examples of the contract use.
public final class SmallCatalog implements ComponentCatalog {
  public static final Field<Secret> TOKEN = Field.required("token", SECRET, "The bot's token.");
  public static final Field<URI> BASE_URL = Field.optional("base_url", URL, "Another address.");
  public static final Field<Secret> DATABASE = Field.required("url", SECRET, "postgresql://…");
  public static final Field<Secret> HEADER = Field.required("header", SECRET, "A header.");
  public static final Field<ValueTemplate> CHANNEL =
      Field.required("channel", VALUE_TEMPLATE, "The channel.");
  public static final Field<?> MESSAGE = Field.optional("message", TEXT_TEMPLATE, "The text.");
  public static final Field<String> TABLE = Field.required("table", TEXT, "The table.");
  public static final Field<SequencedMap<String, ValueTemplate>> COLUMNS =
      Field.optional("columns", mapOf(VALUE_TEMPLATE), "More columns.");
  public static final Field<?> EVENT_ID_COLUMN =
      Field.optional("event_id_column", TEXT, "The column with the event's id.");
  public static final Field<?> CREATE_TABLE =
      Field.withDefault("create_table", BOOLEAN, false, "Whether to make the table.");

  public static final Field<String> KIND = Field.required("kind", TEXT, "The entity's kind.");
  public static final Field<Expression> KEY = Field.required("key", EXPRESSION, "The key.");
  public static final Field<Expression> WHEN = Field.optional("when", EXPRESSION, "The arm's.");
  public static final Field<Boolean> ELSE = Field.withDefault("else", BOOLEAN, false, "The rest.");
  public static final Field<List<Step>> ARM_STEPS = Field.required("steps", STEPS, "The steps.");
  public static final Field<List<Config>> ARMS =
      Field.required("arms", listOf(mapping(ConfigSpec.of(WHEN, ELSE, ARM_STEPS))), "The arms.");

  private static final Map<String, ConfigSpec> ACTIONS =
      Map.of(
          "enrich.entity", ConfigSpec.of(KIND, KEY),
          "branch", ConfigSpec.whole(ARMS),
          "set", ConfigSpec.whole(Field.required("values", mapOf(VALUE_TEMPLATE), "Values.")),
          "transform", ConfigSpec.whole(Field.required("template", VALUE_TEMPLATE, "Template.")),
          "filter.match", ConfigSpec.whole(Field.required("condition", CONDITION, "Condition.")),
          "call", ConfigSpec.of(HEADER),
          "dedupe", ConfigSpec.of(KEY, Field.required("window", DURATION, "How long.")));

  private static final Map<String, ConfigSpec> DESTINATIONS =
      Map.of(
          "slack", ConfigSpec.of(TOKEN, BASE_URL),
          "postgres", ConfigSpec.of(DATABASE),
          "inbox", ConfigSpec.of());

  private static final Map<String, String> ALIASES =
      Map.of("warehouse.pg", "postgres", "filter", "filter.match");

  private static String own(String type) {
    return ALIASES.getOrDefault(type, type);
  }

  @Override
  public Optional<ConfigSpec> action(String type) {
    return Optional.ofNullable(ACTIONS.get(own(type)));
  }

  @Override
  public Optional<String> actionKey(String typeOrAlias) {
    return Optional.of(own(typeOrAlias)).filter(ACTIONS::containsKey);
  }

  @Override
  public List<String> actionTypes() {
    return ACTIONS.keySet().stream().sorted().toList();
  }

  @Override
  public Optional<ConfigSpec> destination(String type) {
    return Optional.ofNullable(DESTINATIONS.get(own(type)));
  }

  @Override
  public Optional<String> destinationKey(String typeOrAlias) {
    return Optional.of(own(typeOrAlias)).filter(DESTINATIONS::containsKey);
  }

  @Override
  public ConfigSpec route(String type, Config destination) {
    return switch (type) {
      case "slack" -> ConfigSpec.of(CHANNEL, MESSAGE);
      case "postgres" -> ConfigSpec.of(TABLE, COLUMNS, EVENT_ID_COLUMN, CREATE_TABLE);
      default -> ConfigSpec.of();
    };
  }

  @Override
  public List<String> destinationTypes() {
    return DESTINATIONS.keySet().stream().sorted().toList();
  }
}
