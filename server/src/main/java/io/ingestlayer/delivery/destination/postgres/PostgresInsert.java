package io.ingestlayer.delivery.destination.postgres;

import io.ingestlayer.platform.db.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes many rows with one statement: from a text array for each column, cast to the column's type by the server, or,
/// when they are very many, from a temporary table that they were copied into. Any thread may call it, each with a
/// connection of its own that is within a transaction.
///
/// Which when was measured: see the decision records.
final class PostgresInsert {
  /// Below it the temporary table costs more than it saves; at 5 000 rows COPY needs a tenth less time.
  static final int COPY_ROWS_MIN = 2_000;

  private final RowMapping mapping;
  private final String sql;
  private final @Nullable PostgresCopy copy;

  /// @param mayCopy whether this user may make temporary tables
  PostgresInsert(RowMapping mapping, boolean mayCopy) {
    this.mapping = mapping;
    PostgresInsertText text = new PostgresInsertText(mapping);
    sql = text.fromArrays();
    copy = mayCopy ? new PostgresCopy(mapping, text) : null;
  }

  /// Writes the rows, all or none.
  ///
  /// @return the ids of the events that made a row or changed one; empty optional where the table cannot tell
  Optional<Set<String>> write(Connection connection, List<PreparedRow> rows) throws SQLException {
    if (copy != null && rows.size() >= COPY_ROWS_MIN) {
      copy.fill(connection, rows);
      try (PreparedStatement statement = connection.prepareStatement(copy.sql())) {
        return written(statement, rows.size());
      }
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int column = 0; column < mapping.filled().size(); column++) {
        @Nullable String[] values = new String[rows.size()];
        for (int row = 0; row < values.length; row++) {
          values[row] = rows.get(row).columns()[column];
        }
        statement.setArray(column + 1, connection.createArrayOf("text", values));
      }
      return written(statement, rows.size());
    }
  }

  private Optional<Set<String>> written(PreparedStatement statement, int rows) throws SQLException {
    if (!mapping.tellsWritten()) {
      statement.executeUpdate();
      return Optional.empty();
    }
    Set<String> written = HashSet.newHashSet(rows);
    try (ResultSet ids = statement.executeQuery()) {
      while (ids.next()) {
        written.add(ids.getString(1));
      }
    }
    return Optional.of(written);
  }

  /// The first column whose type refuses its text, asked one by one, for an error that does not say which.
  Optional<PostgresTable.Column> refusing(Connection connection, PreparedRow row)
      throws SQLException {
    for (int i = 0; i < mapping.filled().size(); i++) {
      PostgresTable.Column column = mapping.filled().get(i).column();
      try {
        Sql.query(connection, "select ?::text::" + column.type(), _ -> true, row.columns()[i]);
      } catch (SQLException e) {
        if (String.valueOf(e.getSQLState()).startsWith("22")) {
          return Optional.of(column);
        }
        throw e;
      }
    }
    return Optional.empty();
  }

  /// The statement, for a person to look at.
  String sql() {
    return sql;
  }
}
