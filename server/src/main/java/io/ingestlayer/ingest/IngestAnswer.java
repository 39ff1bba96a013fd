package io.ingestlayer.ingest;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.Problem;
import io.ingestlayer.platform.http.ServerResponse;
import java.util.List;
import java.util.Map;

/// The answer to a request whose events were judged, in the words of the contract.
///
/// Written by hand: ids, numbers and our own words need no escaping, and this is done for every event there is.
final class IngestAnswer {
  private static final int ERRORS_MAX = 100;

  private IngestAnswer() {}

  /// 202 when at least one is in the log; else 400, with the same results and what was wrong as a problem.
  static ServerResponse of(
      List<GateResult> results, Map<String, String> headers, String requestId) {
    StringBuilder json = new StringBuilder(96 + 64 * results.size());
    json.append('{');
    boolean taken = data(results, json);
    json.append('}');
    if (taken) {
      return new ServerResponse(202, "application/json", json.toString(), headers);
    }
    String problem = problem(results).toJson(requestId);
    String all = problem.substring(0, problem.length() - 1) + "," + json.substring(1);
    return new ServerResponse(400, "application/problem+json", all, headers);
  }

  private static boolean data(List<GateResult> results, StringBuilder json) {
    int accepted = 0;
    int duplicates = 0;
    StringBuilder each = new StringBuilder(64 * results.size());
    for (GateResult result : results) {
      each.append(each.isEmpty() ? "{" : ",{");
      switch (result) {
        case GateResult.Accepted stored -> {
          accepted++;
          each.append("\"id\":\"").append(stored.id()).append("\",\"status\":\"accepted\"}");
        }
        case GateResult.Duplicate first -> {
          duplicates++;
          each.append("\"id\":\"").append(first.id()).append("\",\"status\":\"duplicate\"}");
        }
        case GateResult.Refused refused ->
            each.append("\"status\":\"rejected\",\"error\":")
                .append(Json.write(error(refused.refusal())))
                .append('}');
      }
    }
    json.append("\"data\":{\"accepted\":")
        .append(accepted)
        .append(",\"duplicates\":")
        .append(duplicates)
        .append(",\"rejected\":")
        .append(results.size() - accepted - duplicates)
        .append(",\"results\":[")
        .append(each)
        .append("]}");
    return accepted + duplicates > 0;
  }

  private static Value error(Refusal refusal) {
    return Value.object()
        .put("code", refusal.code())
        .put("detail", refusal.detail())
        .put("message", refusal.detail())
        .put("errors", Value.array(refusal.errors().stream().map(IngestAnswer::part).toList()))
        .build();
  }

  private static Value part(Problem.Part part) {
    return Value.object()
        .put("pointer", part.pointer())
        .put("code", part.code())
        .put("detail", part.detail())
        .build();
  }

  /// The problem of all: its code is theirs when they have one in common.
  private static Problem problem(List<GateResult> results) {
    List<Refusal> refusals =
        results.stream()
            .filter(GateResult.Refused.class::isInstance)
            .map(it -> ((GateResult.Refused) it).refusal())
            .toList();
    Refusal first = refusals.getFirst();
    boolean common = refusals.stream().allMatch(it -> it.code().equals(first.code()));
    List<Problem.Part> errors =
        refusals.stream().flatMap(it -> it.errors().stream()).limit(ERRORS_MAX).toList();
    String detail =
        refusals.size() == 1
            ? first.detail()
            : "None of the "
                + refusals.size()
                + " events was accepted. The first: "
                + first.detail();
    return new Problem(400, common ? first.code() : "events_rejected", detail, errors);
  }
}
