package io.ingestlayer.bench.scenario;

import io.ingestlayer.testkit.http.Answer;
import io.ingestlayer.testkit.http.ReceivedRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/// How long after it was accepted each event came, by the `received_at` in its message. Any thread may call it.
///
/// That time has milliseconds only, so that each figure is up to one too large: the same in all that are compared.
final class ArrivalTimes {
  private static final Pattern RECEIVED_AT = Pattern.compile("\"received_at\":\"([^\"]+)\"");
  private static final long MICROS_MAX = TimeUnit.MINUTES.toMicros(10);

  private final InstantSource clock;
  private Histogram micros = new Histogram(MICROS_MAX, 3);

  ArrivalTimes(InstantSource clock) {
    this.clock = clock;
  }

  Answer answer(ReceivedRequest request) {
    Instant now = clock.instant();
    Matcher received = RECEIVED_AT.matcher(request.text());
    if (!received.find()) {
      return Answer.text(400, "there is no received_at in it");
    }
    Duration waited = Duration.between(Instant.parse(received.group(1)), now);
    synchronized (this) {
      micros.recordValue(Math.clamp(waited.toNanos() / 1_000, 0, MICROS_MAX));
    }
    return Answer.status(204);
  }

  /// Those since this was called last.
  synchronized Histogram take() {
    Histogram taken = micros;
    micros = new Histogram(MICROS_MAX, 3);
    return taken;
  }
}
