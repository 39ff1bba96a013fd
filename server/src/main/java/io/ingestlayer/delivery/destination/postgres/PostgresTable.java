package io.ingestlayer.delivery.destination.postgres;

import io.ingestlayer.platform.db.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A table as it is: its columns that can be written, and which of them are unique together.
///
/// @param columns by name, in the table's order
/// @param uniques the columns of each unique index that holds for all rows
record PostgresTable(
    TableName name, SequencedMap<String, Column> columns, List<Set<String>> uniques) {

  /// A column that can be written.
  ///
  /// @param type as the table's definition writes it: `bigint`, `character varying(80)`
  /// @param cast the type without its length and precision, a domain's the one beneath: to cast to `varchar(80)` would cut
  /// @param base the name of that type: `int8`, `varchar`, `_text`
  /// @param lengthMax characters it takes, or null when it does not say
  /// @param fallback the expression of its default, or null
  /// @param isCounted whether the database counts it up unless told a number
  record Column(
      String name,
      String type,
      String cast,
      String base,
      @Nullable Integer lengthMax,
      @Nullable String fallback,
      boolean isCounted) {

    boolean isText() {
      return base.equals("text") || base.equals("varchar") || base.equals("bpchar");
    }

    boolean isJson() {
      return base.equals("json") || base.equals("jsonb");
    }
  }

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
            select a.attname,
                   format_type(a.atttypid, a.atttypmod) as type,
                   format_type(b.oid, -1) as cast_type,
                   b.typname,
                   case
                     when b.typname not in ('varchar', 'bpchar') then null
                     when t.typtype = 'd' then nullif(t.typtypmod, -1) - 4
                     else nullif(a.atttypmod, -1) - 4
                   end as length_max,
                   pg_get_expr(d.adbin, d.adrelid) as fallback,
                   a.attidentity = 'd' as is_counted
              from pg_attribute a
              join pg_class c on c.oid = a.attrelid
              join pg_namespace n on n.oid = c.relnamespace
              join pg_type t on t.oid = a.atttypid
              join pg_type b on b.oid = case when t.typtype = 'd' then t.typbasetype else t.oid end
              left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
             where n.nspname = ?
               and c.relname = ?
               and c.relkind in ('r', 'p', 'v', 'f')
               and a.attnum > 0
               and not a.attisdropped
               and a.attgenerated = ''
               and a.attidentity <> 'a'
             order by a.attnum
            """,
            PostgresTable::column,
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
               and i.indimmediate
               and i.indpred is null
               and i.indexprs is null
             group by i.indexrelid
            """,
            row -> Set.copyOf(Sql.texts(row, "names")),
            name.schema(),
            name.table());
    return Optional.of(new PostgresTable(name, columns, uniques));
  }

  private static Column column(ResultSet row) throws SQLException {
    Object length = row.getObject("length_max");
    return new Column(
        row.getString("attname"),
        row.getString("type"),
        row.getString("cast_type"),
        row.getString("typname"),
        length instanceof Integer characters ? characters : null,
        row.getString("fallback"),
        row.getBoolean("is_counted"));
  }
}
