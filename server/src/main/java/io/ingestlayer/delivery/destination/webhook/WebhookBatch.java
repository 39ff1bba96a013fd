package io.ingestlayer.delivery.destination.webhook;

import io.ingestlayer.delivery.Attempt;
import io.ingestlayer.delivery.AttemptReport;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.AttemptResult.Delivered;
import io.ingestlayer.delivery.AttemptResult.RateLimited;
import io.ingestlayer.delivery.AttemptResult.Reject;
import io.ingestlayer.delivery.AttemptResult.Retry;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.destination.webhook.WebhookDestination.Outcome;
import io.ingestlayer.delivery.vendor.RetryAfter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One attempt that carries a list: a request for each [#PART_BYTES_MAX] of it. One thread.
///
/// What is refused for what it says is sent again in halves, so that one event does not keep the others back, nor takes them
/// with it; a receiver that refuses everything is asked [#HALVINGS_MAX] times more at most.
final class WebhookBatch {
  /// Of one request's body; a single event may be larger.
  static final int PART_BYTES_MAX = 1024 * 1024;

  /// One event in a thousand is found in ten.
  static final int HALVINGS_MAX = 20;

  /// No request is begun after this long.
  static final Duration TIME_MAX = Duration.ofSeconds(60);

  private final Attempt attempt;
  private final WebhookSettings settings;
  private final DestinationContext context;
  private final Sending sending;
  private final List<String> elements;
  private final @Nullable AttemptResult[] results;
  private final Instant began;
  private int halvings;
  private @Nullable Outcome shown;

  /// Sends one request.
  interface Sending {
    Outcome send(WebhookMessage message, Instant at);
  }

  WebhookBatch(
      Attempt attempt, WebhookSettings settings, DestinationContext context, Sending sending) {
    this.attempt = attempt;
    this.settings = settings;
    this.context = context;
    this.sending = sending;
    elements =
        attempt.deliveries().stream()
            .map(it -> WebhookMessage.json(it, settings.format(), context))
            .toList();
    results = new AttemptResult[elements.size()];
    began = context.timer().instant();
  }

  AttemptReport deliver() {
    AttemptResult stopped = null;
    for (int from = 0; from < results.length && stopped == null; ) {
      int to = partEnd(from);
      stopped = send(from, to);
      from = to;
    }
    if (stopped != null) {
      rest(stopped);
    }
    List<AttemptResult> all = Arrays.stream(results).map(Objects::requireNonNull).toList();
    return shown == null
        ? new AttemptReport(all, null, null)
        : new AttemptReport(all, shown.request(), shown.response());
  }

  private int partEnd(int from) {
    long bytes = 0;
    int to = from;
    while (to < elements.size()) {
      bytes += elements.get(to).getBytes(StandardCharsets.UTF_8).length;
      if (to > from && bytes > PART_BYTES_MAX) {
        break;
      }
      to++;
    }
    return to;
  }

  /// What there is no use to go on after; null when there is none.
  private @Nullable AttemptResult send(int from, int to) {
    Duration took = Duration.between(began, context.timer().instant());
    if (took.compareTo(TIME_MAX) > 0) {
      return new RateLimited(
          "batch_unfinished",
          "the receiver took so long for the first of these that the rest waits",
          RetryAfter.WAIT_MIN);
    }
    List<Delivery> deliveries = attempt.deliveries().subList(from, to);
    WebhookMessage message =
        WebhookMessage.batch(deliveries, elements.subList(from, to), settings.format());
    Outcome outcome = sending.send(message, attempt.at());
    if (shown == null && !(outcome.result() instanceof Delivered)) {
      shown = outcome;
    }
    if (outcome.ofOne() && to - from > 1 && halvings < HALVINGS_MAX) {
      halvings++;
      int middle = (from + to) / 2;
      AttemptResult stopped = send(from, middle);
      return stopped == null ? send(middle, to) : stopped;
    }
    Arrays.fill(results, from, to, to - from > 1 ? together(outcome.result()) : outcome.result());
    return outcome.ofOne() || outcome.result() instanceof Delivered ? null : outcome.result();
  }

  /// Nothing says which of several was meant, so none is dead for it.
  private static AttemptResult together(AttemptResult result) {
    return result instanceof Reject refused
        ? new Retry(refused.code(), refused.detail(), false)
        : result;
  }

  /// Answers for what was not sent, and so cannot have arrived.
  private void rest(AttemptResult stopped) {
    AttemptResult unsent =
        stopped instanceof Retry retry && retry.ambiguous()
            ? new Retry(retry.code(), retry.detail(), false, retry.unreached())
            : stopped;
    for (int i = 0; i < results.length; i++) {
      results[i] = results[i] == null ? unsent : results[i];
    }
  }
}
