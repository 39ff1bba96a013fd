package io.ingestlayer.bench.load;

import java.time.Duration;

/// When the next request is sent, and when it is enough.
public sealed interface Pace {

  /// Each connection sends again as soon as it has its answer: how much the server can take. Its latencies are those of
  /// a sender that waits, which flatter a server that stalls.
  ///
  /// @param requestsMax it ends earlier when so many were sent
  record Closed(Duration length, long requestsMax) implements Pace {
    public static Closed during(Duration length) {
      return new Closed(length, Long.MAX_VALUE);
    }
  }

  /// So many a second, whether answered or not. A request's latency counts from when it was due, not from when a
  /// connection was free for it: a stall of the server is in every latency that it has caused, and nothing need be
  /// corrected afterwards.
  record Open(double perSecond, Duration length) implements Pace {
    public Open {
      if (!(perSecond > 0)) {
        throw new IllegalArgumentException("an open loop sends something: " + perSecond);
      }
    }

    long requests() {
      return Math.max(1, (long) (perSecond * length.toNanos() / 1e9));
    }
  }
}
