package io.ingestlayer.delivery.destination.postgres;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The statement that writes given rows into a table, and what it does with those whose like is there. Pure.
///
/// The rows come as columns `c0`, `c1` and so on, one for each that is filled, and `place`, which counts up.
final class PostgresInsertText {
  private final RowMapping mapping;

  PostgresInsertText(RowMapping mapping) {
    this.mapping = mapping;
  }

  /// From one array of texts for each column.
  String fromArrays() {
    return from(
        "unnest(%s) with ordinality as given (%s, place)"
            .formatted(joined(_ -> "?::text[]"), joined(i -> "c" + i)));
  }

  /// @param rows what stands after `from`
  String from(String rows) {
    return switch (mapping.conflict()) {
      case OnConflict.AnotherRow _ -> plain(rows);
      case OnConflict.Keep(List<String> columns) ->
          plain(rows) + "on conflict (%s) do nothing\n".formatted(quoted(columns)) + returning();
      case OnConflict.Replace replace -> replacing(rows, replace) + returning();
    };
  }

  private String plain(String rows) {
    return """
    insert into %s (%s)
    select %s
      from %s
    """
        .formatted(
            mapping.table().name().quoted(),
            joined(i -> quoted(column(i).name())),
            joined(i -> converted("c" + i, column(i))),
            rows);
  }

  /// Of several rows with one key only the newest is left: a statement may not change a row twice. In the order of their
  /// keys, so that two who write the same rows wait for each other instead of locking each other out.
  private String replacing(String rows, OnConflict.Replace replace) {
    return """
    insert into %s as kept (%s)
    select distinct on (%s) %s
      from (select %s, place from %s) as made
     order by %s
    on conflict (%s) do update
       set %s
    """
            .formatted(
                mapping.table().name().quoted(),
                joined(i -> quoted(column(i).name())),
                quoted(replace.columns()),
                joined(i -> quoted(column(i).name())),
                joined(i -> converted("c" + i, column(i)) + " as " + quoted(column(i).name())),
                rows,
                newestFirst(replace),
                quoted(replace.columns()),
                replace.update().stream()
                    .map(it -> quoted(it) + " = excluded." + quoted(it))
                    .collect(Collectors.joining(", ")))
        + unlessOlder(replace);
  }

  private String newestFirst(OnConflict.Replace replace) {
    StringBuilder order = new StringBuilder(quoted(replace.columns()));
    for (String column : replace.order()) {
      order.append(", ").append(ordered("", column)).append(" desc");
    }
    return order.append(", place desc").toString();
  }

  /// Where the event's id decides, no two are equal and a repeat changes nothing; else the last to come of two equal ones wins.
  private String unlessOlder(OnConflict.Replace replace) {
    if (replace.order().isEmpty()) {
      return "";
    }
    boolean decided = replace.order().getLast().equals(mapping.eventIdColumn());
    return " where kept.%s is null or (%s) %s (%s)\n"
        .formatted(
            quoted(replace.order().getFirst()),
            compared("excluded.", replace.order()),
            decided ? ">" : ">=",
            compared("kept.", replace.order()));
  }

  private String compared(String of, List<String> columns) {
    return columns.stream().map(it -> ordered(of, it)).collect(Collectors.joining(", "));
  }

  /// An id sorts by its bytes, whatever the language of the database.
  private String ordered(String of, String column) {
    PostgresTable.Column known = mapping.table().columns().get(column);
    boolean isText = known != null && known.isText();
    return of + quoted(column) + (isText ? " collate \"C\"" : "");
  }

  private String returning() {
    String eventId = mapping.eventIdColumn();
    return eventId == null ? "" : "returning %s::text\n".formatted(quoted(eventId));
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

  private PostgresTable.Column column(int i) {
    return mapping.filled().get(i).column();
  }

  private static String quoted(String name) {
    return TableName.quoted(name);
  }

  private static String quoted(List<String> names) {
    return names.stream().map(TableName::quoted).collect(Collectors.joining(", "));
  }

  private String joined(Function<Integer, String> part) {
    return IntStream.range(0, mapping.filled().size())
        .boxed()
        .map(part)
        .collect(Collectors.joining(", "));
  }
}
