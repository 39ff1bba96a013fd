package io.ingestlayer.limit;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Expression;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The product's own protections as limits: what they refuse, cut or hold back is recorded as any other crossing is.
///
/// Those of the gate match their own name, since what they count is described for them alone.
public final class Protections {
  /// The budget of requests that each key has.
  public static final String REQUESTS = "ingest-requests";

  /// Events in one request.
  public static final String BATCH_EVENTS = "ingest-batch-events";

  /// Code points of one event's JSON.
  public static final String EVENT_CHARACTERS = "ingest-event-characters";

  /// Code points of one text of a Slack message.
  public static final String SLACK_TEXT = "slack-text-characters";

  /// Messages that a paced lane can send in a minute.
  public static final String LANE_PACE = "lane-pace";

  /// Names that nobody else's limit may have.
  public static final Set<String> NAMES =
      Set.of(REQUESTS, BATCH_EVENTS, EVENT_CHARACTERS, SLACK_TEXT, LANE_PACE);

  private static final String RATE = "rate_limit";
  private static final String SIZE = "size_limit";

  /// What the sizes are of, though it is the request that is counted: there is no event yet.
  private static final String EVENT = "event";

  private static final Duration PACE_WINDOW = Duration.ofMinutes(1);
  private static final List<LimitRule.Dimension> WHO = context("key", "source");
  private static final List<LimitRule.Dimension> AT = context("route");

  private Protections() {}

  /// @param burst requests that may come at once after a rest
  /// @param fill how long it takes until a burst is there again, in whole seconds
  public static LimitRule requests(long burst, Duration fill) {
    return rule(
        REQUESTS,
        RATE,
        Counted.API_CALL.word(),
        Counted.API_CALL,
        List.of(REQUESTS),
        null,
        new Interval.Tumbling(fill),
        new Threshold.Fixed(burst),
        null,
        null,
        WHO,
        AT);
  }

  public static LimitRule batchEvents(long eventsMax) {
    return rule(
        BATCH_EVENTS,
        SIZE,
        EVENT,
        Counted.API_CALL,
        List.of(BATCH_EVENTS),
        null,
        new Interval.PerEvent(),
        new Threshold.Fixed(eventsMax),
        null,
        "$context.size",
        WHO,
        AT);
  }

  public static LimitRule eventCharacters(long charactersMax) {
    return rule(
        EVENT_CHARACTERS,
        SIZE,
        EVENT,
        Counted.API_CALL,
        List.of(EVENT_CHARACTERS),
        null,
        new Interval.PerEvent(),
        new Threshold.Fixed(charactersMax),
        "$context.size",
        null,
        WHO,
        AT);
  }

  /// What a text may be long depends on where in the message it stands.
  public static LimitRule slackText() {
    return rule(
        SLACK_TEXT,
        SIZE,
        Counted.RENDER.word(),
        Counted.RENDER,
        List.of(),
        null,
        new Interval.PerEvent(),
        new Threshold.Computed(Expression.parse("$context.characters_max")),
        "$context.characters",
        null,
        context("source", "pipeline", "destination", "route", "channel"),
        List.of());
  }

  /// @param perMinute messages that each lane of that destination can send in a minute
  public static LimitRule lanePace(String destination, long perMinute) {
    return rule(
        LANE_PACE,
        RATE,
        Counted.NOTIFICATION.word(),
        Counted.NOTIFICATION,
        List.of(),
        "$context.destination == " + Json.write(Value.of(destination)),
        new Interval.Tumbling(PACE_WINDOW),
        new Threshold.Fixed(perMinute),
        null,
        null,
        context("destination", "channel"),
        context("source", "pipeline", "route"));
  }

  private static List<LimitRule.Dimension> context(String... names) {
    return List.of(names).stream()
        .map(it -> new LimitRule.Dimension(it, Expression.parse("$context." + it)))
        .toList();
  }

  private static LimitRule rule(
      String name,
      String type,
      String eventType,
      Counted on,
      List<String> match,
      @Nullable String when,
      Interval interval,
      Threshold threshold,
      @Nullable String measure,
      @Nullable String weight,
      List<LimitRule.Dimension> key,
      List<LimitRule.Dimension> context) {
    return new LimitRule(
        name,
        type,
        eventType,
        on,
        match,
        expression(when),
        interval,
        threshold,
        List.of(),
        measure == null ? LimitUnit.COUNT : LimitUnit.CHARS,
        expression(measure),
        expression(weight),
        key,
        context,
        List.of(),
        LimitRule.ALLOWED_LATENESS_DEFAULT,
        List.of(),
        0,
        LimitAction.RECORD,
        null,
        LimitRule.KEYS_MAX_DEFAULT,
        false);
  }

  private static @Nullable Expression expression(@Nullable String source) {
    return source == null ? null : Expression.parse(source);
  }
}
