package io.ingestlayer.log;

import io.ingestlayer.event.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Events to append, as short as they can be said.
public final class SampleEvents {
  private static final String SOURCE = "app";
  private static final String TYPE = "user.signed_up";

  private SampleEvents() {}

  /// An event without a key.
  public static NewEvent event(String payload) {
    return new NewEvent(TYPE, SOURCE, null, Payload.ofText(payload), null);
  }

  /// So many events without a key, each with its number as payload.
  public static List<NewEvent> events(int number) {
    List<NewEvent> events = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      events.add(event("{\"n\":" + i + "}"));
    }
    return events;
  }

  /// An event with a key that is kept for a day.
  public static NewEvent keyed(String key, String payload) {
    return keyed(key, payload, Duration.ofDays(1));
  }

  public static NewEvent keyed(String key, String payload, Duration window) {
    return new NewEvent(
        TYPE,
        SOURCE,
        null,
        Payload.ofText(payload),
        IdempotencyKey.of(SOURCE, key, TYPE, payload, window));
  }
}
