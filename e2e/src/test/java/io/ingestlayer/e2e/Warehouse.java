package io.ingestlayer.e2e;

import io.ingestlayer.testkit.postgres.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/// A PostgreSQL of somebody else's that rows are delivered to.
record Warehouse(TestPostgres postgres) implements AutoCloseable {

  static Warehouse empty() {
    return new Warehouse(TestPostgres.create());
  }

  /// @param ddl what is there before the first event
  static Warehouse with(String ddl) {
    Warehouse warehouse = empty();
    warehouse.execute(ddl);
    return warehouse;
  }

  /// The connection string, as it stands in a definition.
  String uri() {
    return postgres.uri() + "?sslmode=disable";
  }

  void execute(String sql) {
    try (Connection connection = postgres.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /// The rows, each as its columns with a bar between.
  List<String> rows(String sql) {
    try (Connection connection = postgres.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        StringJoiner row = new StringJoiner("|");
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getString(i));
        }
        rows.add(row.toString());
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  long count(String table) {
    return Long.parseLong(rows("select count(*) from " + table).getFirst());
  }

  @Override
  public void close() {
    postgres.close();
  }
}
