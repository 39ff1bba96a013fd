package io.ingestlayer.ingest;

import io.ingestlayer.log.LogUnavailableException;
import io.ingestlayer.platform.http.ProblemException;
import io.ingestlayer.platform.time.Timer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Sends a dead letter through the gate again, for its source, as if it had just come. Any thread may call it.
public final class DeadLetterRetry {
  private final DeadLetters letters;
  private final RequestDecoder decoder;
  private final Gate gate;
  private final Timer timer;

  public DeadLetterRetry(DeadLetters letters, RequestDecoder decoder, Gate gate, Timer timer) {
    this.letters = letters;
    this.decoder = decoder;
    this.gate = gate;
    this.timer = timer;
  }

  /// What became of another try.
  public sealed interface Outcome {

    /// It went through the gate: one result for each event in it. The letter is gone unless one was refused again.
    record Judged(List<GateResult> results) implements Outcome {
      public Judged {
        results = List.copyOf(results);
      }
    }

    /// The request still cannot be read.
    record Unreadable(Refusal refusal) implements Outcome {}

    /// Only the beginning of it was kept.
    record Cut() implements Outcome {}

    /// There is no such letter, or no longer.
    record Gone() implements Outcome {}
  }

  public Outcome retry(DeadLetter.Id id) throws LogUnavailableException, InterruptedException {
    DeadLetter letter = letters.find(id).orElse(null);
    if (letter == null) {
      return new Outcome.Gone();
    }
    if (letter.cut()) {
      return new Outcome.Cut();
    }
    String request = letter.wholeRequest() ? letter.body() : "{\"events\":[" + letter.body() + "]}";
    List<GateResult> results;
    try {
      byte[] body = request.getBytes(StandardCharsets.UTF_8);
      results = gate.pass(letter.sourceId(), decoder.decode(body, timer.instant()));
    } catch (ProblemException e) {
      return new Outcome.Unreadable(
          new Refusal(e.problem().code(), e.problem().detail(), e.problem().errors()));
    }
    // An event of a request that is refused again has become a letter of its own.
    if (letter.wholeRequest() || results.stream().noneMatch(GateResult.Refused.class::isInstance)) {
      letters.remove(id);
    }
    return new Outcome.Judged(results);
  }
}
