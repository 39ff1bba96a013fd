package io.ingestlayer.ingest;

import io.ingestlayer.log.AppendResult;
import io.ingestlayer.log.EventLog;
import io.ingestlayer.log.IdempotencyKey;
import io.ingestlayer.log.LogUnavailableException;
import io.ingestlayer.log.NewEvent;
import io.ingestlayer.platform.http.Problem;
import io.ingestlayer.schema.EventSchema;
import io.ingestlayer.schema.SchemaRegistry;
import io.ingestlayer.workspace.EventDefinition;
import io.ingestlayer.workspace.Workspace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Decides for each event whether it goes into the log, and has those that do stored in one append. Any thread may call it.
public final class Gate {
  private final EventLog log;
  private final Workspace workspace;
  private final SchemaRegistry schemas;
  private final DeadLetterQueue deadLetters;
  private final IngestMetrics metrics;

  public Gate(
      EventLog log,
      Workspace workspace,
      SchemaRegistry schemas,
      DeadLetterQueue deadLetters,
      IngestMetrics metrics) {
    this.log = log;
    this.workspace = workspace;
    this.schemas = schemas;
    this.deadLetters = deadLetters;
    this.metrics = metrics;
  }

  /// What became of each event, in their order. What is accepted is on stable storage when this returns; what is
  /// refused is on its way to the dead letters.
  ///
  /// @throws LogUnavailableException when it is not known to be stored: then nothing is known of any of them, nothing
  ///     was counted, and the sender sends all of them again
  public List<GateResult> pass(String sourceId, List<DecodedEvent> events)
      throws LogUnavailableException, InterruptedException {
    Map<String, EventDefinition> declared = workspace.active().events();
    List<Judged> judged = new ArrayList<>(events.size());
    List<NewEvent> sound = new ArrayList<>(events.size());
    for (DecodedEvent event : events) {
      Judged verdict = judge(sourceId, event, declared);
      judged.add(verdict);
      if (verdict instanceof Judged.Good good) {
        sound.add(good.event());
      }
    }
    List<AppendResult> appended = sound.isEmpty() ? List.of() : log.append(sound);
    return settle(sourceId, events, judged, appended);
  }

  /// What is known of an event before the log is asked.
  private sealed interface Judged {
    record Good(NewEvent event) implements Judged {}

    record Bad(Refusal refusal) implements Judged {}
  }

  private Judged judge(
      String sourceId, DecodedEvent decoded, Map<String, EventDefinition> declared) {
    return switch (decoded) {
      case DecodedEvent.Unsound unsound -> new Judged.Bad(unsound.refusal());
      case DecodedEvent.Sound event -> {
        List<Problem.Part> wrong = violations(event);
        yield wrong.isEmpty()
            ? new Judged.Good(newEvent(sourceId, event, declared))
            : new Judged.Bad(violation(event.type(), wrong));
      }
    };
  }

  private List<Problem.Part> violations(DecodedEvent.Sound event) {
    EventSchema schema = schemas.find(event.type()).orElse(null);
    if (schema == null) {
      return List.of();
    }
    return schema.check(event.payload().tree()).stream()
        .map(it -> new Problem.Part(event.pointer() + it.pointer(), it.code(), it.detail()))
        .toList();
  }

  private static Refusal violation(String type, List<Problem.Part> wrong) {
    String places = wrong.size() == 1 ? "in one place" : "in " + wrong.size() + " places";
    return new Refusal(
        "schema_violation",
        "The payload is not what " + type + " is declared to be, " + places + ".",
        wrong);
  }

  private static NewEvent newEvent(
      String sourceId, DecodedEvent.Sound event, Map<String, EventDefinition> declared) {
    return new NewEvent(
        event.type(),
        sourceId,
        event.occurredAt(),
        event.payload(),
        event.key() == null ? null : claim(sourceId, event, event.key(), declared));
  }

  private static IdempotencyKey claim(
      String sourceId,
      DecodedEvent.Sound event,
      String key,
      Map<String, EventDefinition> declared) {
    EventDefinition definition = declared.get(event.type());
    Duration window = definition == null ? EventDefinition.DEFAULT_WINDOW : definition.window();
    return IdempotencyKey.of(sourceId, key, event.type(), event.payload().text(), window);
  }

  private List<GateResult> settle(
      String sourceId,
      List<DecodedEvent> events,
      List<Judged> judged,
      List<AppendResult> appended) {
    List<GateResult> results = new ArrayList<>(events.size());
    int next = 0;
    int accepted = 0;
    int duplicates = 0;
    for (int index = 0; index < events.size(); index++) {
      GateResult result =
          switch (judged.get(index)) {
            case Judged.Bad bad -> new GateResult.Refused(bad.refusal());
            case Judged.Good _ -> result(appended.get(next++), index);
          };
      results.add(result);
      switch (result) {
        case GateResult.Accepted _ -> accepted++;
        case GateResult.Duplicate _ -> duplicates++;
        case GateResult.Refused refused -> refuse(sourceId, events.get(index), refused.refusal());
      }
    }
    metrics.accepted(accepted);
    metrics.duplicates(duplicates);
    return results;
  }

  private static GateResult result(AppendResult appended, int index) {
    return switch (appended) {
      case AppendResult.Stored stored -> new GateResult.Accepted(stored.event().id());
      case AppendResult.Duplicate duplicate -> new GateResult.Duplicate(duplicate.first());
      case AppendResult.Conflict conflict ->
          new GateResult.Refused(
              Refusal.of(
                  List.of(
                      new Problem.Part(
                          "/events/" + index + "/idempotencyKey",
                          "idempotency_conflict",
                          "This key stands for "
                              + conflict.first()
                              + ", which has another type or payload."))));
    };
  }

  private void refuse(String sourceId, DecodedEvent event, Refusal refusal) {
    metrics.rejected(refusal.code());
    deadLetters.put(RefusedInput.event(sourceId, event, refusal));
  }
}
