package io.ingestlayer.testkit.discord;

import java.util.List;

/// What became of a request.
sealed interface Outcome {
  /// It was carried out.
  ///
  /// @param body the message as Discord answers it; empty when the sender did not want to wait for it
  record Done(String body, Bucket.Left left) implements Outcome {}

  /// It was not, and why.
  ///
  /// @param problems where in the body, and what, for code 50035
  record Refused(int status, int code, String message, List<Problem> problems) implements Outcome {
    static Refused because(int status, int code, String message) {
      return new Refused(status, code, message, List.of());
    }
  }

  /// It came too fast.
  record TooFast(Bucket.Left left, String scope) implements Outcome {}

  /// A member that is not as it must be.
  ///
  /// @param path its names and places, `embeds.0.title`
  record Problem(String path, String code, String message) {}
}
