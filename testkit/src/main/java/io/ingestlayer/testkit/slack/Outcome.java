package io.ingestlayer.testkit.slack;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/// What became of a call.
sealed interface Outcome {
  /// It was carried out.
  ///
  /// @param answer the members beside `ok`
  record Done(ObjectNode answer, List<String> warnings) implements Outcome {}

  /// It was not, and why.
  ///
  /// @param error Slack's code
  /// @param details what exactly, for a person; they become `response_metadata.messages`
  /// @param members more members of the answer
  record Refused(String error, List<String> details, Map<String, String> members)
      implements Outcome {
    static Refused because(String error) {
      return new Refused(error, List.of(), Map.of());
    }

    static Refused because(String error, List<String> details) {
      return new Refused(error, details, Map.of());
    }

    static Refused missingScope(String needed, Set<String> provided) {
      String all = String.join(",", new TreeSet<>(provided));
      return new Refused("missing_scope", List.of(), Map.of("needed", needed, "provided", all));
    }
  }

  /// It came too fast.
  record TooFast(long retryAfterSeconds) implements Outcome {}
}
