package io.ingestlayer.delivery.destination.postgres;

import io.ingestlayer.platform.db.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// A temporary table that takes rows as fast as they can be sent, to be written from there with one statement. It goes with
/// its transaction, so that a pooler may hand the session to somebody else.
///
/// <https://www.postgresql.org/docs/current/sql-copy.html>: text format, a tab between columns, `\N` for null.
final class PostgresCopy {
  private static final String TABLE = "pg_temp.ingestlayer_rows";
  private static final int CHUNK_CHARACTERS = 64 * 1024;

  private final String create;
  private final String sql;

  PostgresCopy(RowMapping mapping, PostgresInsertText text) {
    List<RowMapping.Filled> filled = mapping.filled();
    create =
        "create temporary table ingestlayer_rows (%s) on commit drop"
            .formatted(
                IntStream.range(0, filled.size())
                    .mapToObj(i -> "c" + i + " " + type(filled.get(i).column()))
                    .collect(Collectors.joining(", ")));
    // The place of a row in a table that was only ever copied into is the order it came in.
    sql = text.from("(select *, ctid as place from " + TABLE + ") as given");
  }

  /// As the statement would cast a text: without a length, which is for the table itself to refuse, and with the offset of a
  /// time.
  private static String type(PostgresTable.Column column) {
    return column.base().equals("timestamp") ? "timestamptz" : column.cast();
  }

  /// The statement that writes what was copied.
  String sql() {
    return sql;
  }

  /// Makes the table and copies the rows into it.
  void fill(Connection connection, List<PreparedRow> rows) throws SQLException {
    Sql.execute(connection, create);
    CopyIn target =
        connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy " + TABLE + " from stdin");
    try {
      StringBuilder chunk = new StringBuilder(CHUNK_CHARACTERS + 1024);
      for (PreparedRow row : rows) {
        append(row, chunk);
        if (chunk.length() >= CHUNK_CHARACTERS) {
          send(chunk, target);
        }
      }
      send(chunk, target);
      target.endCopy();
    } catch (SQLException e) {
      giveUp(target, e);
      throw e;
    }
  }

  private static void append(PreparedRow row, StringBuilder chunk) {
    for (int i = 0; i < row.columns().length; i++) {
      if (i > 0) {
        chunk.append('\t');
      }
      append(row.columns()[i], chunk);
    }
    chunk.append('\n');
  }

  private static void append(@Nullable String text, StringBuilder chunk) {
    if (text == null) {
      chunk.append("\\N");
      return;
    }
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      switch (character) {
        case '\\' -> chunk.append("\\\\");
        case '\n' -> chunk.append("\\n");
        case '\r' -> chunk.append("\\r");
        case '\t' -> chunk.append("\\t");
        default -> chunk.append(character);
      }
    }
  }

  private static void send(StringBuilder chunk, CopyIn target) throws SQLException {
    byte[] bytes = chunk.toString().getBytes(StandardCharsets.UTF_8);
    target.writeToCopy(bytes, 0, bytes.length);
    chunk.setLength(0);
  }

  /// Else the connection would wait for the rest of the rows.
  private static void giveUp(CopyIn target, SQLException why) {
    try {
      if (target.isActive()) {
        target.cancelCopy();
      }
    } catch (SQLException e) {
      why.addSuppressed(e);
    }
  }
}
