package io.ingestlayer.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalTest {
  private static String message(String path, int status, Value body) {
    return Refusal.message(path, new ApiClient.Answer(status, body));
  }

  private static Value places(int number) {
    return Value.object()
        .put("detail", "wrong")
        .put(
            "errors",
            Value.array(
                IntStream.range(0, number)
                    .<Value>mapToObj(it ->
                        Json.parseObject("{\"pointer\":\"/%d\",\"detail\":\"no\"}".formatted(it)))
                    .toList()))
        .build();
  }

  @Test
  void says_each_place_that_is_wrong_but_no_more_than_ten() {
    assertThat(message("/v1/ingest", 400, places(2)).lines())
        .containsExactly("wrong", "  /0: no", "  /1: no");
    assertThat(message("/v1/ingest", 400, places(500)).lines())
        .hasSize(12)
        .contains("  /9: no", "  and 490 more");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/deliveries/x, 404, ingestlayer deliveries",
    "/v1/destinations/x/test, 404, ingestlayer destinations",
    "/v1/replays/x, 404, ingestlayer replay list",
    "/v1/deliveries, 401, ingestlayer keys create",
    "/v1/deliveries, 403, --scope"
  })
  void says_what_to_do_next(String path, int status, String next) {
    assertThat(message(path, status, places(0)).lines())
        .hasSize(2)
        .last()
        .asString()
        .contains(next);
  }

  @Test
  void what_the_server_wrote_gives_the_terminal_no_orders() {
    Value body = Json.parseObject("{\"detail\":\"a\\u001b[31m\"}");

    assertThat(message("/v1/ingest", 500, body)).isEqualTo("a\ufffd[31m");
    assertThat(message("/v1/ingest", 502, Value.Null.NULL)).isEqualTo("the server answered 502");
  }
}
