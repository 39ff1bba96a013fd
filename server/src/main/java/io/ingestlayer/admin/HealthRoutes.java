package io.ingestlayer.admin;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.Router;
import io.ingestlayer.platform.http.ServerRequest;
import io.ingestlayer.platform.http.ServerResponse;
import java.util.Map;
import java.util.function.Supplier;

/// `/livez`, `/readyz`, `/metrics`: for whoever watches the process.
public final class HealthRoutes {
  private final Supplier<Map<String, String>> notReady;
  private final Supplier<String> metrics;

  /// @param notReady what keeps the server from taking events, by part; empty when it is ready
  /// @param metrics the metrics in Prometheus' text format
  public HealthRoutes(Supplier<Map<String, String>> notReady, Supplier<String> metrics) {
    this.notReady = notReady;
    this.metrics = metrics;
  }

  public void addTo(Router router) {
    router.get("/livez", this::live).get("/readyz", this::ready);
  }

  public void addMetricsTo(Router router) {
    router.get("/metrics", this::metrics);
  }

  private ServerResponse live(ServerRequest request) {
    return ServerResponse.json(200, "{\"status\":\"alive\"}");
  }

  private ServerResponse ready(ServerRequest request) {
    Map<String, String> reasons = notReady.get();
    Value.ObjBuilder shown = Value.object();
    reasons.forEach(shown::put);
    Value.Obj body =
        Value.object()
            .put("status", reasons.isEmpty() ? "ready" : "not_ready")
            .put("reasons", shown.build())
            .build();
    return ServerResponse.json(reasons.isEmpty() ? 200 : 503, Json.write(body));
  }

  private ServerResponse metrics(ServerRequest request) {
    return new ServerResponse(
        200, "text/plain; version=0.0.4; charset=utf-8", metrics.get(), Map.of());
  }
}
