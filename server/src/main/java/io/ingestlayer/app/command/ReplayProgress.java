package io.ingestlayer.app.command;

import static io.ingestlayer.app.command.ServerApi.number;
import static io.ingestlayer.app.command.ServerApi.segment;
import static io.ingestlayer.app.command.ServerApi.text;

import io.ingestlayer.component.DurationText;
import io.ingestlayer.event.Value;
import java.io.PrintWriter;
import java.time.Duration;

/// Shows how far a replay is until it is over. One thread.
final class ReplayProgress {
  static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /// Where nobody watches, a line for each look would fill a log.
  private static final int LOOKS_FOR_A_LINE = 10;

  private final ServerApi api;
  private final PrintWriter out;
  private final boolean terminal;
  private final Pause pause;

  /// Waits between two looks.
  interface Pause {
    void await() throws InterruptedException;
  }

  /// @param terminal whether one line is written over again and again
  ReplayProgress(ServerApi api, PrintWriter out, boolean terminal, Pause pause) {
    this.api = api;
    this.out = out;
    this.terminal = terminal;
    this.pause = pause;
  }

  /// Returns when the replay is over. Whoever ends the process before is told that it goes on.
  int follow(String id) throws ApiException {
    Thread farewell = new Thread(() -> goesOn(id), "farewell");
    Runtime.getRuntime().addShutdownHook(farewell);
    try {
      return watch(id);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      goesOn(id);
      return ExitCode.FAILED;
    } catch (ApiClient.UnreachableException e) {
      goesOn(id);
      throw e;
    } finally {
      forget(farewell);
    }
  }

  private static void forget(Thread farewell) {
    try {
      Runtime.getRuntime().removeShutdownHook(farewell);
    } catch (IllegalStateException e) {
      // The process is about to end, and the farewell is being said.
    }
  }

  private void goesOn(String id) {
    out.println();
    out.println("the replay goes on; look at it with: ingestlayer replay show " + id);
    out.println("end it with: ingestlayer replay cancel " + id);
    out.flush();
  }

  private int watch(String id) throws ApiException, InterruptedException {
    for (int look = 0; ; look++) {
      Value replay = api.get("/v1/replays/" + segment(id)).get("data");
      String state = text(replay, "state");
      boolean isOver = state.equals("done") || state.equals("canceled");
      if (terminal) {
        out.print("\r" + line(replay) + "\u001b[K" + (isOver ? "\n" : ""));
        out.flush();
      } else if (isOver || look % LOOKS_FOR_A_LINE == 0) {
        out.println(line(replay));
      }
      if (isOver) {
        return ended(replay, state);
      }
      pause.await();
    }
  }

  private int ended(Value replay, String state) {
    if (number(replay, "dead") > 0) {
      out.println(
          "%,d died again; see why with: ingestlayer deliveries --state dead --since 1h"
              .formatted(number(replay, "dead")));
    }
    return state.equals("done") ? ExitCode.OK : ExitCode.FAILED;
  }

  /// `running: looked at 120 of 1,000; delivered 80, dead 0, canceled 0, left out 3, open 37`.
  static String line(Value replay) {
    return TextTable.printable(
        "%s: looked at %,d of %,d; delivered %,d, dead %,d, canceled %,d, left out %,d, open %,d"
            .formatted(
                text(replay, "state"),
                number(replay, "looked_at"),
                number(replay, "expected"),
                number(replay, "delivered"),
                number(replay, "dead"),
                number(replay, "canceled"),
                number(replay, "left_out"),
                number(replay, "open")));
  }

  static String time(long seconds) {
    return DurationText.write(Duration.ofSeconds(Math.max(1, seconds)));
  }
}
