package io.ingestlayer.app.command;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.event.Offset;
import io.ingestlayer.event.Payload;
import io.ingestlayer.event.Value;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Events from a file, as they would come out of the log: `{type, payload, timestamp?, received_at?, source_id?}`.
///
/// One without `received_at` arrives when it happened, or with the one before it; none arrives before the one before it.
final class EventLines {
  private static final String SOURCE_DEFAULT = "check";
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

  private final JsonLines lines;
  private final Instant now;
  private @Nullable Instant arrival;
  private long number;

  /// @param now when the first arrives, if it does not say
  EventLines(JsonLines lines, Instant now) {
    this.lines = lines;
    this.now = now;
  }

  /// At most so many, in their order; none after the last.
  List<Event> next(int max) throws BadFileException {
    List<Event> events = new ArrayList<>();
    while (events.size() < max) {
      Value.Obj line = lines.next();
      if (line == null) {
        break;
      }
      events.add(event(line));
    }
    return events;
  }

  private Event event(Value.Obj line) throws BadFileException {
    String type = lines.text(line, "type");
    if (type == null || type.isEmpty()) {
      throw lines.bad("an event has a `type`, such as user.signed_up");
    }
    if (!(line.get("payload") instanceof Value.Obj payload)) {
      throw lines.bad("an event has a `payload`, a JSON object");
    }
    Instant happened = time(line, "timestamp");
    Instant received = received(line, happened);
    String source = lines.text(line, "source_id");
    number++;
    UUID id = new UUID(received.toEpochMilli() << 16 | 0x7000L, 0x8000_0000_0000_0000L | number);
    return new Event(
        new EventId(id),
        new Offset(0, number),
        type,
        source == null ? SOURCE_DEFAULT : source,
        received,
        happened == null ? received : happened,
        Payload.of(payload));
  }

  private Instant received(Value.Obj line, @Nullable Instant happened) throws BadFileException {
    Instant said = time(line, "received_at");
    Instant before = arrival;
    Instant received = said != null ? said : happened != null ? happened : before;
    if (received == null) {
      received = now.truncatedTo(ChronoUnit.MILLIS);
    } else if (before != null && received.isBefore(before)) {
      received = before;
    }
    arrival = received;
    return received;
  }

  private @Nullable Instant time(Value.Obj line, String member) throws BadFileException {
    String text = lines.text(line, member);
    if (text == null) {
      return null;
    }
    try {
      Instant time = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
      if (!time.isBefore(FIRST) && !time.isAfter(LAST)) {
        return time;
      }
    } catch (DateTimeException e) {
      throw notATime(member);
    }
    throw notATime(member);
  }

  private BadFileException notATime(String member) {
    return lines.bad("`" + member + "` is a time such as 2026-07-01T12:00:00.000Z");
  }
}
