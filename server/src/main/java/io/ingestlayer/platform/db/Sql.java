package io.ingestlayer.platform.db;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Statements with `?` and what is bound to them.
///
/// Bound values are `String`, `Integer`, `Long`, `Short`, `Double`, `Boolean`, `BigDecimal`, `Instant` (timestamptz),
/// `UUID`, `byte[]`, `long[]`, `int[]`, `String[]`, `UUID[]` and null.
public final class Sql {
  private Sql() {}

  /// Every row, in the order the database gave. The caller bounds the result with `limit`.
  public static <T> List<T> query(
      Connection connection, String sql, RowMapper<T> mapper, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      try (ResultSet rows = statement.executeQuery()) {
        List<T> found = new ArrayList<>();
        while (rows.next()) {
          found.add(mapper.map(rows));
        }
        return found;
      }
    }
  }

  /// The row, if there is one. Throws when there are two: the statement was meant to have one answer.
  public static <T> Optional<T> queryOne(
      Connection connection, String sql, RowMapper<T> mapper, @Nullable Object... values)
      throws SQLException {
    List<T> found = query(connection, sql, mapper, values);
    if (found.size() > 1) {
      throw new SQLException("one row was expected and " + found.size() + " came", "21000");
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
  }

  /// How many rows it touched.
  public static int update(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    }
  }

  /// Runs text without values; may hold several statements.
  public static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// Binds all values, the first to the first `?`.
  public static void bind(PreparedStatement statement, @Nullable Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      bind(statement, i + 1, values[i]);
    }
  }

  private static void bind(PreparedStatement statement, int at, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> statement.setNull(at, Types.NULL);
      case String text -> statement.setString(at, text);
      case Integer number -> statement.setInt(at, number);
      case Long number -> statement.setLong(at, number);
      case Short number -> statement.setShort(at, number);
      case Double number -> statement.setDouble(at, number);
      case Boolean truth -> statement.setBoolean(at, truth);
      case BigDecimal number -> statement.setBigDecimal(at, number);
      case Instant time -> statement.setObject(at, time.atOffset(ZoneOffset.UTC));
      case UUID id -> statement.setObject(at, id);
      case byte[] bytes -> statement.setBytes(at, bytes);
      case long[] numbers -> statement.setObject(at, numbers);
      case int[] numbers -> statement.setObject(at, numbers);
      case String[] texts -> statement.setArray(at, array(statement, "text", texts));
      case UUID[] ids -> statement.setArray(at, array(statement, "uuid", ids));
      default ->
          throw new IllegalArgumentException(
              "no way to bind a " + value.getClass().getName() + " to ? number " + at);
    }
  }

  private static Array array(PreparedStatement statement, String type, Object[] elements)
      throws SQLException {
    return statement.getConnection().createArrayOf(type, elements);
  }

  /// The time in a `timestamptz` column that has no nulls.
  public static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  /// The time in a `timestamptz` column; null where the row has none.
  public static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  public static UUID uuid(ResultSet row, String column) throws SQLException {
    return row.getObject(column, UUID.class);
  }

  public static @Nullable UUID uuidOrNull(ResultSet row, String column) throws SQLException {
    return row.getObject(column, UUID.class);
  }

  /// The number in a column; null where the row has none, which `getLong` would call zero.
  public static @Nullable Long longOrNull(ResultSet row, String column) throws SQLException {
    long number = row.getLong(column);
    return row.wasNull() ? null : number;
  }

  /// The elements of a `bigint[]` column without nulls in it.
  public static long[] longs(ResultSet row, String column) throws SQLException {
    Long[] boxed = (Long[]) row.getArray(column).getArray();
    long[] numbers = new long[boxed.length];
    for (int i = 0; i < boxed.length; i++) {
      numbers[i] = boxed[i];
    }
    return numbers;
  }

  /// The elements of a `text[]` column.
  public static List<String> texts(ResultSet row, String column) throws SQLException {
    return List.of((String[]) row.getArray(column).getArray());
  }
}
