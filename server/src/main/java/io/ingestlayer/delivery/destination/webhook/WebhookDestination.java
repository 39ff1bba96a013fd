package io.ingestlayer.delivery.destination.webhook;

import io.ingestlayer.delivery.Attempt;
import io.ingestlayer.delivery.AttemptReport;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.vendor.KeptText;
import io.ingestlayer.delivery.vendor.NoAnswer;
import io.ingestlayer.platform.http.HttpSendException;
import io.ingestlayer.platform.http.HttpSender.Answer;
import io.ingestlayer.platform.net.EgressRefusedException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sends requests to one address, each with an event or a batch of them.
final class WebhookDestination implements Destination {
  /// The headers of an answer that a person may want to see.
  private static final List<String> SHOWN =
      List.of("content-type", "location", "retry-after", "webhook-delivery", "www-authenticate");

  private final WebhookSettings settings;
  private final DestinationContext context;
  private final KeptText kept;

  /// What came of one request.
  ///
  /// @param ofOne whether a single event may be the reason that it was refused
  /// @param response null when there was no answer
  record Outcome(AttemptResult result, boolean ofOne, String request, @Nullable String response) {}

  WebhookDestination(WebhookSettings settings, DestinationContext context) {
    this.settings = settings;
    this.context = context;
    kept = settings.kept();
  }

  @Override
  public AttemptReport deliver(Attempt attempt) {
    if (settings.batch()) {
      return new WebhookBatch(attempt, settings, context, (it, at) -> send(marked(it, attempt), at))
          .deliver();
    }
    WebhookMessage message = WebhookMessage.of(attempt.single(), settings.format(), context);
    Outcome outcome = send(marked(message, attempt), attempt.at());
    return AttemptReport.same(attempt, outcome.result(), outcome.request(), outcome.response());
  }

  private static WebhookMessage marked(WebhookMessage message, Attempt attempt) {
    return attempt.test() ? message.asTest() : message;
  }

  private Outcome send(WebhookMessage message, Instant at) {
    String request = kept.of(request(message, at));
    try {
      Answer answer = context.http().send(settings.request(message, at));
      AttemptResult result = WebhookAnswer.of(answer, context.timer().instant());
      return new Outcome(result, WebhookAnswer.isOfOne(answer), request, kept.of(response(answer)));
    } catch (EgressRefusedException e) {
      return new Outcome(NoAnswer.refused(e), false, request, null);
    } catch (HttpSendException e) {
      return new Outcome(NoAnswer.lost(e, true), false, request, null);
    }
  }

  private String request(WebhookMessage message, Instant at) {
    StringBuilder text = new StringBuilder(settings.method() + " " + settings.shownUrl() + "\n");
    settings
        .shownHeaders(message, at)
        .forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    return text.append('\n').append(message.body()).toString();
  }

  private static String response(Answer answer) {
    StringBuilder text = new StringBuilder("HTTP " + answer.status() + "\n");
    SHOWN.forEach(name ->
        answer
            .header(name)
            .ifPresent(value -> text.append(name).append(": ").append(value).append('\n')));
    return text.append('\n').append(answer.body()).toString();
  }
}
