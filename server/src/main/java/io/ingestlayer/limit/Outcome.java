package io.ingestlayer.limit;

import io.ingestlayer.outbox.OutboxEvent;
import java.util.List;

/// What counting came to.
///
/// @param refused what goes no further, in order; an occurrence may be refused by several rules
/// @param violations records that were written now
/// @param events of our own that this leads to, for the outbox
public record Outcome(List<Refused> refused, List<Violation> violations, List<OutboxEvent> events) {
  public static final Outcome NOTHING = new Outcome(List.of(), List.of(), List.of());

  public Outcome {
    refused = List.copyOf(refused);
    violations = List.copyOf(violations);
    events = List.copyOf(events);
  }

  /// An occurrence that a limit ends.
  ///
  /// @param occurrence its place among those that were measured together
  /// @param detail a sentence for a person
  public record Refused(int occurrence, String limit, String detail) {}
}
