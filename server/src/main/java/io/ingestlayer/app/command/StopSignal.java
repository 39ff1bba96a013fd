package io.ingestlayer.app.command;

import io.ingestlayer.app.Server;
import io.ingestlayer.platform.time.SystemTimer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The end of the process by SIGTERM or Ctrl-C, whenever it comes: a start that is under way is broken off, a server that
/// runs is stopped, and the process ends with 0.
///
/// It ends the process itself: one that is left to its signal ends with the signal's number, and whoever watches it takes
/// that for a failure. A start that failed by itself keeps its own exit code.
final class StopSignal {
  private static final Logger LOG = LoggerFactory.getLogger(StopSignal.class);

  /// A start notices at its next wait. A statement that runs is not broken off, and a migration may run for long: then
  /// the kernel stops PostgreSQL with us, and the next start goes on from what was committed.
  private static final Duration BREAK_OFF_MAX = Duration.ofSeconds(20);

  private final SystemTimer timer;
  private final Thread starter = Thread.currentThread();

  /// Null when the start failed, or was broken off.
  private final CompletableFuture<@Nullable Server> started = new CompletableFuture<>();

  private boolean came;

  private StopSignal(SystemTimer timer) {
    this.timer = timer;
  }

  /// Watches from now on, for the calling thread to start a server.
  static StopSignal watch(SystemTimer timer) {
    StopSignal signal = new StopSignal(timer);
    Runtime.getRuntime().addShutdownHook(new Thread(signal::stop, "stop"));
    return signal;
  }

  /// Starts the server, once. Nothing when the signal came first: then all that was begun is closed, or about to be.
  Optional<Server> start(Supplier<Server> start) {
    Server server = null;
    try {
      server = start.get();
    } catch (RuntimeException e) {
      if (!hasCome()) {
        throw e;
      }
      LOG.debug("the start was broken off", e);
    } finally {
      end(server);
    }
    return hasCome() ? Optional.empty() : Optional.ofNullable(server);
  }

  private synchronized boolean hasCome() {
    return came;
  }

  private synchronized void end(@Nullable Server server) {
    started.complete(server);
    if (came) {
      // It was meant for the start alone, which may not have noticed it.
      Thread.interrupted();
    }
  }

  private synchronized void come() {
    came = true;
    if (!started.isDone()) {
      LOG.info("stopping while it starts");
      starter.interrupt();
    }
  }

  /// Runs whenever the process ends, so also after a start that failed.
  private void stop() {
    if (started.isDone() && started.join() == null) {
      return;
    }
    come();
    try {
      Server server = started.get(BREAK_OFF_MAX.toMillis(), TimeUnit.MILLISECONDS);
      if (server == null) {
        LOG.info("stopped");
      } else {
        server.close();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a start ends with a server or without", e);
    } catch (TimeoutException e) {
      LOG.warn("the start did not end within {}", BREAK_OFF_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    timer.close();
    Runtime.getRuntime().halt(ExitCode.OK);
  }
}
