package io.ingestlayer.admin;

import io.ingestlayer.component.ComponentCatalog;
import io.ingestlayer.delivery.AttemptReport;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Targets;
import io.ingestlayer.delivery.Targets.Target;
import io.ingestlayer.delivery.TestMessages;
import io.ingestlayer.delivery.TestMessages.Draft;
import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.ProblemException;
import io.ingestlayer.platform.http.Router;
import io.ingestlayer.platform.http.ServerRequest;
import io.ingestlayer.platform.http.ServerResponse;
import io.ingestlayer.workspace.ApiKey;
import io.ingestlayer.workspace.KeyScope;
import io.ingestlayer.workspace.Workspace;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// `POST /v1/destinations/{name}/test`: sends one message that says that it is a test, and answers what came of it.
final class TestMessageRoutes {
  private final TestMessages tests;
  private final Targets targets;
  private final Workspace workspace;
  private final ComponentCatalog catalog;
  private final Access access;
  private final InstantSource clock;

  TestMessageRoutes(
      TestMessages tests,
      Targets targets,
      Workspace workspace,
      ComponentCatalog catalog,
      Access access,
      InstantSource clock) {
    this.tests = tests;
    this.targets = targets;
    this.workspace = workspace;
    this.catalog = catalog;
    this.access = access;
    this.clock = clock;
  }

  void addTo(Router router) {
    router.post("/v1/destinations/{name}/test", this::test);
  }

  private ServerResponse test(ServerRequest request) {
    ApiKey key = access.require(request, KeyScope.WRITE);
    Target target = DestinationRoutes.known(request, targets);
    Value.Obj body =
        request.header("Content-Type").isEmpty()
            ? Value.Obj.EMPTY
            : JsonBody.read(request, JsonLimits.EVENT, TestMessageBody.MEMBERS);
    Draft draft =
        new TestMessageBody(target, workspace.active(), catalog)
            .draft(body, key.name(), clock.instant());
    return switch (tests.send(target, draft)) {
      case TestMessages.Sent sent -> Answers.data(200, json(target, draft, sent));
      case TestMessages.Busy _ ->
          throw new ProblemException(
              429,
              "too_many_tests",
              "%d test messages are on their way; try again when one has ended."
                  .formatted(TestMessages.AT_ONCE_MAX));
    };
  }

  private static Value.Obj json(Target target, Draft draft, TestMessages.Sent sent) {
    AttemptReport report = sent.call().report();
    AttemptResult result = report.results().getFirst();
    Value.Obj came = result(result);
    return Value.object()
        .put("test", true)
        .put("destination", target.definition().name())
        .put("type", draft.type())
        .put("lane", sent.call().attempt().lane())
        .put("outcome", came.get("outcome"))
        .put("code", result.code())
        .put("detail", came.get("detail"))
        .put("suggestion", came.get("suggestion"))
        .put("took_ms", sent.call().took().toMillis())
        .put("request", report.request())
        .put("response", report.response())
        .put("preview", sent.preview())
        .put("text", sent.text())
        .build();
  }

  private static Value.Obj result(AttemptResult result) {
    return switch (result) {
      case AttemptResult.Delivered it -> result("delivered", it.note(), null);
      case AttemptResult.Retry it ->
          result("retry", it.detail(), "It may work later; a delivery would be tried again.");
      case AttemptResult.RateLimited it ->
          result("rate_limited", it.detail(), "Try again later; a delivery would wait.");
      case AttemptResult.Reject it -> result("reject", it.detail(), it.suggestion());
      case AttemptResult.Hold it -> result("hold", it.detail(), it.suggestion());
    };
  }

  private static Value.Obj result(
      String outcome, @Nullable String detail, @Nullable String suggestion) {
    return Value.object()
        .put("outcome", outcome)
        .put("detail", detail)
        .put("suggestion", suggestion)
        .build();
  }
}
