package io.ingestlayer.delivery.destination.postgres;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.FieldTypes;
import io.ingestlayer.component.Secret;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.DestinationType;
import io.ingestlayer.delivery.LaneSpec;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.expression.ValueTemplate;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/// What a PostgreSQL destination is to those who define one.
public final class PostgresDestinationType implements DestinationType {
  static final Field<Secret> URL =
      Field.required(
          "url",
          FieldTypes.SECRET,
          "postgresql://user:password@host:5432/database?sslmode=verify-full. On loopback TLS is off unless sslmode says otherwise; elsewhere it is verify-full unless sslmode says require.");
  static final Field<TableName> TABLE =
      Field.required("table", TableName.TYPE, "The table, as table or schema.table.");
  static final Field<SequencedMap<String, ValueTemplate>> COLUMNS =
      Field.optional(
          "columns",
          FieldTypes.mapOf(FieldTypes.VALUE_TEMPLATE),
          "What goes into columns that are not named like a field of the payload.");
  static final Field<String> EVENT_ID_COLUMN =
      Field.optional(
          "event_id_column",
          FieldTypes.text(63),
          "The column that takes the event's id, unique in the table; default event_id where the table has it.");
  static final Field<Boolean> CREATE_TABLE =
      Field.withDefault(
          "create_table",
          FieldTypes.BOOLEAN,
          false,
          "Makes the table when it is missing: the event's id, type and times, a column for each declared field, the payload.");
  static final Field<List<String>> UNIQUE =
      Field.optional(
          "unique",
          FieldTypes.listOf(FieldTypes.text(63)),
          "The columns that are unique together, [event_id, pipeline] when two pipelines write into one table.");

  private static final LaneSpec LANES = new LaneSpec(1, 2_000, null);

  @Override
  public String key() {
    return "postgres";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("warehouse.pg");
  }

  @Override
  public ConfigSpec config() {
    return ConfigSpec.of(URL);
  }

  @Override
  public ConfigSpec route(Config destination) {
    return ConfigSpec.of(TABLE, COLUMNS, EVENT_ID_COLUMN, CREATE_TABLE, UNIQUE);
  }

  @Override
  public LaneSpec lanes(Config destination) {
    return LANES;
  }

  /// A table can be missing, or locked, alone.
  @Override
  public String lane(Config destination, Config route, Scope scope) {
    return route.get(TABLE).toString();
  }

  @Override
  public Value preview(Config destination, Delivery delivery, DestinationContext context) {
    throw new IllegalStateException("completed with the row's preview");
  }

  @Override
  public Destination open(Config destination, DestinationContext context) {
    throw new IllegalStateException("completed with the destination");
  }
}
