package io.ingestlayer.delivery.destination.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The statement that writes many rows at once: a text array for each column, cast to the column's type by the server.
///
/// One statement whatever the number of rows, so the server plans it once.
final class PostgresInsert {
  private final String sql;
  private final int columns;

  PostgresInsert(RowMapping mapping) {
    List<RowMapping.Filled> filled = mapping.filled();
    columns = filled.size();
    String names = join(filled, it -> TableName.quoted(it.column().name()));
    String casts = numbered(filled, (i, it) -> "c" + i + "::" + it.column().type());
    String arrays = numbered(filled, (i, it) -> "?::text[]");
    String aliases = numbered(filled, (i, it) -> "c" + i);
    String conflict =
        mapping.conflict().stream().map(TableName::quoted).collect(Collectors.joining(", "));
    sql =
        """
        insert into %s (%s)
        select %s
          from unnest(%s) as r (%s)
        %s
        """
            .formatted(
                mapping.table().name().quoted(),
                names,
                casts,
                arrays,
                aliases,
                conflict.isEmpty() ? "" : "on conflict (" + conflict + ") do nothing");
  }

  /// Writes the rows, all or none.
  void write(Connection connection, List<@Nullable String[]> rows) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int column = 0; column < columns; column++) {
        @Nullable String[] values = new String[rows.size()];
        for (int row = 0; row < values.length; row++) {
          values[row] = rows.get(row)[column];
        }
        statement.setArray(column + 1, connection.createArrayOf("text", values));
      }
      statement.executeUpdate();
    }
  }

  private static String join(
      List<RowMapping.Filled> filled, java.util.function.Function<RowMapping.Filled, String> text) {
    return filled.stream().map(text).collect(Collectors.joining(", "));
  }

  private interface Numbered {
    String text(int position, RowMapping.Filled filled);
  }

  private static String numbered(List<RowMapping.Filled> filled, Numbered text) {
    return java.util.stream.IntStream.range(0, filled.size())
        .mapToObj(i -> text.text(i, filled.get(i)))
        .collect(Collectors.joining(", "));
  }
}
