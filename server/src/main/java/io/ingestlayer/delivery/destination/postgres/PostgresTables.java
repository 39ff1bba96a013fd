package io.ingestlayer.delivery.destination.postgres;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.DeclaredFields;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.platform.time.Timer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The tables of one database as they were last looked at, by route. Any thread may call it, each with a connection of its
/// own that is within no transaction.
final class PostgresTables {
  private static final int ROUTES_MAX = 1_000;
  private static final Duration LOOK_AGAIN_AFTER = Duration.ofMinutes(5);

  private final DeclaredFields declared;
  private final Cache<Config, Look.Ready> ready;

  /// What a look at the table comes to.
  sealed interface Look {
    /// Rows can be written.
    record Ready(RowMapping mapping, PostgresInsert insert) implements Look {}

    /// Nothing can be written before a person has done something.
    record Held(AttemptResult.Hold why) implements Look {}
  }

  PostgresTables(DeclaredFields declared, Timer timer) {
    this.declared = declared;
    // Two configurations are never equal, so a route's own object stands for it.
    ready =
        Caffeine.newBuilder()
            .maximumSize(ROUTES_MAX)
            .expireAfterWrite(LOOK_AGAIN_AFTER)
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(timer.millis()))
            .build();
  }

  /// The table that the delivery goes to, made when that is missing and wanted.
  Look look(Connection connection, Delivery delivery) throws SQLException {
    Config config = delivery.route().config();
    Look.Ready known = ready.getIfPresent(config);
    if (known != null) {
      return known;
    }
    Look found = read(connection, delivery, TableRoute.of(config));
    if (found instanceof Look.Ready usable) {
      ready.put(config, usable);
    }
    return found;
  }

  /// Has the table looked at anew the next time.
  void forget(Delivery delivery) {
    ready.invalidate(delivery.route().config());
  }

  private Look read(Connection connection, Delivery delivery, TableRoute route)
      throws SQLException {
    Optional<PostgresTable> table = PostgresTable.read(connection, route.table());
    if (table.isEmpty()) {
      PostgresTableDefinition wanted =
          new PostgresTableDefinition(route, declared.of(delivery.pipeline().definition().match()));
      if (!route.createTable()) {
        return new Look.Held(TableCheck.missingTable(route, wanted.sql()));
      }
      wanted.create(connection);
      table = PostgresTable.read(connection, route.table());
      if (table.isEmpty()) {
        return new Look.Held(TableCheck.missingTable(route, wanted.sql()));
      }
    }
    Optional<AttemptResult.Hold> wrong = TableCheck.check(table.get(), route);
    if (wrong.isPresent()) {
      return new Look.Held(wrong.get());
    }
    RowMapping mapping = RowMapping.of(table.get(), route);
    return new Look.Ready(mapping, new PostgresInsert(mapping, mayCopy(connection)));
  }

  private static boolean mayCopy(Connection connection) throws SQLException {
    return Sql.queryOne(
            connection,
            """
            select has_database_privilege(current_database(), 'temporary') as may
            """,
            row -> row.getBoolean("may"))
        .orElse(false);
  }
}
