package io.ingestlayer.delivery.destination.notion;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.FieldTypes;
import io.ingestlayer.expression.TextTemplate;
import io.ingestlayer.expression.ValueTemplate;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What a pipeline says of where its events go in Notion, and as what.
///
/// @param properties what goes into properties that are not named like a field of the payload
/// @param message the route's own text, or null for the default content
/// @param eventIdProperty the property that takes the delivery's id, or null
/// @param rejects whether a value that a property cannot hold rejects the event; else the property is left out
record NotionRoute(
    Target target,
    SequencedMap<String, ValueTemplate> properties,
    @Nullable TextTemplate message,
    @Nullable String eventIdProperty,
    boolean rejects) {
  private static final int NAME_MAX = 500;
  private static final String SKIP = "skip";
  private static final String REJECT = "reject";

  private static final Field<NotionId> DATABASE =
      Field.optional(
          "database",
          NotionId.TYPE,
          "The database that gets a page for each event: its address or its id. Either this or page.");
  private static final Field<String> DATA_SOURCE =
      Field.optional(
          "data_source",
          FieldTypes.text(NAME_MAX),
          "Which of the database's data sources, by name or id. Needed when it has several.");
  private static final Field<NotionId> PAGE =
      Field.optional(
          "page",
          NotionId.TYPE,
          "The page at whose end each event is written down, as a running log: its address or its id. Either this or database.");
  private static final Field<SequencedMap<String, ValueTemplate>> PROPERTIES =
      Field.optional(
          "properties",
          FieldTypes.mapOf(FieldTypes.VALUE_TEMPLATE),
          "What goes into properties that are not named like a field of the payload.");
  private static final Field<TextTemplate> MESSAGE =
      Field.optional(
          "message",
          FieldTypes.TEXT_TEMPLATE,
          "The page's text, with expressions. Lines beginning with #, -, 1. and > and ``` fences become headings, lists, quotes and code. Without it the event's facts and its payload are shown.");
  private static final Field<String> EVENT_ID_PROPERTY =
      Field.optional(
          "event_id_property",
          FieldTypes.text(NAME_MAX),
          "A text property that takes the delivery's id. It is looked for before a page is made, which costs a request and makes a repeat harmless.");
  private static final Field<String> ON_MISMATCH =
      Field.withDefault(
          "on_mismatch",
          FieldTypes.choice(SKIP, REJECT),
          SKIP,
          "What becomes of a value that its property cannot hold: skip leaves the property empty and says so on the delivery, reject rejects the event.");

  static final ConfigSpec SPEC =
      ConfigSpec.of(
              DATABASE, DATA_SOURCE, PAGE, PROPERTIES, MESSAGE, EVENT_ID_PROPERTY, ON_MISMATCH)
          .with(NotionRoute::check);

  /// Where it goes.
  sealed interface Target {
    /// What it is called in a lane's name and in sentences.
    String shown();

    /// A page is made in a data source of it.
    ///
    /// @param dataSource which one, by name or id; null when it has only one
    record Database(NotionId id, @Nullable String dataSource) implements Target {
      @Override
      public String shown() {
        return "database " + id + (dataSource == null ? "" : " / " + dataSource);
      }
    }

    /// Blocks are appended to it.
    record Page(NotionId id) implements Target {
      @Override
      public String shown() {
        return "page " + id;
      }
    }
  }

  NotionRoute {
    requireNonNull(target);
    properties = new LinkedHashMap<>(properties);
  }

  static NotionRoute of(Config config) {
    return new NotionRoute(
        target(config),
        config.find(PROPERTIES).orElseGet(LinkedHashMap::new),
        config.find(MESSAGE).orElse(null),
        config.find(EVENT_ID_PROPERTY).orElse(null),
        config.get(ON_MISMATCH).equals(REJECT));
  }

  static Target target(Config config) {
    return config.find(PAGE).isPresent()
        ? new Target.Page(config.get(PAGE))
        : new Target.Database(config.get(DATABASE), config.find(DATA_SOURCE).orElse(null));
  }

  private static void check(Config config, ConfigReader reader) {
    boolean toPage = config.find(PAGE).isPresent();
    if (config.find(DATABASE).isPresent() == toPage) {
      reader.error(
          config.at(),
          "database_or_page",
          "a route to Notion names either \"database\" (a page for each event) or \"page\" (a running log)");
      return;
    }
    if (toPage) {
      refuseWithPage(config, DATA_SOURCE, reader);
      refuseWithPage(config, PROPERTIES, reader);
      refuseWithPage(config, EVENT_ID_PROPERTY, reader);
    }
    String id = config.find(EVENT_ID_PROPERTY).orElse("");
    if (config.find(PROPERTIES).filter(it -> it.containsKey(id)).isPresent()) {
      reader.error(
          config.at(),
          "property_twice",
          "\"%s\" takes the delivery's id and stands in \"properties\" as well".formatted(id));
    }
  }

  private static void refuseWithPage(Config config, Field<?> field, ConfigReader reader) {
    if (config.find(field).isPresent()) {
      reader.error(
          config.at(),
          "not_with_page",
          "\"%s\" belongs to a database; text at the end of a page has no properties"
              .formatted(field.key()));
    }
  }
}
