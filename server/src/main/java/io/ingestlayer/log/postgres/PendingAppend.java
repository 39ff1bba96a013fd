package io.ingestlayer.log.postgres;

import io.ingestlayer.log.AppendResult;
import io.ingestlayer.log.LogUnavailableException;
import io.ingestlayer.log.NewEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One call that waits for its answer. The caller's thread awaits, the appender's thread answers or fails it, once.
final class PendingAppend {
  private final List<NewEvent> events;
  private final long characters;
  private final long sinceNanos = System.nanoTime();
  private final CompletableFuture<Answer> answer = new CompletableFuture<>();

  PendingAppend(List<NewEvent> events) {
    this.events = events;
    this.characters = events.stream().mapToLong(it -> it.payload().text().length()).sum();
  }

  List<NewEvent> events() {
    return events;
  }

  int size() {
    return events.size();
  }

  /// The characters of all payloads.
  long characters() {
    return characters;
  }

  /// When it began to wait, as `System.nanoTime`.
  long sinceNanos() {
    return sinceNanos;
  }

  /// Whether the caller has gone: what is not written yet need not be.
  boolean abandoned() {
    return answer.isDone();
  }

  void answer(List<AppendResult> results) {
    answer.complete(new Answer.Results(results));
  }

  void fail(LogUnavailableException why) {
    answer.complete(new Answer.Unavailable(why));
  }

  /// It can never be stored.
  void refuse(IllegalArgumentException why) {
    answer.complete(new Answer.Unstorable(why));
  }

  /// The answer, as soon as it is there. A caller that gives up has not learned whether its events are stored.
  List<AppendResult> await(Duration atMost) throws LogUnavailableException, InterruptedException {
    try {
      return switch (answer.get(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
        case Answer.Results it -> it.results;
        case Answer.Unavailable it -> throw it.why;
        case Answer.Unstorable it -> throw it.why;
      };
    } catch (TimeoutException e) {
      answer.cancel(false);
      throw new LogUnavailableException("%s: no answer within %s".formatted(this, atMost), e);
    } catch (InterruptedException e) {
      answer.cancel(false);
      throw e;
    } catch (ExecutionException e) {
      throw new AssertionError("an answer is a value", e);
    }
  }

  private sealed interface Answer {
    record Results(List<AppendResult> results) implements Answer {}

    record Unavailable(LogUnavailableException why) implements Answer {}

    record Unstorable(IllegalArgumentException why) implements Answer {}
  }

  @Override
  public String toString() {
    return "append of " + events.size() + " events";
  }
}
