package io.ingestlayer.platform.db;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// Rows into a table by binary `COPY … from stdin (format binary)`, without an object per row. One thread at a time; made
/// once by an owner that copies often.
///
/// The columns are written in the order the statement names them, and their types must be the table's own: binary COPY
/// converts nothing. The whole of what was copied stands or falls together. Format:
/// <https://www.postgresql.org/docs/current/sql-copy.html>.
public final class CopyWriter {
  private static final byte[] HEADER = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };
  private static final int FLUSH_BYTES = 64 * 1024;
  private static final int KEPT_BYTES_MAX = 1024 * 1024;
  private static final int BIGINT_OID = 20;
  private static final long POSTGRES_EPOCH_SECONDS = 946_684_800L;

  private byte[] buffer = new byte[FLUSH_BYTES + 4096];
  private int end;
  private @Nullable CopyIn copy;
  private long rows;
  private int columnsLeft;

  /// What writes the rows: for each one `startRow`, then its columns.
  @FunctionalInterface
  public interface Rows {
    void write(CopyWriter to) throws SQLException;
  }

  /// Copies with a writer made for this once. Returns how many rows were written.
  public static long copy(Connection connection, String copySql, Rows rows) throws SQLException {
    return new CopyWriter().run(connection, copySql, rows);
  }

  /// Copies, and returns how many rows were written. When `rows` throws, nothing of it is kept.
  public long run(Connection connection, String copySql, Rows source) throws SQLException {
    CopyIn running = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copySql);
    copy = running;
    end = 0;
    rows = 0;
    columnsLeft = 0;
    try {
      put(HEADER, 0, HEADER.length);
      source.write(this);
      requireRowComplete();
      putShort(-1);
      flush();
      return running.endCopy();
    } catch (Throwable e) {
      cancel(running, e);
      throw e;
    } finally {
      copy = null;
      if (buffer.length > KEPT_BYTES_MAX) {
        buffer = new byte[FLUSH_BYTES + 4096];
      }
    }
  }

  private static void cancel(CopyIn running, Throwable why) {
    try {
      if (running.isActive()) {
        running.cancelCopy();
      }
    } catch (SQLException e) {
      why.addSuppressed(e);
    }
  }

  /// Begins a row of so many columns, which are then written one by one.
  public void startRow(int columns) throws SQLException {
    requireRowComplete();
    if (end >= FLUSH_BYTES) {
      flush();
    }
    rows++;
    columnsLeft = columns;
    putShort(columns);
  }

  public void writeNull() {
    column(-1, 0);
  }

  public void writeBoolean(boolean value) {
    column(1, 1);
    buffer[end++] = (byte) (value ? 1 : 0);
  }

  /// A `smallint`.
  public void writeShort(short value) {
    column(2, 2);
    putShort(value);
  }

  /// An `integer`.
  public void writeInt(int value) {
    column(4, 4);
    putInt(value);
  }

  /// A `bigint`.
  public void writeLong(long value) {
    column(8, 8);
    putLong(value);
  }

  /// A `double precision`.
  public void writeDouble(double value) {
    writeLong(Double.doubleToRawLongBits(value));
  }

  public void writeUuid(@Nullable UUID value) {
    if (value == null) {
      writeNull();
      return;
    }
    column(16, 16);
    putLong(value.getMostSignificantBits());
    putLong(value.getLeastSignificantBits());
  }

  /// A `timestamptz`, cut to microseconds.
  public void writeTimestamp(@Nullable Instant value) {
    if (value == null) {
      writeNull();
      return;
    }
    long seconds = Math.subtractExact(value.getEpochSecond(), POSTGRES_EPOCH_SECONDS);
    writeLong(Math.addExact(Math.multiplyExact(seconds, 1_000_000L), value.getNano() / 1_000));
  }

  /// A `bytea`.
  public void writeBytes(byte @Nullable [] value) {
    if (value == null) {
      writeNull();
      return;
    }
    column(value.length, value.length);
    put(value, 0, value.length);
  }

  /// A `json` column (not `jsonb`, whose binary form is another). The text goes as it is.
  public void writeJson(@Nullable String value) throws SQLException {
    writeText(value);
  }

  /// A `text` or `varchar`. Throws `SQLDataException` (22021) for a text that is not `PostgresText.storable`.
  public void writeText(@Nullable String value) throws SQLException {
    if (value == null) {
      writeNull();
      return;
    }
    column(0, value.length());
    int start = end;
    int length = value.length();
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (c - 1 >= 0x7f || c == 0) {
        writeRest(value, i);
        break;
      }
      buffer[end++] = (byte) c;
    }
    setInt(start - 4, end - start);
  }

  /// The part of a text from the first character on that is not plain ASCII.
  private void writeRest(String value, int from) throws SQLException {
    String rest = value.substring(from);
    if (!PostgresText.storable(rest)) {
      throw new SQLDataException(
          "row %d of the copy has a text with %s in it, which PostgreSQL cannot store"
              .formatted(rows, rest.indexOf(0) >= 0 ? "U+0000" : "half a surrogate pair"),
          "22021");
    }
    byte[] bytes = rest.getBytes(StandardCharsets.UTF_8);
    put(bytes, 0, bytes.length);
  }

  /// A `bigint[]` of one dimension.
  public void writeLongArray(long @Nullable [] values) {
    if (values == null) {
      writeNull();
      return;
    }
    int length = values.length == 0 ? 12 : 20 + 12 * values.length;
    column(length, length);
    putInt(values.length == 0 ? 0 : 1);
    putInt(0);
    putInt(BIGINT_OID);
    if (values.length > 0) {
      putInt(values.length);
      putInt(1);
    }
    for (long value : values) {
      putInt(8);
      putLong(value);
    }
  }

  /// Begins a column of that length (-1 is null) and makes sure that so many bytes fit after it.
  private void column(int length, int room) {
    if (columnsLeft == 0) {
      throw new IllegalStateException("row " + rows + " has more columns than it began with");
    }
    columnsLeft--;
    makeRoom(4 + room);
    putInt(length);
  }

  private void requireRowComplete() {
    if (columnsLeft > 0) {
      throw new IllegalStateException("row " + rows + " lacks " + columnsLeft + " columns");
    }
  }

  private void put(byte[] bytes, int from, int length) {
    makeRoom(length);
    System.arraycopy(bytes, from, buffer, end, length);
    end += length;
  }

  private void putShort(int value) {
    makeRoom(2);
    buffer[end++] = (byte) (value >> 8);
    buffer[end++] = (byte) value;
  }

  private void putInt(int value) {
    setInt(end, value);
    end += 4;
  }

  private void setInt(int at, int value) {
    buffer[at] = (byte) (value >> 24);
    buffer[at + 1] = (byte) (value >> 16);
    buffer[at + 2] = (byte) (value >> 8);
    buffer[at + 3] = (byte) value;
  }

  private void putLong(long value) {
    putInt((int) (value >> 32));
    putInt((int) value);
  }

  private void makeRoom(int bytes) {
    if (buffer.length - end < bytes) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, Math.addExact(end, bytes)));
    }
  }

  private void flush() throws SQLException {
    CopyIn running = copy;
    if (running == null) {
      throw new IllegalStateException("no copy is running");
    }
    running.writeToCopy(buffer, 0, end);
    end = 0;
  }
}
