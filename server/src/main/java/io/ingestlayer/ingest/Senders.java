package io.ingestlayer.ingest;

import io.ingestlayer.platform.http.ProblemException;
import java.time.Instant;
import java.util.Optional;

/// Recognises who sends. Any thread may call it.
public interface Senders {

  /// The sender behind a bearer token that may ingest.
  ///
  /// @param bearer the token, when there was exactly one
  /// @throws ProblemException 401 when there is none or it is not known, revoked or expired, with a code of its own; 403
  ///     when it may do other things; 503 when it cannot be looked up now
  Sender authenticate(Optional<String> bearer, Instant now) throws ProblemException;
}
