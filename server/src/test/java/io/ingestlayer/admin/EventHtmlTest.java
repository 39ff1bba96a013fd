package io.ingestlayer.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Offset;
import io.ingestlayer.event.Payload;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventHtmlTest {
  private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");
  private static final Event EVENT =
      new Event(
          new EventId(new UUID(1, 2)),
          new Offset(0, 7),
          "user.signed_up",
          "app",
          NOW,
          NOW,
          Payload.ofText("{}"));

  /// A page with one delivery that came to that, by one attempt.
  private static String page(String state, String code, String detail) {
    return EventHtml.event(
        EVENT,
        Json.parseObject(
            """
            {"event": {}, "decided": true, "pipelines": [{"pipeline": "p", "version": 1, "verdict": "routed", "steps": [],
             "destinations": [{"destination": "team-slack", "lane": "#alerts", "state": "%1$s", "code": "%2$s", "detail": "%3$s",
              "attempts_made": [{"at": "09:00", "outcome": "%1$s", "code": "%2$s", "detail": "%3$s"}]}]}]}
            """
                .formatted(state, code, detail)));
  }

  @Test
  void what_was_delivered_as_it_should_needs_no_reason() {
    String page = page("delivered", "ok", "");

    assertThat(page)
        .contains("team-slack", "<tr><th>09:00</th><td><span class=\"state delivered\">")
        .doesNotContain("<th>why</th>", "<th>detail</th>", "<th>next try</th>", "ok");
  }

  @Test
  void what_was_delivered_in_another_way_says_in_which() {
    assertThat(page("delivered", "already_there", "an earlier attempt wrote the row"))
        .contains("<th>why</th><td>already_there</td>", "<th>detail</th><td>an earlier attempt");
    assertThat(page("delivered", "ok", "it went to #alerts"))
        .contains("<th>detail</th><td>it went to #alerts</td>")
        .doesNotContain("<th>why</th>");
  }

  @Test
  void what_is_dead_says_why() {
    assertThat(page("dead", "invalid_blocks", "Slack refused <it>"))
        .contains(
            "<th>why</th><td>invalid_blocks</td></tr><tr><th>detail</th><td>Slack refused &lt;it&gt;</td>");
  }
}
