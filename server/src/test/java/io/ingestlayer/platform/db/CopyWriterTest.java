package io.ingestlayer.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CopyWriterTest {
  private static final String COPY =
      """
      copy everything (s, i, l, d, b, u, t, at, bytes, longs, j)
      from stdin (format binary)
      """;

  private final Database database = Database.open(Databases.fresh());

  @BeforeAll
  void table() {
    String sql =
        """
        create table everything (
          s smallint, i integer, l bigint, d double precision, b boolean, u uuid,
          t text, at timestamptz, bytes bytea, longs bigint[], j json
        );
        create table texts (n bigint, t text);
        """;
    database.read(
        "table",
        connection -> {
          Sql.execute(connection, sql);
          return null;
        });
  }

  @AfterAll
  void close() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database.read(
        "empty",
        connection -> {
          Sql.execute(connection, "truncate everything, texts");
          return null;
        });
  }

  private long copy(String sql, CopyWriter.Rows rows) {
    return database.transaction("copy", connection -> CopyWriter.copy(connection, sql, rows));
  }

  private List<String> read(String sql) {
    return database.read("read", connection -> Sql.query(connection, sql, row -> row.getString(1)));
  }

  @Test
  void every_type_arrives_as_it_was_written() {
    UUID id = new UUID(0x0192_f0c4_0000_7000L, 0x8000_0000_0000_0001L);

    long rows =
        copy(
            COPY,
            to -> {
              to.startRow(11);
              to.writeShort(Short.MIN_VALUE);
              to.writeInt(Integer.MIN_VALUE);
              to.writeLong(Long.MIN_VALUE);
              to.writeDouble(-0.1);
              to.writeBoolean(true);
              to.writeUuid(id);
              to.writeText("plain, then Grüße 🚀 \t\\N");
              to.writeTimestamp(Instant.parse("1969-07-20T20:17:40.123Z"));
              to.writeBytes(new byte[] {0, 1, -1});
              to.writeLongArray(new long[] {1, -1, Long.MAX_VALUE});
              to.writeJson("{ \"n\": 0.10,  \"z\": \"\\u0000 🚀\" }");
            });

    assertThat(rows).isEqualTo(1);
    assertThat(
            read(
                """
                select concat_ws('|', s, i, l, d, b, u, t, at at time zone 'UTC', bytes, longs, j)
                from everything
                """))
        .containsExactly(
            "-32768|-2147483648|-9223372036854775808|-0.1|t|0192f0c4-0000-7000-8000-000000000001"
                + "|plain, then Grüße 🚀 \t\\N|1969-07-20 20:17:40.123|\\x0001ff"
                + "|{1,-1,9223372036854775807}|{ \"n\": 0.10,  \"z\": \"\\u0000 🚀\" }");
  }

  @Test
  void null_and_empty_are_told_apart() {
    copy(
        COPY,
        to -> {
          to.startRow(11);
          for (int i = 0; i < 5; i++) {
            to.writeNull();
          }
          to.writeUuid(null);
          to.writeText(null);
          to.writeTimestamp(null);
          to.writeBytes(null);
          to.writeLongArray(null);
          to.writeJson(null);
          to.startRow(11);
          for (int i = 0; i < 6; i++) {
            to.writeNull();
          }
          to.writeText("");
          to.writeNull();
          to.writeBytes(new byte[0]);
          to.writeLongArray(new long[0]);
          to.writeNull();
        });

    assertThat(read("select num_nulls(s, i, l, d, b, u, t, at, bytes, longs, j) from everything"))
        .containsExactlyInAnyOrder("11", "8");
    assertThat(read("select t || bytes::text || longs::text from everything where t = ''"))
        .containsExactly("\\x{}");
  }

  @Test
  void times_keep_their_milliseconds_on_both_sides_of_2000_and_1970() {
    List<Instant> times =
        List.of(
            Instant.parse("0001-01-01T00:00:00.001Z"),
            Instant.parse("1969-12-31T23:59:59.999Z"),
            Instant.parse("1970-01-01T00:00:00Z"),
            Instant.parse("1999-12-31T23:59:59.999Z"),
            Instant.parse("2026-11-22T14:37:00.123Z"),
            Instant.parse("9999-12-31T23:59:59.999Z"));

    copy(
        "copy everything (at) from stdin (format binary)",
        to -> {
          for (Instant time : times) {
            to.startRow(1);
            to.writeTimestamp(time);
          }
        });

    assertThat(
            database.<List<Instant>>read(
                "times",
                connection ->
                    Sql.query(
                        connection,
                        "select at from everything order by at",
                        row -> Sql.instant(row, "at"))))
        .isEqualTo(times);
  }

  @Test
  void many_rows_of_any_text_and_size_arrive_whole_and_in_order() {
    long seed = 20_261_122;
    Random random = new Random(seed);
    List<String> texts =
        random
            .ints(3_000, 0, 400)
            .mapToObj(length -> text(random, random.nextInt(500) == 0 ? 200_000 : length))
            .toList();
    CopyWriter writer = new CopyWriter();

    for (int time = 0; time < 2; time++) {
      long rows =
          database.transaction(
              "copy many",
              connection ->
                  writer.run(
                      connection,
                      "copy texts (n, t) from stdin (format binary)",
                      to -> {
                        for (int i = 0; i < texts.size(); i++) {
                          to.startRow(2);
                          to.writeLong(i);
                          to.writeText(texts.get(i));
                        }
                      }));
      assertThat(rows).isEqualTo(texts.size());
    }

    assertThat(read("select distinct n || ':' || t from texts"))
        .as("seed %d", seed)
        .hasSize(texts.size());
    assertThat(read("select t from texts order by n offset 5998")).containsOnly(texts.getLast());
    assertThat(read("select t from texts order by n limit 2")).containsOnly(texts.getFirst());
  }

  private static String text(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      int kind = random.nextInt(40);
      text.appendCodePoint(
          switch (kind) {
            case 0 -> 0x1F680;
            case 1 -> 0xFFFF;
            case 2 -> 0x7FF;
            case 3 -> 0x80;
            default -> 1 + random.nextInt(0x7f);
          });
    }
    return text.toString();
  }

  @Test
  void a_text_that_cannot_be_stored_is_a_data_error_and_nothing_is_kept() {
    for (String bad : new String[] {"a\0b", "\0", "é\0", "\ud83d", "x\ude80\ud83d", "\ud83dx"}) {
      assertThat(PostgresText.storable(bad)).isFalse();
      DatabaseException e =
          catchThrowableOfType(
              DatabaseException.class,
              () ->
                  copy(
                      "copy texts (t) from stdin (format binary)",
                      to -> {
                        to.startRow(1);
                        to.writeText("good");
                        to.startRow(1);
                        to.writeText(bad);
                      }));

      assertThat(e.kind()).isEqualTo(DatabaseException.Kind.DATA);
      assertThat(e).hasMessageContaining("row 2 of the copy");
    }

    assertThat(PostgresText.storable("good 🚀 é")).isTrue();
    assertThat(read("select t from texts")).isEmpty();
  }

  @Test
  void a_fault_in_the_rows_breaks_the_copy_off_and_leaves_the_connection_usable() {
    long after =
        database.read(
            "copy, then count",
            connection -> {
              assertThatThrownBy(() ->
                      CopyWriter.copy(
                          connection,
                          "copy texts (t) from stdin (format binary)",
                          to -> {
                            to.startRow(1);
                            to.writeText("good");
                            throw new IllegalStateException("no more");
                          }))
                  .hasMessage("no more");
              return Sql.queryOne(connection, "select count(*) from texts", row -> row.getLong(1))
                  .orElseThrow();
            });

    assertThat(after).isZero();
  }

  @Test
  void a_row_with_too_few_or_too_many_columns_is_refused_before_the_server_sees_it() {
    assertThatThrownBy(() ->
            copy(
                "copy texts (n, t) from stdin (format binary)",
                to -> {
                  to.startRow(2);
                  to.writeLong(1);
                }))
        .hasMessage("row 1 lacks 1 columns");
    assertThatThrownBy(() ->
            copy(
                "copy texts (n) from stdin (format binary)",
                to -> {
                  to.startRow(1);
                  to.writeLong(1);
                  to.writeText("too much");
                }))
        .hasMessage("row 1 has more columns than it began with");
  }
}
