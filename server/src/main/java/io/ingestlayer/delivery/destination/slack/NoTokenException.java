package io.ingestlayer.delivery.destination.slack;

import io.ingestlayer.delivery.AttemptResult;

/// There is no token to call Slack with.
final class NoTokenException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient AttemptResult result;

  NoTokenException(AttemptResult result) {
    super(result.code(), null, false, false);
    this.result = result;
  }

  /// What an attempt answers.
  AttemptResult result() {
    return result;
  }
}
