package io.ingestlayer.log.postgres;

import io.ingestlayer.log.NewEvent;
import io.ingestlayer.platform.db.PostgresText;
import java.time.Instant;

/// What PostgreSQL can keep of an event, looked at before it shares a transaction with others.
final class PostgresStorable {
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

  private PostgresStorable() {}

  /// Throws `IllegalArgumentException` for an event that the gate should not have let through.
  static void require(NewEvent event, int place) {
    Instant occurredAt = event.occurredAt();
    if (occurredAt != null && (occurredAt.isBefore(FIRST) || occurredAt.isAfter(LAST))) {
      throw new IllegalArgumentException(
          "event %d: a time of that year cannot be kept".formatted(place));
    }
    boolean storable =
        PostgresText.storable(event.type())
            && PostgresText.storable(event.sourceId())
            && PostgresText.storable(event.payload().text());
    if (!storable) {
      throw new IllegalArgumentException(
          "event %d: a text with U+0000 or half a surrogate pair cannot be kept".formatted(place));
    }
  }
}
