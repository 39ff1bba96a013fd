package io.ingestlayer.platform.db.embedded;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// How an embedded PostgreSQL differs from the default, and who is told what.
///
/// - `settings`: PostgreSQL settings that go before ours ("shared_buffers" to "1GB"); tests and benches only may weaken
///   durability with them, since `Durability` refuses the result
/// - `progress`: a line for a person at each slow step of the start
/// - `listener`: told when it dies and comes back, on the supervising thread; must return soon
public record EmbeddedOptions(
    Map<String, String> settings, Consumer<String> progress, Consumer<PostgresEvent> listener) {
  public EmbeddedOptions {
    settings = Map.copyOf(settings);
  }

  public static EmbeddedOptions defaults() {
    return new EmbeddedOptions(Map.of(), line -> {}, event -> {});
  }

  public EmbeddedOptions withSetting(String name, String value) {
    Map<String, String> more = new HashMap<>(settings);
    more.put(name, value);
    return new EmbeddedOptions(more, progress, listener);
  }

  public EmbeddedOptions withProgress(Consumer<String> other) {
    return new EmbeddedOptions(settings, other, listener);
  }

  public EmbeddedOptions withListener(Consumer<PostgresEvent> other) {
    return new EmbeddedOptions(settings, progress, other);
  }
}
