package io.ingestlayer.ingest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ingestlayer.platform.time.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// How many requests each key may send: so many a second, and a burst on top of a rest. Any thread may call it.
///
/// A bucket of tokens, kept as one number: the time at which it will be full again (the generic cell rate algorithm).
/// A request moves that time on by its own share of a second, and is over the budget when it would then lie further
/// ahead than a whole burst takes.
public final class RateBudget {
  private final Timer timer;
  private final Settings settings;
  private final long perRequestNanos;
  private final long burstNanos;
  private final Cache<String, AtomicLong> fullAgainAt;
  private final String policy;

  /// @param burst requests that may come at once after a rest
  /// @param keysMax keys whose budget is remembered; past that the one that was not seen longest starts anew
  public record Settings(int requestsPerSecond, int burst, int keysMax) {
    public static final Settings DEFAULT = new Settings(5_000, 10_000, 10_000);

    public Settings {
      if (requestsPerSecond < 1 || burst < 1 || keysMax < 1) {
        throw new IllegalArgumentException("a budget is at least one request of one key");
      }
    }

    /// How long it takes until a whole burst is there again, rounded up to a second.
    public Duration fill() {
      return Duration.ofSeconds(Math.ceilDiv(burst, requestsPerSecond));
    }
  }

  /// What is left after a request has asked.
  ///
  /// @param allowed whether this one is within the budget
  /// @param remaining requests that could follow at once
  /// @param fullInSeconds until the whole burst is there again, rounded up
  /// @param retryAfterSeconds until the next one could come, rounded up, at least 1; 0 when it may come now
  public record Verdict(
      boolean allowed, long remaining, long fullInSeconds, long retryAfterSeconds) {}

  public RateBudget(Timer timer, Settings settings) {
    this.timer = timer;
    this.settings = settings;
    this.perRequestNanos = Math.max(1, TimeUnit.SECONDS.toNanos(1) / settings.requestsPerSecond());
    this.burstNanos = perRequestNanos * settings.burst();
    this.fullAgainAt =
        Caffeine.newBuilder().maximumSize(settings.keysMax()).executor(Runnable::run).build();
    this.policy = "\"ingest\";q=" + settings.requestsPerSecond() + ";w=1";
  }

  /// Counts one request of that key.
  public Verdict take(String key) {
    AtomicLong bucket = fullAgainAt.get(key, it -> new AtomicLong());
    long now = TimeUnit.MILLISECONDS.toNanos(timer.instant().toEpochMilli());
    while (true) {
      long before = bucket.get();
      // The upper bound matters when the clock is set back: nobody waits longer than for one burst.
      long from = Math.clamp(before, now, now + burstNanos);
      boolean allowed = from + perRequestNanos - now <= burstNanos;
      long after = allowed ? from + perRequestNanos : from;
      if (after == before || bucket.compareAndSet(before, after)) {
        return verdict(allowed, after - now);
      }
    }
  }

  private Verdict verdict(boolean allowed, long usedNanos) {
    long left = burstNanos - usedNanos;
    long retryAfter = allowed ? 0 : Math.max(1, seconds(perRequestNanos - left));
    return new Verdict(allowed, left / perRequestNanos, seconds(usedNanos), retryAfter);
  }

  private static long seconds(long nanos) {
    return Math.ceilDiv(nanos, TimeUnit.SECONDS.toNanos(1));
  }

  /// The header fields that tell a sender where it stands (draft-ietf-httpapi-ratelimit-headers).
  public Map<String, String> headers(Verdict verdict) {
    String state = "\"ingest\";r=" + verdict.remaining() + ";t=" + verdict.fullInSeconds();
    return verdict.allowed()
        ? Map.of("RateLimit-Policy", policy, "RateLimit", state)
        : Map.of(
            "RateLimit-Policy",
            policy,
            "RateLimit",
            state,
            "Retry-After",
            Long.toString(verdict.retryAfterSeconds()));
  }

  public Settings settings() {
    return settings;
  }
}
