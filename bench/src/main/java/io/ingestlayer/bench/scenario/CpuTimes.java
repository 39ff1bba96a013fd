package io.ingestlayer.bench.scenario;

import io.ingestlayer.bench.Figure;
import io.ingestlayer.bench.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Who has used how much of the processor, from `/proc`: <https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html>.
///
/// @param server the packed server
/// @param log PostgreSQL's backends that serve the log and what is decided about it
/// @param warehouse PostgreSQL's backends that serve the destination's table
/// @param postgres the rest of PostgreSQL: WAL writer, checkpointer, and backends that have ended
/// @param bench this process: the load generator, or a baseline's client
record CpuTimes(
    Duration server, Duration log, Duration warehouse, Duration postgres, Duration bench) {
  static final CpuTimes NONE =
      new CpuTimes(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

  /// The kernel's unit of time towards programs, the same on all its usual platforms.
  private static final Duration TICK = Duration.ofMillis(10);

  private static final int PARENT = 1;
  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;
  private static final int ENDED_USER_TIME = 13;
  private static final int ENDED_SYSTEM_TIME = 14;

  static CpuTimes now(long server, long postmaster) {
    Duration log = Duration.ZERO;
    Duration warehouse = Duration.ZERO;
    Duration other =
        own(postmaster).plus(time(stat(postmaster), ENDED_USER_TIME, ENDED_SYSTEM_TIME));
    for (long pid : children(postmaster)) {
      String title = title(pid);
      if (title.contains(" " + PostgresWarehouse.DATABASE + " ")) {
        warehouse = warehouse.plus(own(pid));
      } else if (title.contains(" 127.0.0.1(")) {
        log = log.plus(own(pid));
      } else {
        other = other.plus(own(pid));
      }
    }
    return new CpuTimes(own(server), log, warehouse, other, own(ProcessHandle.current().pid()));
  }

  private static List<Long> children(long postmaster) {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.map(ProcessHandle::pid)
          .filter(it -> {
            List<String> stat = stat(it);
            return stat.size() > PARENT && stat.get(PARENT).equals(Long.toString(postmaster));
          })
          .toList();
    }
  }

  private static Duration own(long pid) {
    return time(stat(pid), USER_TIME, SYSTEM_TIME);
  }

  private static Duration time(List<String> stat, int first, int second) {
    return stat.size() <= second
        ? Duration.ZERO
        : TICK.multipliedBy(Long.parseLong(stat.get(first)) + Long.parseLong(stat.get(second)));
  }

  /// The fields after the command's name, which may hold blanks; none when the process is gone.
  private static List<String> stat(long pid) {
    String line = read(pid, "stat");
    return line.isEmpty()
        ? List.of()
        : List.of(line.substring(line.lastIndexOf(')') + 2).split(" "));
  }

  private static String title(long pid) {
    return read(pid, "cmdline").replace('\0', ' ');
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (IOException e) {
      // It has ended since it was listed.
      return "";
    }
  }

  CpuTimes minus(CpuTimes earlier) {
    return new CpuTimes(
        server.minus(earlier.server),
        log.minus(earlier.log),
        warehouse.minus(earlier.warehouse),
        postgres.minus(earlier.postgres),
        bench.minus(earlier.bench));
  }

  CpuTimes plus(CpuTimes more) {
    return new CpuTimes(
        server.plus(more.server),
        log.plus(more.log),
        warehouse.plus(more.warehouse),
        postgres.plus(more.postgres),
        bench.plus(more.bench));
  }

  /// What each has used for one event, as figures under that name.
  void report(Figures figures, String name, long events) {
    figures.add(each(name + ": CPU of the server", server, events));
    figures.add(each(name + ": CPU of PostgreSQL, log and decisions", log, events));
    figures.add(each(name + ": CPU of PostgreSQL, WAL writer and the like", postgres, events));
    if (!warehouse.isZero()) {
      figures.add(each(name + ": CPU of PostgreSQL, the destination's table", warehouse, events));
    }
    figures.add(each(name + ": CPU of the load generator's process", bench, events));
  }

  private static Figure each(String name, Duration used, long events) {
    return Figure.of(name, used.toNanos() / 1e3 / Math.max(1, events), "µs/event");
  }
}
