package io.ingestlayer.workspace;

import static io.ingestlayer.component.FieldTypes.BOOLEAN;
import static io.ingestlayer.component.FieldTypes.TEXT;
import static io.ingestlayer.component.FieldTypes.choice;
import static io.ingestlayer.component.FieldTypes.duration;
import static io.ingestlayer.component.FieldTypes.integer;
import static io.ingestlayer.component.FieldTypes.listOf;
import static io.ingestlayer.component.FieldTypes.mapping;
import static io.ingestlayer.workspace.RawType.RAW;

import io.ingestlayer.component.ComponentCatalog;
import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.Node;
import io.ingestlayer.workspace.DestinationDefinition.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads a destination.
final class DestinationReader {
  private static final int RETRIES_MAX = 20;
  private static final Field<String> DESTINATION =
      Field.required("destination", NameType.DEFINITION, "The name that pipelines send to.");
  private static final Field<String> TYPE =
      Field.required("type", TEXT, "What kind of destination it is, such as slack.");
  private static final Field<Node> CONFIG =
      Field.optional("config", RAW, "What the type needs to reach it.");
  private static final Field<List<Duration>> SCHEDULE =
      Field.required(
          "schedule",
          listOf(duration(Duration.ofSeconds(1), Duration.ofDays(30))),
          "The delays between attempts, up to 20, such as [30s, 2m, 10m].");
  private static final Field<Config> RETRY =
      Field.optional("retry", mapping(ConfigSpec.of(SCHEDULE)), "When to try again.");
  private static final Field<Integer> MESSAGES =
      Field.required("messages", integer(1, 1_000_000), "So many messages.");
  private static final Field<Duration> PER =
      Field.required(
          "per", duration(Duration.ofMillis(1), Duration.ofDays(1)), "In this time, such as 1s.");
  private static final Field<Config> RATE =
      Field.optional("rate", mapping(ConfigSpec.of(MESSAGES, PER)), "How fast each lane sends.");
  private static final Field<Integer> CONCURRENCY =
      Field.optional("concurrency", integer(1, 64), "Attempts under way at once in each lane.");
  private static final String NEWEST_FIRST = "newest-first";
  private static final Field<String> BACKLOG =
      Field.withDefault(
          "backlog",
          choice("oldest-first", NEWEST_FIRST),
          "oldest-first",
          "What of a backlog is sent first.");
  private static final String GIVE_UP = "give_up";
  private static final Field<String> ON_AMBIGUOUS =
      Field.withDefault(
          "on_ambiguous",
          choice("retry", GIVE_UP),
          "retry",
          "What is done when it is not known whether a message arrived.");
  private static final Field<Integer> PAUSE_AFTER =
      Field.withDefault(
          "pause_after",
          integer(Policy.FAILURES_MIN, Policy.FAILURES_MAX),
          Policy.DEFAULT.failuresMax(),
          "So many failures in a row pause it; alerts tell at 50, 70, 90 and 100 % of them.");
  private static final Field<Boolean> AUTO_PAUSE =
      Field.withDefault(
          "auto_pause", BOOLEAN, Policy.DEFAULT.autoPause(), "Whether failures pause it at all.");
  static final ConfigSpec SPEC =
      ConfigSpec.of(
          DESTINATION,
          TYPE,
          CONFIG,
          RETRY,
          RATE,
          CONCURRENCY,
          BACKLOG,
          ON_AMBIGUOUS,
          PAUSE_AFTER,
          AUTO_PAUSE);

  private DestinationReader() {}

  /// The definition; null after errors were added.
  static @Nullable DestinationDefinition read(Node.Members document, ConfigReader reader) {
    Config own = SPEC.read(document, reader);
    Optional<String> written =
        document
            .find(TYPE.key())
            .map(Node.Member::value)
            .filter(Node.Scalar.class::isInstance)
            .map(it -> ((Node.Scalar) it).text());
    String type = written.map(it -> type(it, document, reader)).orElse(null);
    Config config = type == null ? null : config(type, document, reader);
    if (own == null || type == null || config == null || tooManyRetries(own, reader)) {
      return null;
    }
    return new DestinationDefinition(
        own.get(DESTINATION),
        type,
        config,
        own.find(RETRY).map(it -> it.get(SCHEDULE)).orElse(null),
        own.find(RATE)
            .map(it -> new DestinationDefinition.Rate(it.get(MESSAGES), it.get(PER)))
            .orElse(null),
        own.find(CONCURRENCY).orElse(null),
        new Policy(
            own.get(BACKLOG).equals(NEWEST_FIRST),
            own.get(ON_AMBIGUOUS).equals(GIVE_UP),
            own.get(PAUSE_AFTER),
            own.get(AUTO_PAUSE)),
        document.at());
  }

  private static @Nullable String type(String written, Node.Members document, ConfigReader reader) {
    ComponentCatalog catalog = reader.catalog();
    Optional<String> type = catalog.destinationKey(written);
    if (type.isEmpty()) {
      reader.error(
          document.find(TYPE.key()).map(it -> it.value().at()).orElse(document.at()),
          "unknown_type",
          "unknown destination type \""
              + written
              + "\"; "
              + ConfigReader.suggest(written, catalog.destinationTypes()));
    }
    return type.orElse(null);
  }

  private static @Nullable Config config(String type, Node.Members document, ConfigReader reader) {
    ConfigSpec spec =
        reader
            .catalog()
            .destination(type)
            .orElseThrow(() -> new IllegalStateException("a type without its own name: " + type));
    Optional<Node> given = document.find(CONFIG.key()).map(Node.Member::value);
    return given.isPresent()
        ? reader.within(".config", () -> spec.read(given.get(), reader))
        : spec.read(document.at(), List.of(), reader);
  }

  private static boolean tooManyRetries(Config own, ConfigReader reader) {
    Config retry = own.find(RETRY).orElse(null);
    if (retry == null || retry.get(SCHEDULE).size() <= RETRIES_MAX) {
      return false;
    }
    reader.error(retry.at(), "too_many", "more than " + RETRIES_MAX + " delays in the schedule");
    return true;
  }
}
