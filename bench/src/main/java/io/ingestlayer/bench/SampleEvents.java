package io.ingestlayer.bench;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.event.Offset;
import io.ingestlayer.event.Payload;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The events that everything here is measured with: a feature was used, told in some 390 bytes of payload.
public final class SampleEvents {
  public static final String TYPE = "feature.used";

  /// As many users as there are entities to look up.
  public static final int USERS = 1_000;

  /// Stands where a number goes that no other event has.
  public static final String NUMBER = "############";

  private static final Instant TIME = Instant.parse("2026-11-22T09:00:00Z");

  private SampleEvents() {}

  /// A payload with a `NUMBER` in it.
  public static String payload(int user) {
    return """
    {"user_id":"%s","feature":"export","count":%d,"plan":"growth","request":"r-%s",\
    "session":"5f0c2a7e-91d4-4c1e-8a4b-%012d","page":"/projects/%d/reports/monthly","format":"csv",\
    "agent":"Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",\
    "referrer":"https://app.example.com/projects/%d","team":"analytics","trial":false,"duration_ms":%d}\
    """
        .formatted(user(user), 1 + user % 40, NUMBER, user, user, user, 100 + user % 900);
  }

  public static String user(int number) {
    return "user-%04d".formatted(number);
  }

  /// A request's body with the events of that many users, each with a `NUMBER`, and another in its key if it has one.
  public static String body(String type, int firstUser, int events, boolean keys) {
    return IntStream.range(firstUser, firstUser + events)
        .mapToObj(user -> event(type, user % USERS, keys))
        .collect(Collectors.joining(",", "{\"events\":[", "]}"));
  }

  private static String event(String type, int user, boolean key) {
    return "{\"type\":\"%s\",\"payload\":%s%s}"
        .formatted(type, payload(user), key ? ",\"idempotencyKey\":\"k-" + NUMBER + "\"" : "");
  }

  /// The event of that user as the log would hold it.
  public static Event stored(int user) {
    String payload = payload(user).replace(NUMBER, "%012d".formatted(user));
    return new Event(
        new EventId(new UUID((TIME.toEpochMilli() << 16) | 0x7000L, Long.MIN_VALUE | user)),
        new Offset(0, user),
        TYPE,
        "api",
        TIME,
        TIME,
        Payload.ofText(payload));
  }

  public static Instant time() {
    return TIME;
  }
}
