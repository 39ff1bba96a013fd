package io.ingestlayer.delivery.destination.postgres;

import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.FieldType;
import io.ingestlayer.component.Node;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A table as a definition names it: `table` in the schema `public`, or `schema.table`. Names are taken as written.
record TableName(String schema, String table) {
  static final FieldType<TableName> TYPE = new Type();

  /// PostgreSQL cuts a longer name without a word.
  static final int NAME_BYTES_MAX = 63;

  TableName {
    if (!isName(schema) || !isName(table)) {
      throw new IllegalArgumentException("a name in PostgreSQL is 1 to 63 bytes");
    }
  }

  /// @throws IllegalArgumentException when it is no table's name
  static TableName parse(String text) {
    int dot = text.indexOf('.');
    return dot < 0
        ? new TableName("public", text)
        : new TableName(text.substring(0, dot), text.substring(dot + 1));
  }

  static boolean isName(String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    return bytes > 0 && bytes <= NAME_BYTES_MAX && name.indexOf(0) < 0;
  }

  /// A name as it stands in a statement, whatever characters it has.
  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /// The whole name as it stands in a statement.
  String quoted() {
    return quoted(schema) + "." + quoted(table);
  }

  @Override
  public String toString() {
    return schema.equals("public") ? table : schema + "." + table;
  }

  private static final class Type implements FieldType<TableName> {
    @Override
    public String name() {
      return "table";
    }

    @Override
    public @Nullable TableName read(Node node, ConfigReader reader) {
      try {
        if (node instanceof Node.Scalar scalar) {
          return parse(scalar.text().strip());
        }
      } catch (IllegalArgumentException e) {
        // Answered below, as for something that is no text at all.
      }
      reader.error(
          node.at(),
          "invalid_table",
          "a table is written table or schema.table, each name at most 63 bytes");
      return null;
    }
  }
}
