package io.ingestlayer.ingest;

import io.ingestlayer.log.LogUnavailableException;
import io.ingestlayer.platform.http.BodyLimits;
import io.ingestlayer.platform.http.Problem;
import io.ingestlayer.platform.http.ProblemException;
import io.ingestlayer.platform.http.RouteHandler;
import io.ingestlayer.platform.http.Router;
import io.ingestlayer.platform.http.ServerRequest;
import io.ingestlayer.platform.http.ServerResponse;
import io.ingestlayer.platform.time.Timer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `POST /v1/ingest`: who sends, how much, what, and then the gate.
///
/// Over the budget nothing of the body is read. A request that cannot be read as a whole is kept as a dead letter of its
/// own; one that nobody may send, or that comes too often, is not.
public final class IngestEndpoint implements RouteHandler {
  public static final String PATH = "/v1/ingest";

  /// Nothing came, so there is nothing to keep.
  private static final Set<String> NOTHING_SENT = Set.of("empty_body", "empty_batch");

  private final Senders senders;
  private final RateBudget budget;
  private final RequestDecoder decoder;
  private final Gate gate;
  private final DeadLetterQueue deadLetters;
  private final IngestMetrics metrics;
  private final GateLimits limits;
  private final Timer timer;

  public IngestEndpoint(
      Senders senders,
      RateBudget budget,
      RequestDecoder decoder,
      Gate gate,
      DeadLetterQueue deadLetters,
      IngestMetrics metrics,
      GateLimits limits,
      Timer timer) {
    this.senders = senders;
    this.budget = budget;
    this.decoder = decoder;
    this.gate = gate;
    this.deadLetters = deadLetters;
    this.metrics = metrics;
    this.limits = limits;
    this.timer = timer;
  }

  public void addTo(Router router) {
    router.post(PATH, this);
  }

  @Override
  public ServerResponse handle(ServerRequest request) throws InterruptedException {
    Instant now = timer.instant();
    Sender sender;
    try {
      sender = senders.authenticate(request.bearer(), now);
    } catch (ProblemException e) {
      boolean askForKey = e.problem().status() < 500;
      return refused(
          e.problem(), askForKey ? Map.of("WWW-Authenticate", "Bearer") : Map.of(), request);
    }
    limits.requested(sender, now);
    RateBudget.Verdict verdict = budget.take(sender.keyId());
    Map<String, String> headers = budget.headers(verdict);
    if (!verdict.allowed()) {
      limits.overBudget(sender, now);
      return refused(tooMany(verdict), headers, request);
    }
    try {
      return IngestAnswer.of(judged(request, sender, now), headers, request.id());
    } catch (ProblemException e) {
      return refused(e.problem(), headers, request);
    } catch (LogUnavailableException e) {
      Problem problem =
          Problem.of(
              503,
              "log_unavailable",
              "The events could not be stored now; send them again with the same idempotency keys.");
      return refused(problem, headers, request);
    }
  }

  private List<GateResult> judged(ServerRequest request, Sender sender, Instant now)
      throws LogUnavailableException, InterruptedException {
    JsonContent.require(request.header("Content-Type"));
    byte[] body = request.body(BodyLimits.EVENTS);
    return gate.pass(sender.sourceId(), decoded(body, sender, now));
  }

  private List<DecodedEvent> decoded(byte[] body, Sender sender, Instant now) {
    try {
      List<DecodedEvent> events = decoder.decode(body, now);
      events.forEach(it -> measure(it, sender, now));
      return events;
    } catch (ProblemException e) {
      if (e instanceof BatchTooLargeException batch) {
        limits.batchTooLarge(sender, batch.found(), now);
      }
      Problem problem = e.problem();
      if (!NOTHING_SENT.contains(problem.code())) {
        Refusal refusal = new Refusal(problem.code(), problem.detail(), problem.errors());
        deadLetters.put(RefusedInput.request(sender.sourceId(), body, refusal));
      }
      throw e;
    }
  }

  private void measure(DecodedEvent event, Sender sender, Instant now) {
    if (event instanceof DecodedEvent.Unsound unsound
        && unsound.refusal().code().equals(RequestDecoder.EVENT_TOO_LARGE)) {
      limits.eventTooLarge(sender, unsound.sent().characters(), now);
    }
  }

  private Problem tooMany(RateBudget.Verdict verdict) {
    return Problem.of(
        429,
        "rate_limited",
        "This key sends more than %d requests a second. Nothing was read; send it again in %d s, and more events in each."
            .formatted(budget.settings().requestsPerSecond(), verdict.retryAfterSeconds()));
  }

  private ServerResponse refused(
      Problem problem, Map<String, String> headers, ServerRequest request) {
    metrics.rejected(problem.code());
    return new ServerResponse(
        problem.status(), "application/problem+json", problem.toJson(request.id()), headers);
  }
}
