package io.ingestlayer.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqlTest {
  private final Database database = Database.open(Databases.fresh());

  @AfterAll
  void close() {
    database.close();
  }

  private void comesBack(Object value, String type, RowMapper<?> mapper) {
    Object back =
        database.read(
            "bind",
            connection ->
                Sql.queryOne(connection, "select ?::" + type + " as it", mapper, value)
                    .orElseThrow());
    assertThat(back).isEqualTo(value);
  }

  @Test
  void what_is_bound_comes_back() {
    comesBack("Grüße 🚀", "text", row -> row.getString("it"));
    comesBack(7, "integer", row -> row.getInt("it"));
    comesBack(Long.MIN_VALUE, "bigint", row -> row.getLong("it"));
    comesBack((short) -3, "smallint", row -> row.getShort("it"));
    comesBack(0.1, "float8", row -> row.getDouble("it"));
    comesBack(true, "boolean", row -> row.getBoolean("it"));
    comesBack(new BigDecimal("0.10"), "numeric", row -> row.getBigDecimal("it"));
    comesBack(
        Instant.parse("1969-12-31T23:59:59.999Z"), "timestamptz", row -> Sql.instant(row, "it"));
    comesBack(new UUID(0x1234_5678_9abc_def0L, -2), "uuid", row -> Sql.uuid(row, "it"));
    comesBack(new byte[] {0, -1}, "bytea", row -> row.getBytes("it"));
    comesBack(new long[] {1, -5}, "bigint[]", row -> Sql.longs(row, "it"));
    comesBack(new long[0], "bigint[]", row -> Sql.longs(row, "it"));
    comesBack(new int[] {4, 5}, "integer[]", SqlTest::ints);
    comesBack("{\"a\":  0.10}", "json", row -> row.getString("it"));
  }

  private static int[] ints(ResultSet row) throws SQLException {
    Integer[] boxed = (Integer[]) row.getArray("it").getArray();
    return Stream.of(boxed).mapToInt(Integer::intValue).toArray();
  }

  @Test
  void arrays_of_texts_and_ids_serve_as_sets() {
    UUID id = UUID.fromString("0192f0c4-0000-7000-8000-000000000001");
    String sql = "select 'b' = any (?) and ?::uuid = any (?) as it";

    Optional<Boolean> found =
        database.read(
            "search",
            connection ->
                Sql.queryOne(
                    connection,
                    sql,
                    row -> row.getBoolean("it"),
                    new String[] {"a", "b"},
                    id,
                    new UUID[] {id}));

    assertThat(found).contains(true);
  }

  @Test
  void absence_comes_back_as_absence() {
    boolean allNull =
        database.read(
            "nulls",
            connection ->
                Sql.queryOne(
                        connection,
                        "select ?::timestamptz as t, ?::uuid as u, ?::bigint as n",
                        row ->
                            Sql.instantOrNull(row, "t") == null
                                && Sql.uuidOrNull(row, "u") == null
                                && Sql.longOrNull(row, "n") == null,
                        null,
                        null,
                        null)
                    .orElseThrow());

    assertThat(allNull).isTrue();
  }

  @Test
  void one_row_is_one_row() {
    String none = "select 1 where false";
    String two = "values (1), (2)";

    assertThat(
            database.<Optional<Integer>>read(
                "none", connection -> Sql.queryOne(connection, none, row -> row.getInt(1))))
        .isEmpty();
    assertThat(
            database.<List<Integer>>read(
                "two", connection -> Sql.query(connection, two, row -> row.getInt(1))))
        .containsExactly(1, 2);
    assertThatThrownBy(() ->
            database.read(
                "one of two", connection -> Sql.queryOne(connection, two, row -> row.getInt(1))))
        .hasMessageContaining("one row was expected and 2 came");
  }

  @Test
  void refuses_to_guess_how_to_bind_what_it_does_not_know() {
    assertThatThrownBy(() -> comesBack(List.of(1), "text", row -> row.getString(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("? number 1");
  }
}
