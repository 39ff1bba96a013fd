package io.ingestlayer.delivery.destination.postgres;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.FieldTypes;
import io.ingestlayer.expression.ValueTemplate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What a pipeline says of the table that its events go to.
///
/// @param columns what goes into columns that are not named like a field of the payload
/// @param eventIdColumn the column that was named for the event's id, or null
/// @param unique the columns that were said to be unique together, or empty
/// @param upsert a row for each key instead of one for each event, or null
record TableRoute(
    TableName table,
    SequencedMap<String, ValueTemplate> columns,
    @Nullable String eventIdColumn,
    boolean createTable,
    List<String> unique,
    @Nullable Upsert upsert) {
  static final String EVENT_ID = "event_id";
  static final String PIPELINE = "pipeline";

  private static final Field<TableName> TABLE =
      Field.required("table", TableName.TYPE, "The table, as table or schema.table.");
  private static final Field<SequencedMap<String, ValueTemplate>> COLUMNS =
      Field.optional(
          "columns",
          FieldTypes.mapOf(FieldTypes.VALUE_TEMPLATE),
          "What goes into columns that are not named like a field of the payload.");
  private static final Field<String> EVENT_ID_COLUMN =
      Field.optional(
          "event_id_column",
          FieldTypes.text(TableName.NAME_BYTES_MAX),
          "The column that takes the event's id, unique in the table; default event_id where the table has it.");
  private static final Field<Boolean> CREATE_TABLE =
      Field.withDefault(
          "create_table",
          FieldTypes.BOOLEAN,
          false,
          "Makes the table when it is missing: the event's id, type and times, a column for each declared field, the payload.");
  private static final Field<List<String>> UNIQUE =
      Field.optional(
          "unique",
          FieldTypes.listOf(FieldTypes.text(TableName.NAME_BYTES_MAX)),
          "The columns that are unique together, [event_id, pipeline] when two pipelines write into one table.");

  private static final Field<Config> UPSERT =
      Field.optional(
          "upsert",
          FieldTypes.mapping(Upsert.SPEC),
          "Keeps a row for each key instead of one for each event.");

  static final ConfigSpec SPEC =
      ConfigSpec.of(TABLE, COLUMNS, EVENT_ID_COLUMN, CREATE_TABLE, UNIQUE, UPSERT)
          .with(TableRoute::checkNames)
          .with(TableRoute::checkEventId)
          .with(TableRoute::checkUpsert);

  TableRoute {
    columns = new LinkedHashMap<>(columns);
    unique = List.copyOf(unique);
  }

  static TableRoute of(Config config) {
    return new TableRoute(
        config.get(TABLE),
        config.find(COLUMNS).orElseGet(LinkedHashMap::new),
        config.find(EVENT_ID_COLUMN).orElse(null),
        config.get(CREATE_TABLE),
        config.find(UNIQUE).orElse(List.of()),
        config.find(UPSERT).map(Upsert::of).orElse(null));
  }

  static TableName table(Config config) {
    return config.get(TABLE);
  }

  /// The column for the event's id, unless the table turns out to have none: what is named, else `event_id` when the route
  /// does not fill that with something else.
  @Nullable String wantedEventId() {
    if (eventIdColumn != null) {
      return eventIdColumn;
    }
    return columns.containsKey(EVENT_ID) ? null : EVENT_ID;
  }

  /// Every column that it says something of.
  List<String> named() {
    List<String> names = new ArrayList<>(columns.keySet());
    names.addAll(unique);
    if (eventIdColumn != null) {
      names.add(eventIdColumn);
    }
    if (upsert != null) {
      names.addAll(upsert.named());
    }
    return names;
  }

  private static void checkNames(Config config, ConfigReader reader) {
    for (String name : of(config).named()) {
      if (!TableName.isName(name)) {
        reader.error(config.at(), "invalid_column", "a column's name has 1 to 63 bytes");
      }
    }
  }

  /// By an index without the event's id, an event would be taken for the repeat of another and lost.
  private static void checkEventId(Config config, ConfigReader reader) {
    TableRoute route = of(config);
    String eventId = route.wantedEventId();
    if (route.eventIdColumn != null && route.columns.containsKey(route.eventIdColumn)) {
      reader.error(
          config.at(),
          "column_twice",
          "\"%s\" takes the event's id and stands in \"columns\" as well"
              .formatted(route.eventIdColumn));
    } else if (!route.unique.isEmpty() && (eventId == null || !route.unique.contains(eventId))) {
      reader.error(
          config.at(),
          "unique_without_event_id",
          "\"unique\" names the column with the event's id (%s) and what it is unique together with"
              .formatted(eventId == null ? "event_id_column" : eventId));
    }
  }

  /// Both say by what a row is found again, and no two events have the same id.
  private static void checkUpsert(Config config, ConfigReader reader) {
    TableRoute route = of(config);
    if (route.upsert == null) {
      return;
    }
    String eventId = route.wantedEventId();
    if (!route.unique.isEmpty()) {
      reader.error(
          config.at(),
          "upsert_with_unique",
          "\"unique\" keeps a row for each event and \"upsert\" one for each key; give one of them");
    } else if (eventId != null && route.upsert.key().contains(eventId)) {
      reader.error(
          config.at(),
          "upsert_by_event_id",
          "\"%s\" takes the event's id, and each event has its own, so an upsert by it would never find a row; leave \"upsert\" out, or name in \"key\" what the rows are about"
              .formatted(eventId));
    }
  }
}
