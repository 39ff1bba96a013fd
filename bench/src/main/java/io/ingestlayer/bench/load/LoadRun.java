package io.ingestlayer.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/// One load from its first request to its last answer, on the calling thread.
final class LoadRun implements AutoCloseable {
  private static final long LATENCY_MAX = TimeUnit.MINUTES.toNanos(2);
  private static final long DRAIN_MAX = TimeUnit.SECONDS.toNanos(30);
  private static final long NAP = TimeUnit.MICROSECONDS.toNanos(100);
  private static final long SELECT_MILLIS = 50;
  private static final int INCOMING_BYTES = 64 * 1024;
  private static final int STATUS_MAX = 600;

  private final Pace pace;
  private final RequestSource source;
  private final Selector selector;
  private final List<Connection> connections = new ArrayList<>();
  private final Deque<Connection> idle = new ArrayDeque<>();
  private final ByteBuffer incoming = ByteBuffer.allocateDirect(INCOMING_BYTES);
  private final Histogram latencies = new Histogram(LATENCY_MAX, 3);
  private final long[] statuses = new long[STATUS_MAX];
  private long started;
  private long sent;
  private long answered;
  private long lastAnswer;

  LoadRun(InetSocketAddress server, int number, RequestSource source, Pace pace)
      throws IOException {
    this.pace = pace;
    this.source = source;
    this.selector = Selector.open();
    for (int i = 0; i < number; i++) {
      connections.add(Connection.open(server, selector, source.bytesMax()));
    }
    idle.addAll(connections);
  }

  LoadResult go() throws IOException {
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    started = System.nanoTime();
    lastAnswer = started;
    long now = started;
    while (isOpen(now) || answered < sent) {
      if (now - end() > DRAIN_MAX) {
        throw new IOException(
            "%d requests had no answer 30 s after the end".formatted(sent - answered));
      }
      sendDue(now);
      await(now);
      now = System.nanoTime();
    }
    return new LoadResult(
        answers(),
        Duration.ofNanos(lastAnswer - started),
        latencies,
        Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu));
  }

  private long end() {
    return started
        + switch (pace) {
          case Pace.Closed closed -> closed.length().toNanos();
          case Pace.Open open -> open.length().toNanos();
        };
  }

  /// Whether there is more to send. What was due in an open loop is sent even when it is late.
  private boolean isOpen(long now) {
    return switch (pace) {
      case Pace.Closed closed -> now < end() && sent < closed.requestsMax();
      case Pace.Open open -> sent < open.requests();
    };
  }

  private void sendDue(long now) throws IOException {
    while (!idle.isEmpty() && isOpen(now)) {
      long due = nextDue(now);
      if (due > now) {
        return;
      }
      idle.removeFirst().send(source, due);
      sent++;
    }
  }

  private long nextDue(long now) {
    return switch (pace) {
      case Pace.Closed _ -> now;
      case Pace.Open open -> started + (long) (sent * (1e9 / open.perSecond()));
    };
  }

  /// Waits for answers, or until the next request is due; a selector's own wait is too coarse for that.
  private void await(long now) throws IOException {
    boolean dueSoon = !idle.isEmpty() && isOpen(now);
    if (!dueSoon) {
      selector.select(this::ready, SELECT_MILLIS);
    } else if (selector.selectNow(this::ready) == 0) {
      LockSupport.parkNanos(Math.clamp(nextDue(now) - now, 1, NAP));
    }
  }

  private void ready(SelectionKey key) {
    Connection connection = (Connection) key.attachment();
    try {
      if (connection.ready(incoming)) {
        lastAnswer = System.nanoTime();
        latencies.recordValue(Math.min(lastAnswer - connection.dueAt(), LATENCY_MAX));
        statuses[connection.status()]++;
        answered++;
        idle.addLast(connection);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("after %d answers".formatted(answered), e);
    }
  }

  private SortedMap<Integer, Long> answers() {
    SortedMap<Integer, Long> answers = new TreeMap<>();
    for (int status = 0; status < STATUS_MAX; status++) {
      if (statuses[status] > 0) {
        answers.put(status, statuses[status]);
      }
    }
    return answers;
  }

  @Override
  public void close() throws IOException {
    for (Connection connection : connections) {
      connection.close();
    }
    selector.close();
  }
}
