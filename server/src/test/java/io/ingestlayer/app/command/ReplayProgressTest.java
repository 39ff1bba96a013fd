package io.ingestlayer.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.platform.http.HttpServer;
import io.ingestlayer.platform.http.Router;
import io.ingestlayer.platform.http.ServerResponse;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplayProgressTest {
  private final Deque<String> states = new ArrayDeque<>();
  private final StringWriter out = new StringWriter();
  private final HttpServer server =
      new HttpServer(
          HttpServer.Settings.on("127.0.0.1", 0),
          new Router().get("/v1/replays/{id}", _ -> ServerResponse.json(200, states.remove())));
  private int pauses;

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String replay(String state, int delivered, int dead) {
    return "{\"data\":{\"state\":\"%s\",\"expected\":1200,\"looked_at\":1200,\"delivered\":%d,\"dead\":%d,\"open\":%d}}"
        .formatted(state, delivered, dead, 1200 - delivered - dead);
  }

  private int follow(boolean terminal) throws Exception {
    try (ApiClient client =
        new ApiClient(URI.create("http://127.0.0.1:" + server.port()), "il_live_any")) {
      return new ReplayProgress(
              new ServerApi(client), new PrintWriter(out, true), terminal, () -> pauses++)
          .follow("rpl_1");
    }
  }

  @Test
  void a_script_gets_a_line_now_and_then_and_the_last() throws Exception {
    for (int look = 0; look < 15; look++) {
      states.add(replay("running", look, 0));
    }
    states.add(replay("done", 1_198, 2));

    int code = follow(false);

    assertThat(code).isEqualTo(ExitCode.OK);
    assertThat(pauses).isEqualTo(15);
    assertThat(out.toString().lines())
        .containsExactly(
            "running: looked at 1,200 of 1,200; delivered 0, dead 0, canceled 0, left out 0, open 1,200",
            "running: looked at 1,200 of 1,200; delivered 10, dead 0, canceled 0, left out 0, open 1,190",
            "done: looked at 1,200 of 1,200; delivered 1,198, dead 2, canceled 0, left out 0, open 0",
            "2 died again; see why with: ingestlayer deliveries --state dead --since 1h");
  }

  @Test
  void a_person_sees_one_line_that_changes() throws Exception {
    states.addAll(List.of(replay("running", 1, 0), replay("canceled", 1, 0)));

    int code = follow(true);

    assertThat(code).isEqualTo(ExitCode.FAILED);
    assertThat(out.toString()).startsWith("\rrunning: ").contains("\rcanceled: ");
    assertThat(out.toString().lines()).hasSize(3);
  }

  @Test
  void when_the_server_is_gone_it_says_how_to_look_again() {
    states.add(replay("running", 1, 0));

    assertThatThrownBy(
            () -> {
              try (ApiClient client =
                  new ApiClient(URI.create("http://127.0.0.1:" + server.port()), "il_live_any")) {
                new ReplayProgress(
                        new ServerApi(client), new PrintWriter(out, true), false, server::close)
                    .follow("rpl_1");
              }
            })
        .isInstanceOf(ApiClient.UnreachableException.class);

    assertThat(out.toString())
        .contains("the replay goes on; look at it with: ingestlayer replay show rpl_1");
  }
}
