package io.ingestlayer.delivery.destination.postgres;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.DestinationType;
import io.ingestlayer.delivery.LaneSpec;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Scope;
import java.util.Set;

/// What a PostgreSQL destination is to those who define one.
public final class PostgresDestinationType implements DestinationType {
  private static final Field<DatabaseAddress> URL =
      Field.required(
          "url",
          new DatabaseAddressType(),
          "postgresql://user:password@host:5432/database?sslmode=verify-full. On loopback TLS is off unless sslmode says otherwise; elsewhere it is verify-full unless sslmode says verify-ca, require or disable.");

  private static final LaneSpec LANES = new LaneSpec(1, 5_000, null);

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
    return TableRoute.SPEC;
  }

  @Override
  public LaneSpec lanes(Config destination) {
    return LANES;
  }

  /// A table can be missing, or locked, alone.
  @Override
  public String lane(Config destination, Config route, Scope scope) {
    return TableRoute.table(route).toString();
  }

  @Override
  public Value preview(Config destination, Delivery delivery, DestinationContext context) {
    return RowPreview.of(delivery, TableRoute.of(delivery.route().config()));
  }

  @Override
  public Destination open(Config destination, DestinationContext context) {
    return new PostgresDestination(destination.get(URL), context);
  }
}
