package io.ingestlayer.limit;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.limit.ViolationGrouping.Context;
import io.ingestlayer.limit.ViolationGrouping.Field;
import io.ingestlayer.limit.ViolationGrouping.Part;
import io.ingestlayer.platform.db.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table `limit_violation`, by its indexes on the time.
public final class PostgresViolationQueries implements ViolationQueries {
  private final PostgresBoundedReads reads;
  private final int workspaceId;

  public PostgresViolationQueries(PostgresBoundedReads reads, int workspaceId) {
    this.reads = reads;
    this.workspaceId = workspaceId;
  }

  @Override
  public List<Violation> list(ViolationFilter filter, @Nullable Place after, int limit) {
    if (limit < 1 || limit > PAGE_MAX + 1) {
      throw new IllegalArgumentException("a page holds 1 to 1 001 records, not " + limit);
    }
    PostgresViolationSelection selection =
        PostgresViolationSelection.of(workspaceId, filter, after);
    return reads.read(
        "listing limit violations",
        connection ->
            Sql.query(
                connection,
                listing(selection),
                PostgresViolationQueries::violation,
                selection.between(List.of(), limit)));
  }

  static String listing(PostgresViolationSelection selection) {
    return """
    select id, time, recorded_at, window_start, window_end, action, level, late, key::text as key,
           limit_name, limit_type, duration_seconds, threshold, unit, event_type, value, context::text as context
    from limit_violation
    %s\
    order by time desc, id desc
    limit ?
    """
        .formatted(selection.where());
  }

  @Override
  public Optional<Place> end(ViolationFilter filter, @Nullable Place after, int records) {
    PostgresViolationSelection selection =
        PostgresViolationSelection.of(workspaceId, filter, after);
    List<Place> last =
        reads.read(
            "looking for the end of a list of limit violations",
            connection ->
                Sql.query(
                    connection,
                    """
                    select time, id
                    from limit_violation
                    %s\
                    order by time desc, id desc
                    offset ?
                    limit 2
                    """
                        .formatted(selection.where()),
                    row -> new Place(Sql.instant(row, "time"), Sql.uuid(row, "id")),
                    selection.between(List.of(), records - 1)));
    return last.size() == 2 ? Optional.of(last.getFirst()) : Optional.empty();
  }

  @Override
  public List<ViolationGroup> groups(
      ViolationFilter filter, ViolationGrouping grouping, int limit) {
    if (limit < 1 || limit > GROUPS_MAX + 1) {
      throw new IllegalArgumentException("an answer holds 1 to 10 000 groups, not " + limit);
    }
    PostgresViolationSelection selection = PostgresViolationSelection.of(workspaceId, filter, null);
    StringBuilder columns = new StringBuilder();
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < ViolationGrouping.PARTS_MAX; i++) {
      Part part = i < grouping.by().size() ? grouping.by().get(i) : null;
      columns.append(columns(part, i, values));
    }
    columns.append(bucket(grouping.bucket(), values));
    return reads.read(
        "counting limit violations",
        connection ->
            Sql.query(
                connection,
                """
                select part0, part1, part2, bucket,
                       bool_and(number0) as number0, bool_and(number1) as number1, bool_and(number2) as number2,
                       count(*) as violations, max(value) as value_max, min(time) as first, max(time) as last
                from (
                  select %s time, value
                  from limit_violation
                  %s\
                ) as selected
                group by bucket, part0, part1, part2
                order by bucket, violations desc, part0 collate "C", part1 collate "C", part2 collate "C"
                limit ?
                """
                    .formatted(columns, selection.where()),
                row -> group(row, grouping.by()),
                selection.between(values, limit)));
  }

  /// As text, and whether it is a number; what is not asked for is null.
  private static String columns(@Nullable Part part, int at, List<Object> values) {
    String column =
        switch (part) {
          case null -> "null::text as part%1$d, false as number%1$d,";
          case Context context -> {
            values.add(context.key());
            values.add(context.key());
            yield "context ->> ?::text as part%1$d, "
                + "jsonb_typeof(context -> ?::text) = 'number' as number%1$d,";
          }
          case Field field -> column(field) + "::text as part%1$d, false as number%1$d,";
        };
    return column.formatted(at);
  }

  private static String column(Field field) {
    return switch (field) {
      case LIMIT_NAME -> "limit_name";
      case LIMIT_TYPE -> "limit_type";
      case LIMIT_EVENT_TYPE -> "event_type";
      case ACTION -> "action";
      case LATE -> "late";
    };
  }

  private static String bucket(ViolationGrouping.@Nullable Bucket bucket, List<Object> values) {
    if (bucket == null) {
      return "null::timestamptz as bucket,";
    }
    values.add(bucket.length().toSeconds());
    return "date_bin(make_interval(secs => ?), time, timestamptz '2000-01-01 00:00:00Z') as bucket,";
  }

  private static ViolationGroup group(ResultSet row, List<Part> by) throws SQLException {
    Value.ObjBuilder values = Value.object();
    for (int i = 0; i < by.size(); i++) {
      values.put(
          by.get(i).word(), part(row.getString("part" + i), row.getBoolean("number" + i), by, i));
    }
    return new ViolationGroup(
        values.build(),
        Sql.instantOrNull(row, "bucket"),
        row.getLong("violations"),
        row.getLong("value_max"),
        Sql.instant(row, "first"),
        Sql.instant(row, "last"));
  }

  private static Value part(@Nullable String text, boolean number, List<Part> by, int at) {
    if (text == null) {
      return Value.Null.NULL;
    }
    if (by.get(at) == Field.LATE) {
      return Value.of(text.equals("true"));
    }
    return number ? Value.Num.ofText(text) : Value.of(text);
  }

  private static Violation violation(ResultSet row) throws SQLException {
    String context = row.getString("context");
    var start = Sql.instantOrNull(row, "window_start");
    var end = Sql.instantOrNull(row, "window_end");
    return new Violation(
        Sql.uuid(row, "id"),
        Sql.instant(row, "time"),
        Sql.instant(row, "recorded_at"),
        start == null || end == null ? null : new Window(start, end),
        action(requireNonNull(row.getString("action"))),
        row.getInt("level"),
        row.getBoolean("late"),
        Json.parseObject(requireNonNull(row.getString("key"))),
        new ViolationRecord(
            requireNonNull(row.getString("limit_name")),
            requireNonNull(row.getString("limit_type")),
            Sql.longOrNull(row, "duration_seconds"),
            row.getLong("threshold"),
            unit(requireNonNull(row.getString("unit"))),
            requireNonNull(row.getString("event_type")),
            row.getLong("value"),
            context == null ? null : Json.parseObject(context)));
  }

  private static LimitAction action(String word) {
    return Arrays.stream(LimitAction.values())
        .filter(it -> it.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("a record holds the action " + word));
  }

  private static LimitUnit unit(String word) {
    return word.equals(LimitUnit.CHARS.word()) ? LimitUnit.CHARS : LimitUnit.COUNT;
  }
}
