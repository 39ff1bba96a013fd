package io.ingestlayer.bench.scenario;

import io.ingestlayer.platform.db.DailyPartitions;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import java.time.Clock;
import java.time.LocalDate;

/// Makes a past: deliveries of the days before today, as the product would have stored them.
final class PostgresPast {
  private static final int DAYS = 10;

  /// Ids begin with their time, as the product's do; the rest is spread. Most are delivered; `rare` gets one in ten thousand.
  private static final String DELIVERIES =
      """
      insert into delivery (
        workspace_id, id, event_id, partition, off, pipeline_version, route, destination, lane, root,
        state, step, code, attempts, finished_at)
      select
        1,
        (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '8' || substr(md5('d' || n), 1, 3) || '8' || substr(md5('d' || n), 4, 15))::uuid,
        (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5('e' || n), 1, 3) || '8' || substr(md5('e' || n), 4, 15))::uuid,
        0,
        n,
        1000 + n % 5,
        case when n % 50 = 0 then -1 else 0 end,
        case when n % 50 = 0 then null when n % 10000 = 7 then 'rare' else 'destination-' || n % 9 end,
        'lane-' || n % 20,
        null,
        case when n % 50 = 0 then 'dropped' when n % 97 = 0 then 'dead' else 'delivered' end,
        case when n % 50 = 0 then 'steps[0] filter.match' end,
        case when n % 50 = 0 then 'filtered' when n % 97 = 0 then 'http_500' else 'ok' end,
        1,
        at
      from (
        select n, ?::date + interval '1 day' * (n::float8 / ?) as at
        from generate_series(0, ? - 1) as n
      ) as numbered
      """;

  private static final String COUNTS =
      """
      insert into delivery_minute (workspace_id, minute, pipeline_version, destination, state, code, deliveries)
      select workspace_id, date_trunc('minute', finished_at), pipeline_version, coalesce(destination, ''), state, code, count(*)
      from delivery
      where finished_at >= ?::date
      and finished_at < ?::date + interval '1 day'
      group by 1, 2, 3, 4, 5, 6
      """;

  private final Database database;

  PostgresPast(Database database) {
    this.database = database;
  }

  /// Returns when so many deliveries are stored, spread over the ten days before today.
  void fill(int deliveries) {
    DailyPartitions days = new DailyPartitions(database);
    LocalDate today = LocalDate.now(Clock.systemUTC());
    int perDay = deliveries / DAYS;
    for (int back = DAYS; back >= 1; back--) {
      String day = today.minusDays(back).toString();
      days.ensure("delivery", today.minusDays(back));
      database.transaction(
          "a past day",
          connection ->
              Sql.update(connection, DELIVERIES, day, (double) perDay, perDay)
                  + Sql.update(connection, COUNTS, day, day));
    }
    database.transaction(
        "statistics",
        connection -> {
          Sql.execute(connection, "analyze delivery; analyze delivery_minute");
          return true;
        });
  }
}
