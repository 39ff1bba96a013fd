package io.ingestlayer.admin;

import io.ingestlayer.event.Value;
import io.ingestlayer.ingest.DeadLetter;
import io.ingestlayer.ingest.DeadLetterRetry;
import io.ingestlayer.ingest.DeadLetters;
import io.ingestlayer.ingest.GateResult;
import io.ingestlayer.log.LogUnavailableException;
import io.ingestlayer.platform.http.Problem;
import io.ingestlayer.platform.http.ProblemException;
import io.ingestlayer.platform.http.Router;
import io.ingestlayer.platform.http.ServerRequest;
import io.ingestlayer.platform.http.ServerResponse;
import io.ingestlayer.workspace.KeyScope;
import java.util.List;

/// `/v1/dead-letters`: what the gate refused, with the reason.
final class DeadLetterRoutes {
  private final DeadLetters letters;
  private final DeadLetterRetry retry;
  private final Access access;

  DeadLetterRoutes(DeadLetters letters, DeadLetterRetry retry, Access access) {
    this.letters = letters;
    this.retry = retry;
    this.access = access;
  }

  void addTo(Router router) {
    router
        .get("/v1/dead-letters", this::list)
        .get("/v1/dead-letters/{id}", this::get)
        .post("/v1/dead-letters/{id}/retry", this::retry);
  }

  private ServerResponse list(ServerRequest request) {
    access.require(request, KeyScope.READ);
    ListQuery query = new ListQuery(request, List.of("code", "source"));
    DeadLetters.Filter filter =
        new DeadLetters.Filter(
            query.text("code").orElse(null),
            query.text("source").orElse(null),
            query.after(DeadLetter.Id::parse));
    List<DeadLetter> page = letters.list(filter, query.limit());
    String next =
        page.size() < query.limit() ? null : ListQuery.cursor(page.getLast().id().toString());
    return Answers.page(page.stream().map(DeadLetterRoutes::json).toList(), next);
  }

  private ServerResponse get(ServerRequest request) {
    access.require(request, KeyScope.READ);
    return Answers.data(
        200,
        json(
            letters
                .find(id(request.pathParameter("id")))
                .orElseThrow(() -> Answers.notFound("such dead letter"))));
  }

  private ServerResponse retry(ServerRequest request)
      throws LogUnavailableException, InterruptedException {
    access.require(request, KeyScope.WRITE);
    return switch (retry.retry(id(request.pathParameter("id")))) {
      case DeadLetterRetry.Outcome.Judged judged ->
          Answers.data(200, Value.object().put("results", results(judged.results())).build());
      case DeadLetterRetry.Outcome.Unreadable unreadable ->
          throw new ProblemException(
              400, unreadable.refusal().code(), unreadable.refusal().detail());
      case DeadLetterRetry.Outcome.Cut _ ->
          throw new ProblemException(
              409, "body_cut", "Only the beginning of it was kept; it cannot be tried again.");
      case DeadLetterRetry.Outcome.Gone _ -> throw Answers.notFound("such dead letter");
    };
  }

  private static Value results(List<GateResult> results) {
    return Value.array(results.stream().map(DeadLetterRoutes::result).toList());
  }

  private static Value.Obj result(GateResult result) {
    return switch (result) {
      case GateResult.Accepted accepted ->
          Value.object().put("id", accepted.id().toString()).put("status", "accepted").build();
      case GateResult.Duplicate duplicate ->
          Value.object().put("id", duplicate.id().toString()).put("status", "duplicate").build();
      case GateResult.Refused refused ->
          Value.object()
              .put("status", "rejected")
              .put(
                  "error",
                  Value.object()
                      .put("code", refused.refusal().code())
                      .put("detail", refused.refusal().detail())
                      .build())
              .build();
    };
  }

  static DeadLetter.Id id(String text) {
    try {
      return DeadLetter.Id.parse(text);
    } catch (IllegalArgumentException e) {
      throw Answers.notFound("such dead letter");
    }
  }

  private static Value.Obj json(DeadLetter letter) {
    return Value.object()
        .put("id", letter.id().toString())
        .put("source_id", letter.sourceId())
        .put("code", letter.code())
        .put("detail", letter.detail())
        .put("errors", Value.array(letter.errors().stream().map(DeadLetterRoutes::part).toList()))
        .put("type", letter.type())
        .put("body", letter.body())
        .put("cut", letter.cut())
        .put("first_at", Answers.time(letter.firstAt()))
        .put("last_at", Answers.time(letter.lastAt()))
        .put("times", letter.times())
        .build();
  }

  private static Value.Obj part(Problem.Part part) {
    return Value.object()
        .put("pointer", part.pointer())
        .put("code", part.code())
        .put("detail", part.detail())
        .build();
  }
}
