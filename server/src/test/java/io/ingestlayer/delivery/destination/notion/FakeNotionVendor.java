package io.ingestlayer.delivery.destination.notion;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.destination.LoopbackVendor;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.testkit.notion.Fault;
import io.ingestlayer.testkit.notion.NotionFake;
import io.ingestlayer.testkit.notion.Written;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The strict Notion on loopback, with a database of one data source that is shared with an integration, and a route to there.
final class FakeNotionVendor extends LoopbackVendor {
  static final String TOKEN = "ntn_1234notforyoureyes";

  /// No control character but those of a line, nothing that turns the direction, no half of a surrogate pair.
  private static final Pattern HARMLESS =
      Pattern.compile("(?:[^\\p{Cc}\u202a-\u202e\u2066-\u2069\\p{Cs}]|[\\n\\t])*+");

  final NotionFake notion = NotionFake.start(clock);
  final String database;
  final String source;

  FakeNotionVendor() {
    super("team-notion", new NotionDestinationType());
    notion.token(TOKEN);
    database = notion.database("Signups");
    source = notion.dataSource(database, "Signups");
    notion.property(source, "Email", "email");
    notion.property(source, "Plan", "select", "pro");
    notion.property(source, "Note", "rich_text");
  }

  @Override
  public Config destination() {
    String json = "{\"token\":\"%s\",\"base_url\":\"%s\"}".formatted(TOKEN, notion.baseUrl());
    return SampleDeliveries.config(type().config(), json);
  }

  @Override
  public Config route() {
    return toDatabase("");
  }

  /// To the database.
  ///
  /// @param more further members, each after a comma
  Config toDatabase(String more) {
    return route("{\"database\":\"%s\"%s}".formatted(database, more));
  }

  @Override
  public List<String> secrets() {
    return List.of(TOKEN, "notforyoureyes");
  }

  @Override
  public List<String> accepted() {
    return notion.written().stream().map(Written::raw).toList();
  }

  @Override
  public void failOnce() {
    notion.failNextWrite(1, Fault.error(500, "internal_server_error", "Unexpected error."));
  }

  @Override
  public void down(boolean down) {
    notion.down(down);
  }

  @Override
  public void cutAfterAcceptingOnce() {
    notion.failNextWrite(1, Fault.cutAfterAccepting());
  }

  @Override
  public void refuseMessageOnce() {
    notion.failNextWrite(
        1, Fault.error(400, "validation_error", "Content creation Failed. Fix the following: x"));
  }

  @Override
  public void breakTarget() {
    notion.share(database, false);
  }

  @Override
  public void mendTarget() {
    notion.share(database, true);
  }

  @Override
  public void revoke() {
    notion.revoke(TOKEN);
  }

  @Override
  public void rateLimitOnce(Optional<String> hint) {
    notion.failNextWrite(1, new Fault.SlowDown(429, hint));
  }

  @Override
  public void turn(Duration time) {
    clock.turn(time);
  }

  /// Notion reads no markup in a text: what could do something is a link, or a character that is not seen.
  @Override
  public void assertHarmless(String accepted) {
    assertHarmless(Json.parseObject(accepted));
  }

  private static void assertHarmless(Value value) {
    switch (value) {
      case Value.Arr array -> array.elements().forEach(FakeNotionVendor::assertHarmless);
      case Value.Obj object -> {
        if (object.get("link").isPresent()) {
          assertThat(object.get("link").get("url").toString())
              .contains("https://ingest.example/events/");
        }
        object.members().values().forEach(FakeNotionVendor::assertHarmless);
      }
      case Value.Text(String text) -> assertThat(text).matches(HARMLESS);
      case Value.Num _, Value.Bool _, Value.Null _, Value.Absent _ -> {}
    }
  }

  @Override
  public void close() {
    notion.close();
    super.close();
  }
}
