package io.ingestlayer.app;

import io.ingestlayer.component.Problem;
import io.ingestlayer.platform.time.Timer;
import io.ingestlayer.workspace.Secrets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks every few seconds which secrets were set or deleted, here or by another process, and has those who use them read
/// them again. Any thread may call it.
final class NewSecrets implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NewSecrets.class);
  static final Duration EVERY = Duration.ofSeconds(5);

  private final Secrets secrets;
  private final Function<Set<String>, List<Problem>> reread;
  private final Timer timer;
  private Map<String, Seen> known;
  private Timer.@Nullable Scheduled next;
  private boolean closed;

  /// A secret that was deleted and made again begins anew with its version, so its time is part of it.
  private record Seen(int version, Instant at) {}

  /// @param reread has the users of these secrets take them up
  NewSecrets(Secrets secrets, Function<Set<String>, List<Problem>> reread, Timer timer) {
    this.secrets = secrets;
    this.reread = reread;
    this.timer = timer;
    this.known = seen();
  }

  private Map<String, Seen> seen() {
    return secrets.list().stream()
        .collect(
            Collectors.toMap(Secrets.Named::name, it -> new Seen(it.version(), it.createdAt())));
  }

  synchronized void start() {
    if (!closed) {
      next = timer.after(EVERY, this::lookAgain);
    }
  }

  private void lookAgain() {
    try {
      look();
    } catch (RuntimeException e) {
      LOG.warn("new secrets could not be looked for: {}", e.getMessage());
    } finally {
      start();
    }
  }

  /// Looks now.
  synchronized void look() {
    Map<String, Seen> now = seen();
    Map<String, Seen> all = new HashMap<>(known);
    all.putAll(now);
    Set<String> changed =
        all.keySet().stream()
            .filter(it -> !Objects.equals(now.get(it), known.get(it)))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!changed.isEmpty()) {
      reread.apply(changed).forEach(it -> LOG.warn("{}", it));
      known = now;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (next != null) {
      next.cancel();
    }
  }
}
