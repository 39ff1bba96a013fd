package io.ingestlayer.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// `ingestlayer limits check`.
class LimitsCheckTest {
  private static final String LIMIT =
      """
      limit: calls
      match: api.called
      interval: { periodic: 60s }
      threshold: 100
      weight: $event.n
      key: [$event.team]
      warn_at: [80]
      """;

  @TempDir private Path folder = Path.of("");

  private record Ran(int code, String out, String err) {}

  private static Ran run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = RootCommand.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int code = line.execute(arguments);
    return new Ran(code, out.toString(), err.toString());
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static String event(String time, String payload) {
    return "{\"type\":\"api.called\",\"timestamp\":\"2026-07-01T%s\",\"payload\":%s}\n"
        .formatted(time, payload);
  }

  private Ran check(String limits, String events, String... more) throws IOException {
    return run(
        Stream.concat(
                Stream.of(
                    "limits",
                    "check",
                    file("limits.yaml", limits),
                    "--events",
                    file("events.ndjson", events)),
                Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void prints_what_would_fire_and_a_summary() throws IOException {
    Ran ran =
        check(
            LIMIT + "---\nlimit: all\non: notification\ninterval: per_event\nthreshold: 1\n",
            event("12:00:05Z", "{\"team\":42,\"n\":80}")
                + "\n"
                + event("14:00:06+02:00", "{\"team\":42,\"n\":57}")
                + event("12:00:07Z", "{\"team\":\"42\",\"n\":1}")
                + event("12:00:08Z", "{\"team\":42}")
                + event("11:50:00Z", "{\"team\":42,\"n\":1}"));

    assertThat(ran.err()).isEmpty();
    assertThat(ran.out().lines())
        .containsExactly(
            "2026-07-01T12:00:05.000Z warning calls {\"team\":42} "
                + "2026-07-01T12:00:00.000Z/2026-07-01T12:01:00.000Z 80/100 80%",
            "2026-07-01T12:00:06.000Z violation calls {\"team\":42} "
                + "2026-07-01T12:00:00.000Z/2026-07-01T12:01:00.000Z 137/100 level 1",
            "calls: counted 3, violations 1, warnings 1, refused 0, suppressed 0, late 1, "
                + "from the future 0, unmeasured 1, keys 2, beyond max_keys 0",
            "all: not checked, it counts notification and a file has only events");
    assertThat(ran.code()).isZero();
  }

  @Test
  void prints_records_in_their_envelopes() throws IOException {
    Ran ran = check(LIMIT, event("12:00:05Z", "{\"team\":42,\"n\":137}"), "--json");

    List<String> lines = ran.out().lines().toList();
    assertThat(lines).hasSize(1);
    Value.Obj envelope = Json.parseObject(lines.getFirst());
    assertThat(envelope.members().keySet())
        .containsExactly(
            "id",
            "time",
            "recorded_at",
            "window_start",
            "window_end",
            "action",
            "level",
            "late",
            "violation");
    assertThat(envelope.get("violation").get("limit_value")).isEqualTo(Value.of(137));
    assertThat(ran.err()).startsWith("calls: counted 1, violations 1");
    assertThat(check(LIMIT, event("12:00:05Z", "{\"team\":42,\"n\":137}"), "--json").out())
        .isEqualTo(ran.out());
  }

  @Test
  void a_threshold_may_depend_on_an_entity() throws IOException {
    String limit =
        """
        limit: calls
        match: api.called
        interval: per_event
        threshold: $entity.customer.most
        weight: $event.n
        """;
    String entities = "{\"kind\":\"customer\",\"external_id\":\"c1\",\"traits\":{\"most\":5}}\n";

    Ran ran =
        check(
            limit,
            event("12:00:05Z", "{\"customer_id\":\"c1\",\"n\":6}")
                + event("12:00:05Z", "{\"customer_id\":\"c2\",\"n\":6}"),
            "--entities",
            file("entities.ndjson", entities));

    assertThat(ran.out())
        .contains("violation calls {} per_event 6/5 level 1")
        .contains("unmeasured 1");
  }

  @Test
  void what_is_defined_besides_limits_is_passed_over() throws IOException {
    Ran ran = check("destination: d\ntype: nonsense\n---\n" + LIMIT, "");

    assertThat(ran.code()).isZero();
    assertThat(ran.out()).startsWith("calls: counted 0");
  }

  @Test
  void each_event_arrives_no_earlier_than_the_one_before_it() throws IOException {
    String late =
        "{\"type\":\"api.called\",\"timestamp\":\"2026-07-01T12:00:00Z\",\"payload\":{\"n\":1},"
            + "\"received_at\":\"2026-07-01T%sZ\"}\n";

    assertThat(check(LIMIT, late.formatted("12:03:00")).out())
        .contains("counted 1")
        .contains("late 0");
    assertThat(check(LIMIT, event("12:03:01Z", "{\"n\":1}") + late.formatted("12:03:00")).out())
        .contains("counted 1")
        .contains("late 1");
    assertThat(
            check(LIMIT, event("12:00:00Z", "{\"n\":101}") + event("12:00:00Z", "{\"n\":0}")).out())
        .contains("101/100");
  }

  @Test
  void what_is_of_our_own_making_is_known_by_its_source() throws IOException {
    String ours = "{\"type\":\"api.called\",\"payload\":{\"n\":101},\"source_id\":\"limits\"}\n";

    assertThat(check(LIMIT, ours).out()).startsWith("calls: counted 0");
    assertThat(check(LIMIT, ours.replace("limits", "app")).out()).contains("violation");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "[1]; a line is one JSON object",
        "{\"type\":; no JSON",
        "{\"payload\":{}}; has a `type`",
        "{\"type\":\"a\"}; has a `payload`",
        "{\"type\":1,\"payload\":{}}; `type` is a string",
        "{\"type\":\"a\",\"payload\":{},\"timestamp\":\"yesterday\"}; `timestamp` is a time",
        "{\"type\":\"a\",\"payload\":{},\"received_at\":\"+10000-01-01T00:00:00Z\"}; `received_at` is a time",
      })
  void a_bad_line_is_named(String line, String problem) throws IOException {
    Ran ran = check(LIMIT, event("12:00:05Z", "{}") + line + "\n");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("events.ndjson:2: ").contains(problem).hasLineCount(1);
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void a_line_has_an_end_and_is_utf_8() throws IOException {
    String longest = event("12:00:05Z", "{\"a\":\"" + "x".repeat(JsonLines.LINE_BYTES_MAX) + "\"}");
    assertThat(check(LIMIT, longest).err())
        .contains("events.ndjson:1: the line is longer than 1 MiB");

    Path latin = folder.resolve("latin.ndjson");
    Files.write(latin, "{\"type\":\"é\"}\n".getBytes(StandardCharsets.ISO_8859_1));
    Ran ran = run("limits", "check", file("l.yaml", LIMIT), "--events", latin.toString());
    assertThat(ran.err()).contains("latin.ndjson:1: the line is not UTF-8");
    assertThat(ran.code()).isEqualTo(2);
  }

  @Test
  void a_file_of_limits_that_cannot_be_used_is_refused_with_every_reason() throws IOException {
    Ran wrong = check(LIMIT.replace("60s", "0s").replace("threshold: 100", "threshold: -1"), "");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("limits.yaml:3:").contains("limits.yaml:4:");

    Ran none = check("event: a\n", "");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("defines no limit");

    Ran missing = run("limits", "check", folder.resolve("no.yaml").toString(), "--events", "-");
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.err()).contains("no.yaml cannot be read");

    Ran noEvents =
        run(
            "limits",
            "check",
            file("l.yaml", LIMIT),
            "--events",
            folder.resolve("no.ndjson").toString());
    assertThat(noEvents.code()).isEqualTo(2);
    assertThat(noEvents.err()).contains("no.ndjson cannot be read");
  }

  @Test
  void an_entity_that_is_none_is_refused() throws IOException {
    Ran ran = check(LIMIT, "", "--entities", file("e.ndjson", "{\"kind\":\"customer\"}\n"));

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("e.ndjson:1: an entity has");
  }
}
