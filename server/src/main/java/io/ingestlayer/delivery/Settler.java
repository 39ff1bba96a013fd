package io.ingestlayer.delivery;

import io.ingestlayer.delivery.AttemptResult.Delivered;
import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.AttemptResult.RateLimited;
import io.ingestlayer.delivery.AttemptResult.Reject;
import io.ingestlayer.delivery.AttemptResult.Retry;
import io.ingestlayer.event.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Says what becomes of deliveries by what an attempt came to. Pure but for chance and new ids.
final class Settler {
  /// How long a delivery may wait, paused or held, after it was due.
  static final Duration WAIT_MAX = Duration.ofDays(7);

  static final String EXPIRED = "expired";
  static final String MAYBE_DELIVERED = "maybe_delivered";
  private static final String LOOK_THERE =
      "Look at the destination whether it arrived. If it did not, retry this delivery.";
  private static final int ANSWER_MAX = 4 * 1024;

  private final RowIds ids;

  Settler(RowIds ids) {
    this.ids = ids;
  }

  /// What is to be written about each row.
  ///
  /// @param rows in the order in which the calls carried their deliveries
  /// @param calls together they carried every delivery of the rows, in order
  List<Settlement> settle(
      List<OpenDelivery> rows, List<Call> calls, RetryPolicy policy, Instant now) {
    List<Answered> answers = calls.stream().flatMap(call -> Answered.all(call).stream()).toList();
    List<Settlement> settlements = new ArrayList<>();
    int from = 0;
    for (OpenDelivery row : rows) {
      int to = from + row.deliveries().size();
      settlements.add(settle(row, answers.subList(from, to), policy, now));
      from = to;
    }
    return settlements;
  }

  /// One delivery, what it came to, and the call that carried it.
  private record Answered(Delivery delivery, AttemptResult result, Call call) {
    static List<Answered> all(Call call) {
      List<Answered> all = new ArrayList<>();
      for (int i = 0; i < call.report().results().size(); i++) {
        AttemptResult result = call.report().results().get(i);
        String done = result instanceof Retry retry ? retry.progress() : null;
        all.add(new Answered(call.attempt().deliveries().get(i).after(done), result, call));
      }
      return all;
    }
  }

  private Settlement settle(
      OpenDelivery row, List<Answered> answers, RetryPolicy policy, Instant now) {
    List<AttemptRecord> attempts = AttemptRecords.of(row, calls(answers));
    if (answers.stream().allMatch(it -> it.result() instanceof RateLimited)) {
      return Settlement.stays(row, attempts, null);
    }
    if (answers.stream().allMatch(it -> it.result() instanceof Hold)) {
      Hold hold = (Hold) answers.getFirst().result();
      return Settlement.stays(row, attempts, hold);
    }
    Parts parts = new Parts(row, policy, now);
    answers.forEach(parts::sort);
    return new Settlement(row, true, parts.finished, parts.again(), attempts, parts.rendered, null);
  }

  /// Each call once, told apart by its id: to compare calls whole would look at every delivery in them, for each delivery.
  private static List<Call> calls(List<Answered> answers) {
    Map<UUID, Call> calls = new LinkedHashMap<>();
    answers.forEach(it -> calls.putIfAbsent(it.call().attempt().id(), it.call()));
    return List.copyOf(calls.values());
  }

  /// The parts a row falls into.
  private final class Parts {
    private final OpenDelivery row;
    private final RetryPolicy policy;
    private final RetrySchedule schedule;
    private final Instant now;
    private final List<FinishedDelivery> finished = new ArrayList<>();
    private final List<RenderLimits.Message> rendered = new ArrayList<>();
    private final List<Answered> retried = new ArrayList<>();
    private final List<Answered> limited = new ArrayList<>();
    private final List<Answered> held = new ArrayList<>();

    Parts(OpenDelivery row, RetryPolicy policy, Instant now) {
      this.row = row;
      this.policy = policy;
      this.schedule = policy.schedule();
      this.now = now;
    }

    void sort(Answered answered) {
      switch (answered.result()) {
        case Delivered delivered -> finished.add(delivered(answered.delivery(), delivered));
        case Reject reject ->
            finished.add(
                dead(
                    answered,
                    row.attempts() + 1,
                    reject.code(),
                    reject.detail(),
                    reject.suggestion()));
        case Retry retry -> {
          if (retry.ambiguous() && policy.giveUpAmbiguous()) {
            finished.add(
                dead(answered, row.attempts() + 1, MAYBE_DELIVERED, retry.detail(), LOOK_THERE));
          } else if (row.attempts() + 1 < schedule.attemptsMax()) {
            retried.add(answered);
          } else {
            finished.add(
                dead(answered, row.attempts() + 1, retry.code(), retry.detail(), exhausted()));
          }
        }
        case RateLimited _ -> limited.add(answered);
        case Hold _ -> held.add(answered);
      }
    }

    private String exhausted() {
      return "It did not work in "
          + schedule.attemptsMax()
          + " attempts. See to the destination, then retry this delivery.";
    }

    private FinishedDelivery delivered(Delivery delivery, Delivered result) {
      if (result.rendered() != null) {
        rendered.add(new RenderLimits.Message(delivery, row.lane().lane(), result.rendered()));
      }
      Value.Obj extra =
          result.note() == null ? null : Value.object().put("note", result.note()).build();
      return finish(
          row,
          delivery,
          FinishedDelivery.State.DELIVERED,
          result.code(),
          row.attempts() + 1,
          now,
          extra);
    }

    private FinishedDelivery dead(
        Answered answered, int attempts, String code, String detail, String suggestion) {
      String answer = answered.call().report().response();
      return finish(
          row,
          answered.delivery(),
          FinishedDelivery.State.DEAD,
          code,
          attempts,
          now,
          DeadExtra.write(
              answered.delivery(), detail, suggestion, StorableText.orNull(answer, ANSWER_MAX)));
    }

    List<OpenDelivery> again() {
      List<OpenDelivery> again = new ArrayList<>();
      if (!retried.isEmpty()) {
        Duration delay = schedule.after(row.attempts() + 1, ids.chance());
        Instant due = now.plus(delay == null ? Duration.ZERO : delay);
        again.add(part(retried, due, row.attempts() + 1, OpenDelivery.State.RETRYING));
      }
      if (!limited.isEmpty()) {
        again.add(part(limited, row.due(), row.attempts(), OpenDelivery.State.RETRYING));
      }
      if (!held.isEmpty()) {
        again.add(part(held, row.due(), row.attempts(), OpenDelivery.State.HELD));
      }
      return again;
    }

    private OpenDelivery part(
        List<Answered> answers, Instant due, int attempts, OpenDelivery.State state) {
      AttemptResult result = answers.getFirst().result();
      return row.part(
          ids.holding(answers.getFirst().delivery().event()),
          answers.stream().map(Answered::delivery).toList(),
          due,
          attempts,
          state,
          result.code(),
          AttemptRecords.detail(result));
    }
  }

  /// Gives up a row that waited too long without a try that counts.
  Settlement expire(OpenDelivery row, Instant now) {
    String why =
        row.detail() == null
            ? "It waited for more than 7 days."
            : "It waited for more than 7 days: " + row.detail();
    String suggestion = "See to the destination, then retry this delivery.";
    List<FinishedDelivery> dead =
        row.deliveries().stream()
            .map(it ->
                finish(
                    row,
                    it,
                    FinishedDelivery.State.DEAD,
                    EXPIRED,
                    row.attempts(),
                    now,
                    DeadExtra.write(it, why, suggestion, null)))
            .toList();
    return new Settlement(row, true, dead, List.of(), List.of(), List.of(), null);
  }

  static boolean isExpired(OpenDelivery row, Instant now) {
    return !row.due().plus(WAIT_MAX).isAfter(now);
  }

  static FinishedDelivery finish(
      OpenDelivery row,
      Delivery delivery,
      FinishedDelivery.State state,
      String code,
      int attempts,
      Instant now,
      Value.@Nullable Obj extra) {
    return new FinishedDelivery(
        delivery.id(),
        delivery.event().id(),
        delivery.event().offset(),
        delivery.pipeline().id(),
        delivery.route().position(),
        row.lane().destination(),
        row.lane().lane(),
        row.root(),
        state,
        null,
        code,
        attempts,
        now,
        extra);
  }
}
