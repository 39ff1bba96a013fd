package io.ingestlayer.delivery.destination.postgres;

import io.ingestlayer.platform.db.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// A table as it is: its columns that can be written, and which of them are unique together.
///
/// @param columns by name, in the table's order
/// @param uniques the columns of each unique index that holds for all rows
record PostgresTable(
    TableName name, SequencedMap<String, Column> columns, List<Set<String>> uniques) {

  /// @param type as a cast writes it: `bigint`, `character varying(80)`
  /// @param base the type's own name: `int8`, `varchar`, `_text`
  record Column(String name, String type, String base) {}

  PostgresTable {
    columns = new LinkedHashMap<>(columns);
    uniques = List.copyOf(uniques);
  }

  boolean has(String column) {
    return columns.containsKey(column);
  }

  boolean isUnique(Set<String> together) {
    return uniques.contains(together);
  }

  /// The table of that name, when there is one that this user can see.
  static Optional<PostgresTable> read(Connection connection, TableName name) throws SQLException {
    SequencedMap<String, Column> columns = new LinkedHashMap<>();
    Sql.query(
            connection,
            """
            select a.attname, format_type(a.atttypid, a.atttypmod) as type, t.typname
              from pg_attribute a
              join pg_class c on c.oid = a.attrelid
              join pg_namespace n on n.oid = c.relnamespace
              join pg_type t on t.oid = a.atttypid
             where n.nspname = ?
               and c.relname = ?
               and c.relkind in ('r', 'p', 'v', 'f')
               and a.attnum > 0
               and not a.attisdropped
               and a.attgenerated = ''
               and a.attidentity <> 'a'
             order by a.attnum
            """,
            row ->
                new Column(
                    row.getString("attname"), row.getString("type"), row.getString("typname")),
            name.schema(),
            name.table())
        .forEach(column -> columns.put(column.name(), column));
    if (columns.isEmpty()) {
      return Optional.empty();
    }
    List<Set<String>> uniques =
        Sql.query(
            connection,
            """
            select array_agg(a.attname::text) as names
              from pg_index i
              join pg_class c on c.oid = i.indrelid
              join pg_namespace n on n.oid = c.relnamespace
              join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey[0 : i.indnkeyatts - 1])
             where n.nspname = ?
               and c.relname = ?
               and i.indisunique
               and i.indisvalid
               and i.indpred is null
               and i.indexprs is null
             group by i.indexrelid
            """,
            row -> Set.copyOf(Sql.texts(row, "names")),
            name.schema(),
            name.table());
    return Optional.of(new PostgresTable(name, columns, uniques));
  }
}
