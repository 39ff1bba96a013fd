package io.ingestlayer.delivery.vendor;

import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.AttemptResult.Retry;
import io.ingestlayer.delivery.AttemptResult.Unreached;
import io.ingestlayer.platform.http.HttpSendException;
import io.ingestlayer.platform.net.EgressRefusedException;
import java.util.Set;

/// What a request without an answer means to a lane. Pure.
public final class NoAnswer {
  private static final Set<String> CONNECTING =
      Set.of("no_route", "connect_failed", "connect_timeout");
  private static final int CAUSES_MAX = 10;

  private NoAnswer() {}

  /// The address was refused, or the name not found: nothing was sent.
  public static AttemptResult refused(EgressRefusedException e) {
    return switch (e.reason()) {
      case NOT_ALLOWED ->
          new Hold(
              e.code(),
              String.valueOf(e.getMessage()),
              "use an address that is public, or allow this one as the line above says and start the server again",
              true);
      case UNRESOLVED -> {
        String said = String.valueOf(e.getMessage());
        // That there is no such name was said by a DNS that works, and so it is not ours.
        yield e.isAnswered()
            ? new Retry(e.code(), said, false)
            : Retry.unreached(e.code(), said, new Unreached(said, e.isOurs()));
      }
    };
  }

  /// There was no answer.
  ///
  /// @param sends whether the request would have made a message; asking for something leaves no doubt behind
  public static Retry lost(HttpSendException e, boolean sends) {
    String said = String.valueOf(e.getMessage());
    if (e.code().equals("proxy_failed")) {
      return Retry.unreached(e.code(), said, new Unreached(said, true));
    }
    if (CONNECTING.contains(e.code()) && !e.maybeArrived()) {
      boolean isSilent = e.code().equals("connect_timeout");
      return Retry.unreached(
          e.code(), said, new Unreached(e.host(), e.addresses(), hasNoNetwork(e), isSilent));
    }
    return new Retry(e.code(), said, sends && e.maybeArrived());
  }

  /// Whether this machine has no way to anywhere: what the system answers when there is no route at all.
  private static boolean hasNoNetwork(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
      if (String.valueOf(cause.getMessage()).contains("Network is unreachable")) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
