package io.ingestlayer.workspace;

import static io.ingestlayer.component.FieldTypes.choice;
import static io.ingestlayer.component.FieldTypes.duration;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.FieldType;
import io.ingestlayer.component.Node;
import io.ingestlayer.limit.Interval;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Over which span a limit counts: `per_event`, `{ periodic: 1h }` or `{ calendar: day, time_zone: Europe/Berlin }`.
record IntervalType() implements FieldType<Interval> {
  static final IntervalType INTERVAL = new IntervalType();

  private static final String PER_EVENT = "per_event";
  private static final String SLIDING = "sliding";
  private static final Field<Duration> PERIODIC =
      Field.optional(
          "periodic",
          duration(Duration.ofSeconds(1), Interval.Tumbling.LENGTH_MAX),
          "The length of a window, 1s to 400d in whole seconds, aligned to UTC.");
  private static final Field<String> CALENDAR =
      Field.optional(
          "calendar", choice("hour", "day", "week", "month"), "A window as a calendar has it.");
  private static final Field<ZoneId> TIME_ZONE =
      Field.optional("time_zone", new Zone(), "Whose midnight counts, such as Europe/Berlin.");
  private static final ConfigSpec SPEC = ConfigSpec.of(PERIODIC, CALENDAR, TIME_ZONE);

  @Override
  public String name() {
    return "per_event, { periodic: 1h } or { calendar: day }";
  }

  @Override
  public @Nullable Interval read(Node node, ConfigReader reader) {
    if (node instanceof Node.Scalar scalar && scalar.text().equals(PER_EVENT)) {
      return new Interval.PerEvent();
    }
    if (!(node instanceof Node.Members members)) {
      return reader.wrongType(node, name());
    }
    Node.Member sliding = members.find(SLIDING).orElse(null);
    if (sliding != null) {
      reader.error(
          sliding.at(),
          "not_supported",
          "this version does not know sliding windows yet; write { periodic: … }");
      return null;
    }
    Config config = SPEC.read(members, reader);
    return config == null ? null : interval(config, reader);
  }

  private static @Nullable Interval interval(Config config, ConfigReader reader) {
    Duration length = config.find(PERIODIC).orElse(null);
    Optional<String> calendar = config.find(CALENDAR);
    if (length == null && calendar.isEmpty()) {
      reader.missingKey(config.at(), PERIODIC);
      return null;
    }
    if (length == null) {
      return new Interval.Calendar(
          Interval.Calendar.Unit.valueOf(calendar.orElseThrow().toUpperCase(Locale.ROOT)),
          config.find(TIME_ZONE).orElse(ZoneId.of("UTC")));
    }
    if (calendar.isPresent() || config.find(TIME_ZONE).isPresent()) {
      reader.error(
          config.at(),
          "contradiction",
          "a periodic window is aligned to UTC; write { calendar: …, time_zone: … } for one that is not");
      return null;
    }
    if (length.toMillisPart() != 0) {
      reader.error(config.at(), "out_of_range", "a window is whole seconds long, such as 1s or 1h");
      return null;
    }
    return new Interval.Tumbling(length);
  }

  /// A time zone by its name.
  private record Zone() implements FieldType<ZoneId> {
    @Override
    public String name() {
      return "a time zone such as Europe/Berlin";
    }

    @Override
    public @Nullable ZoneId read(Node node, ConfigReader reader) {
      if (!(node instanceof Node.Scalar scalar) || !scalar.value().isPresent()) {
        return reader.wrongType(node, name());
      }
      try {
        return ZoneId.of(scalar.text());
      } catch (DateTimeException e) {
        List<String> known = ZoneId.getAvailableZoneIds().stream().sorted().toList();
        String nearest = ConfigReader.nearest(scalar.text(), known);
        reader.error(
            node.at(),
            "unknown_time_zone",
            "there is no such time zone; "
                + (nearest == null
                    ? "write a name such as Europe/Berlin, or UTC"
                    : "did you mean \"" + nearest + "\"?"));
        return null;
      }
    }
  }
}
