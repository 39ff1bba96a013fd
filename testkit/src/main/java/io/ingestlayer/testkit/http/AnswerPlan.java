package io.ingestlayer.testkit.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/// Which answer each request gets: the planned ones first, in order, then what holds always.
final class AnswerPlan {
  private static final int PLANNED_MAX = 100_000;

  private final Deque<Answer> planned = new ArrayDeque<>();
  private Function<ReceivedRequest, Answer> always;

  AnswerPlan(Function<ReceivedRequest, Answer> always) {
    this.always = always;
  }

  synchronized void always(Function<ReceivedRequest, Answer> answers) {
    always = answers;
  }

  synchronized void next(int times, Answer answer) {
    if (planned.size() + times > PLANNED_MAX) {
      throw new IllegalArgumentException("more than %d planned answers".formatted(PLANNED_MAX));
    }
    for (int i = 0; i < times; i++) {
      planned.add(answer);
    }
  }

  Answer to(ReceivedRequest request) {
    Function<ReceivedRequest, Answer> answers;
    synchronized (this) {
      Answer next = planned.poll();
      if (next != null) {
        return next;
      }
      answers = always;
    }
    try {
      return answers.apply(request);
    } catch (RuntimeException e) {
      return Answer.text(500, "the answer to %s failed: %s".formatted(request, e));
    }
  }
}
