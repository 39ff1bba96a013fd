package io.ingestlayer.delivery.destination.notion;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.message.MessageText;
import io.ingestlayer.delivery.vendor.JsonAnswer;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.HttpSendException;
import io.ingestlayer.platform.http.HttpSender.Answer;
import io.ingestlayer.platform.net.EgressRefusedException;
import io.ingestlayer.platform.time.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// The data sources that routes lead to, as they were last read. Any thread may call it.
final class NotionSchemas {
  private static final int TARGETS_MAX = 1_000;
  private static final Duration READ_AGAIN_AFTER = Duration.ofMinutes(5);
  private static final int NAMES_SHOWN_MAX = 300;

  private final NotionApi api;
  private final Timer timer;
  private final Cache<NotionRoute.Target.Database, NotionSchema> known;

  /// What a look at the data source comes to.
  sealed interface Look {
    /// Pages can be made.
    ///
    /// @param fresh whether it was read just now
    record Ready(NotionSchema schema, boolean fresh) implements Look {}

    /// They cannot, or not now.
    record Failed(AttemptResult result, String response) implements Look {}
  }

  private record Source(String id, String name) {}

  NotionSchemas(NotionApi api, Timer timer) {
    this.api = api;
    this.timer = timer;
    known =
        Caffeine.newBuilder()
            .maximumSize(TARGETS_MAX)
            .expireAfterWrite(READ_AGAIN_AFTER)
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(timer.millis()))
            .build();
  }

  Look look(NotionRoute.Target.Database target) throws EgressRefusedException, HttpSendException {
    NotionSchema schema = known.getIfPresent(target);
    if (schema != null) {
      return new Look.Ready(schema, false);
    }
    Look look = read(target);
    if (look instanceof Look.Ready ready) {
      known.put(target, ready.schema());
    }
    return look;
  }

  /// Has it read anew the next time.
  void forget(NotionRoute.Target.Database target) {
    known.invalidate(target);
  }

  private Look read(NotionRoute.Target.Database target)
      throws EgressRefusedException, HttpSendException {
    Answer database = api.database(target.id().value());
    if (!NotionAnswer.of(database).isDone()) {
      return failed(database, target);
    }
    List<Source> sources = sources(JsonAnswer.of(database));
    List<Source> chosen = sources.stream().filter(it -> isMeant(it, target)).toList();
    if (chosen.size() != 1) {
      return new Look.Failed(unclear(target, sources), database.body());
    }
    Answer source = api.dataSource(chosen.getFirst().id());
    if (!NotionAnswer.of(source).isDone()) {
      return failed(source, target);
    }
    NotionSchema schema = NotionSchema.of(chosen.getFirst().id(), JsonAnswer.of(source));
    return schema.properties().isEmpty()
        ? new Look.Failed(unreadable(target), source.body())
        : new Look.Ready(schema, true);
  }

  private Look failed(Answer answer, NotionRoute.Target.Database target) {
    AttemptResult result = NotionAnswer.of(answer).refused(target.shown(), false, timer.instant());
    return new Look.Failed(result, answer.body());
  }

  private static boolean isMeant(Source source, NotionRoute.Target.Database target) {
    String wanted = target.dataSource();
    return wanted == null
        || source.name().equals(wanted)
        || NotionId.find(wanted).equals(NotionId.find(source.id()));
  }

  private static List<Source> sources(Value database) {
    List<Source> sources = new ArrayList<>();
    if (database.get("data_sources") instanceof Value.Arr(List<Value> all)) {
      for (Value one : all) {
        if (one.get("id") instanceof Value.Text(String id) && NotionId.find(id).isPresent()) {
          String name = one.get("name") instanceof Value.Text(String text) ? text : "";
          sources.add(new Source(id, name));
        }
      }
    }
    return sources;
  }

  private static AttemptResult unclear(NotionRoute.Target.Database target, List<Source> sources) {
    String names =
        MessageText.shortened(
            sources.stream()
                .map(it -> "\"" + MessageText.clean(it.name()) + "\" (" + it.id() + ")")
                .collect(Collectors.joining(", ")),
            NAMES_SHOWN_MAX);
    return target.dataSource() == null
        ? new AttemptResult.Hold(
            "data_source_needed",
            "%s has %d data sources: %s".formatted(target.shown(), sources.size(), names),
            "name one of them in the route: data_source: …",
            false)
        : new AttemptResult.Hold(
            "unknown_data_source",
            "%s is not one data source of that database, which has %s"
                .formatted(target.shown(), names),
            "name one of them in the route by its id: data_source: …",
            false);
  }

  /// The first 64 KiB of an answer are read, far above the 50 KB that Notion recommends for a schema.
  private static AttemptResult unreadable(NotionRoute.Target.Database target) {
    return new AttemptResult.Hold(
        "unreadable_schema",
        "the properties of %s cannot be read: they take more than 64 KiB, or are not as Notion describes them"
            .formatted(target.shown()),
        "remove options that are not used from its select properties, or use another database",
        false);
  }
}
