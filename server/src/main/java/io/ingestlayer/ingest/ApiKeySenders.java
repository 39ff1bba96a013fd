package io.ingestlayer.ingest;

import io.ingestlayer.platform.db.DatabaseException;
import io.ingestlayer.platform.http.ProblemException;
import io.ingestlayer.workspace.ApiKey;
import io.ingestlayer.workspace.ApiKeys;
import io.ingestlayer.workspace.KeyScope;
import java.time.Instant;
import java.util.Optional;

/// Senders by their API keys.
public final class ApiKeySenders implements Senders {
  private final ApiKeys keys;

  public ApiKeySenders(ApiKeys keys) {
    this.keys = keys;
  }

  @Override
  public Sender authenticate(Optional<String> bearer, Instant now) {
    if (bearer.isEmpty()) {
      throw new ProblemException(
          401, "missing_key", "Send one header \"Authorization: Bearer\" with an API key.");
    }
    return switch (ask(bearer.get(), now)) {
      case ApiKeys.Authenticated known -> sender(known.key());
      case ApiKeys.Refused refused ->
          throw new ProblemException(401, refused.code(), refused.detail());
    };
  }

  private ApiKeys.Authentication ask(String key, Instant now) {
    try {
      return keys.authenticate(key, now);
    } catch (DatabaseException e) {
      throw new ProblemException(
          503, "keys_unavailable", "Keys cannot be looked up now; send it again later.");
    }
  }

  private static Sender sender(ApiKey key) {
    if (!key.allows(KeyScope.INGEST)) {
      throw new ProblemException(
          403, "insufficient_scope", "This key may not send events; it lacks the scope ingest.");
    }
    return new Sender(key.id().toString(), key.name(), key.sourceId());
  }
}
