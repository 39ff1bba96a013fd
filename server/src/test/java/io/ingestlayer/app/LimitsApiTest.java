package io.ingestlayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitsApiTest {
  private static final String DEFINITIONS =
      """
      event: api.called
      schema: { customer_id: string }
      ---
      limit: calls
      match: api.called
      interval: { periodic: 1h }
      threshold: $entity.customer.quota ?? 500
      key: [$event.customer_id]
      """;

  @TempDir private Path folder;

  @Test
  void the_limits_of_the_workspace_are_asked_for_by_http() throws Exception {
    try (TurnedServer server = new TurnedServer(folder, DEFINITIONS, Map.of())) {
      server.call("PUT", "/v1/entities/customer/c1", "{\"traits\":{\"quota\":9000}}");

      Value limit = server.call("GET", "/v1/limits", "").get("data").get(0);
      Value usage = server.call("GET", "/v1/limits/calls/usage?key.customer_id=c1", "").get("data");
      Value records = server.call("GET", "/v1/datasets/limit_violations?limit_name=calls", "");

      assertThat(TurnedServer.text(limit.get("name"))).isEqualTo("calls");
      assertThat(TurnedServer.number(usage.get("value"))).isZero();
      assertThat(TurnedServer.number(usage.get("threshold"))).isEqualTo(9_000);
      assertThat(Json.write(records)).isEqualTo("{\"data\":[],\"next_cursor\":null}");
    }
  }
}
