package io.ingestlayer.delivery.destination.postgres;

import io.ingestlayer.delivery.Fact;
import io.ingestlayer.platform.db.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a database sees the connection that we came by.
///
/// @param address where it comes from: ours, or that of whatever stands in between; null for a unix socket behind a pooler
record PostgresVisit(@Nullable String address, String user, String database, boolean isEncrypted) {

  static PostgresVisit of(Connection connection) throws SQLException {
    return Sql.queryOne(
            connection,
            """
            select host(inet_client_addr()) as address,
                   session_user::text as login,
                   current_database()::text as database,
                   coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as encrypted
            """,
            row ->
                new PostgresVisit(
                    row.getString("address"),
                    row.getString("login"),
                    row.getString("database"),
                    row.getBoolean("encrypted")))
        .orElseThrow(() -> new SQLException("a select without a table has one row"));
  }

  /// For a person who looks after the database.
  List<Fact> facts() {
    Fact tls = new Fact("tls", isEncrypted ? "on" : "off");
    return address == null
        ? List.of(tls)
        : List.of(
            new Fact("seen_from", address),
            new Fact("pg_hba", new HostRule(database, user, address).line(isEncrypted)),
            tls);
  }
}
