package io.ingestlayer.limit;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Records of the dataset, made up and written as the counting writes them.
public final class ViolationRows {
  public static final Instant START = Instant.parse("2026-11-20T22:30:00Z");
  private static final int SPAN_MINUTES = 3 * 24 * 60;

  private ViolationRows() {}

  /// Three days of records, of which many share a time.
  public static List<Violation> random(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Violation> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Instant time = START.plusSeconds(60L * 7 * random.nextInt(SPAN_MINUTES / 7));
      boolean periodic = random.nextInt(4) > 0;
      Instant hour = Instant.ofEpochSecond(time.getEpochSecond() / 3600 * 3600);
      rows.add(
          new Violation(
              new UUID(random.nextLong(), random.nextLong()),
              time,
              time.plusSeconds(3),
              periodic ? new Window(hour, hour.plusSeconds(3600)) : null,
              random.nextBoolean() ? LimitAction.RECORD : LimitAction.DROP,
              1 + random.nextInt(3),
              random.nextInt(5) == 0,
              Value.object().put("teamId", random.nextInt(9)).build(),
              record("limit-" + random.nextInt(4), periodic, random)));
    }
    return rows;
  }

  // From a class file NullAway does not see that a record's context may be null.
  @SuppressWarnings("NullAway")
  private static ViolationRecord record(String name, boolean periodic, SplittableRandom random) {
    return new ViolationRecord(
        name,
        random.nextBoolean() ? "quota" : "rate_limit",
        periodic ? 3600L : null,
        100,
        periodic ? LimitUnit.COUNT : LimitUnit.CHARS,
        random.nextBoolean() ? "api_call" : "notification",
        101 + random.nextInt(500),
        context(random));
  }

  /// One of a limit of that name.
  public static Violation named(String name) {
    Violation row = random(1, 1).getFirst();
    return new Violation(
        row.id(),
        row.time(),
        row.recordedAt(),
        row.window(),
        row.action(),
        row.level(),
        row.late(),
        row.key(),
        record(name, true, new SplittableRandom(1)));
  }

  private static Value.@Nullable Obj context(SplittableRandom random) {
    if (random.nextInt(6) == 0) {
      return null;
    }
    Value.ObjBuilder context = Value.object();
    int team = 40 + random.nextInt(6);
    context.put("teamId", random.nextBoolean() ? Value.of(team) : Value.of(Integer.toString(team)));
    if (random.nextInt(3) > 0) {
      context.put("route", random.nextBoolean() ? "=1+1" : "a \"b\", c\r\nd");
    }
    return context.build();
  }

  public static void write(Database database, List<Violation> rows) {
    database.transaction(
        "writing records",
        connection -> {
          for (Violation row : rows) {
            Window window = row.window();
            Value.Obj context = row.record().context();
            Sql.update(
                connection,
                """
                insert into limit_violation (
                  id, workspace_id, time, recorded_at, window_start, window_end, action, level, late, key, limit_name,
                  limit_type, duration_seconds, threshold, unit, event_type, value, context)
                values (?, 1, ?, ?, ?, ?, ?, ?, ?, ?::json, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
                """,
                row.id(),
                row.time(),
                row.recordedAt(),
                window == null ? null : window.start(),
                window == null ? null : window.end(),
                row.action().word(),
                row.level(),
                row.late(),
                Json.write(row.key()),
                row.record().limitName(),
                row.record().limitType(),
                row.record().periodSeconds(),
                row.record().threshold(),
                row.record().unit().word(),
                row.record().eventType(),
                row.record().value(),
                context == null ? null : Json.write(context));
          }
          return rows.size();
        });
  }
}
