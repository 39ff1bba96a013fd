package io.ingestlayer.platform.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// The days of tables that are partitioned by time, one partition for each day of UTC: made before they are needed,
/// dropped whole. Any thread and any number of nodes may call.
public final class DailyPartitions {
  private static final Pattern TABLE = Pattern.compile("[a-z_]{1,40}");
  private static final int DAYS_CACHED_MAX = 1_000;

  private final Database database;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  public DailyPartitions(Database database) {
    this.database = database;
  }

  /// Returns when the table can take rows of that day. Costs nothing for a day it was called for before.
  public void ensure(String table, LocalDate day) {
    String name = name(table, day);
    if (known.contains(name)) {
      return;
    }
    database.transaction("make " + name, connection -> make(connection, table, name, day));
    if (known.size() >= DAYS_CACHED_MAX) {
      known.clear();
    }
    known.add(name);
  }

  /// Attaching keeps readers and writers of the other days at work, which `create table … partition of` would not.
  private static boolean make(Connection connection, String table, String name, LocalDate day)
      throws SQLException {
    // Only one session at a time makes days; this is the lock that attaching takes anyway.
    Sql.execute(connection, "lock table " + table + " in share update exclusive mode");
    if (exists(connection, name)) {
      return false;
    }
    Sql.execute(
        connection,
        "create table %s (like %s including defaults including constraints)"
            .formatted(name, table));
    Sql.execute(
        connection,
        "alter table %s attach partition %s for values from ('%s') to ('%s')"
            .formatted(table, name, start(day), start(day.plusDays(1))));
    return true;
  }

  private static boolean exists(Connection connection, String name) throws SQLException {
    return Sql.queryOne(
            connection,
            "select to_regclass(?) is not null as there",
            row -> row.getBoolean("there"),
            name)
        .orElseThrow();
  }

  /// The days that a table has, oldest first.
  public List<LocalDate> days(String table) {
    requireName(table);
    String sql =
        """
        select day.relname
        from pg_inherits
        join pg_class as day on day.oid = pg_inherits.inhrelid
        where pg_inherits.inhparent = to_regclass(?)
        order by day.relname
        """;
    List<String> names =
        database.read(
            "list the days of " + table,
            connection -> Sql.query(connection, sql, row -> row.getString(1), table));
    List<LocalDate> days = new ArrayList<>();
    for (String name : names) {
      if (name.startsWith(table + "_")) {
        parse(name.substring(table.length() + 1), days);
      }
    }
    return days;
  }

  private static void parse(String suffix, List<LocalDate> days) {
    try {
      days.add(LocalDate.parse(suffix, DateTimeFormatter.BASIC_ISO_DATE));
    } catch (DateTimeParseException e) {
      // A partition that somebody else attached is theirs to look after.
      return;
    }
  }

  /// Drops a day with all its rows, if `mayGo` still says so in the transaction that drops it. True when it is gone.
  ///
  /// Nobody reads or writes the table while the day is dropped; when it cannot be had for a second, this gives up with a
  /// `DatabaseException` and may be called again.
  public boolean drop(String table, LocalDate day, Work<Boolean> mayGo) {
    String name = name(table, day);
    boolean gone =
        database.transaction(
            "drop " + name,
            connection -> {
              if (!mayGo.run(connection)) {
                return false;
              }
              Sql.execute(connection, "set local lock_timeout = '1s'");
              Sql.execute(connection, "drop table if exists " + name);
              return true;
            });
    known.remove(name);
    return gone;
  }

  /// Looks again whether the day is there when it is next needed: a write found that it is not.
  public void forget(String table, LocalDate day) {
    known.remove(name(table, day));
  }

  private static String name(String table, LocalDate day) {
    requireName(table);
    return table + "_" + DateTimeFormatter.BASIC_ISO_DATE.format(day);
  }

  private static void requireName(String table) {
    if (!TABLE.matcher(table).matches()) {
      throw new IllegalArgumentException("not the name of a table: " + table);
    }
  }

  private static String start(LocalDate day) {
    return DateTimeFormatter.ISO_INSTANT.format(day.atStartOfDay(ZoneOffset.UTC));
  }
}
