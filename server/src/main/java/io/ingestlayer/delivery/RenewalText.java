package io.ingestlayer.delivery;

import io.ingestlayer.event.Times;
import java.time.Instant;

/// Why a credential cannot be renewed, in words for the one who has to connect again.
final class RenewalText {
  private static final String CONNECT =
      "Connect the destination again, or give it a new credential.";

  private RenewalText() {}

  /// @param at when it was used before, without an answer that was kept
  static Credentials.Lost lost(String field, Instant at, Credentials.Refused refused) {
    return new Credentials.Lost(
        new AttemptResult.Hold(
            "credential_lost",
            "The refresh token of \"%s\" was used at %s and the answer was lost; now the vendor does not take it any more (%s: %s)."
                .formatted(field, Times.text(at), refused.code(), refused.detail()),
            CONNECT,
            true));
  }

  static Credentials.Lost refused(String field, Credentials.Refused refused) {
    return new Credentials.Lost(
        new AttemptResult.Hold(
            "credential_refused",
            "The vendor does not renew the credential \"%s\" (%s: %s)."
                .formatted(field, refused.code(), refused.detail()),
            CONNECT,
            true));
  }
}
