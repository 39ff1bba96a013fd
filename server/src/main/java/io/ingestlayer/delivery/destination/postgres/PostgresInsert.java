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
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The statement that writes many rows at once: a text array for each column, cast to the column's type by the server.
///
/// One statement whatever the number of rows. Why this and not COPY: see the decision records.
final class PostgresInsert {
  private final RowMapping mapping;
  private final String sql;

  PostgresInsert(RowMapping mapping) {
    this.mapping = mapping;
    List<RowMapping.Filled> filled = mapping.filled();
    sql =
        """
        insert into %s (%s)
        select %s
          from unnest(%s) as r (%s)
        %s
        """
            .formatted(
                mapping.table().name().quoted(),
                joined(i -> TableName.quoted(filled.get(i).column().name())),
                joined(i -> converted("c" + i, filled.get(i).column())),
                joined(_ -> "?::text[]"),
                joined(i -> "c" + i),
                onConflict());
  }

  private String onConflict() {
    if (mapping.eventIdColumn() == null) {
      return "";
    }
    String together =
        mapping.conflict().stream().map(TableName::quoted).collect(Collectors.joining(", "));
    return """
    on conflict (%s) do nothing
    returning %s::text
    """
        .formatted(together, TableName.quoted(mapping.eventIdColumn()));
  }

  /// The text as the column's type; the default where there is none.
  private static String converted(String text, PostgresTable.Column column) {
    String value =
        column.base().equals("timestamp")
            // Else an offset in the text would be passed over.
            ? "(" + text + "::timestamptz at time zone 'UTC')"
            : text + "::" + column.cast();
    return column.fallback() == null ? value : "coalesce(" + value + ", " + column.fallback() + ")";
  }

  private String joined(Function<Integer, String> part) {
    return IntStream.range(0, mapping.filled().size())
        .boxed()
        .map(part)
        .collect(Collectors.joining(", "));
  }

  /// Writes the rows, all or none.
  ///
  /// @return the ids of the events that made a row, the others had one already; empty optional where the table cannot tell
  Optional<Set<String>> write(Connection connection, List<PreparedRow> rows) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int column = 0; column < mapping.filled().size(); column++) {
        @Nullable String[] values = new String[rows.size()];
        for (int row = 0; row < values.length; row++) {
          values[row] = rows.get(row).columns()[column];
        }
        statement.setArray(column + 1, connection.createArrayOf("text", values));
      }
      if (!mapping.isExactlyOnce()) {
        statement.executeUpdate();
        return Optional.empty();
      }
      Set<String> written = HashSet.newHashSet(rows.size());
      try (ResultSet ids = statement.executeQuery()) {
        while (ids.next()) {
          written.add(ids.getString(1));
        }
      }
      return Optional.of(written);
    }
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
