package io.ingestlayer.delivery.vendor;

import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.AttemptResult.Retry;
import io.ingestlayer.platform.http.HttpSendException;
import io.ingestlayer.platform.net.EgressRefusedException;

/// What a request without an answer means to a lane. Pure.
public final class NoAnswer {
  private NoAnswer() {}

  /// The address was refused, or the name not found: nothing was sent.
  public static AttemptResult refused(EgressRefusedException e) {
    return switch (e.reason()) {
      case NOT_ALLOWED ->
          new Hold(
              "egress_refused",
              String.valueOf(e.getMessage()),
              "use an address that is public, or allow this one as the line above says and start the server again",
              true);
      case UNRESOLVED -> new Retry("unresolved_host", String.valueOf(e.getMessage()), false);
    };
  }

  /// There was no answer.
  ///
  /// @param sends whether the request would have made a message; asking for something leaves no doubt behind
  public static Retry lost(HttpSendException e, boolean sends) {
    return new Retry(e.code(), String.valueOf(e.getMessage()), sends && e.maybeArrived());
  }
}
