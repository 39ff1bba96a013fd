package io.ingestlayer.admin;

import io.ingestlayer.platform.http.ProblemException;
import io.ingestlayer.platform.http.ServerRequest;
import io.ingestlayer.workspace.ApiKey;
import io.ingestlayer.workspace.ApiKeys;
import io.ingestlayer.workspace.KeyScope;
import java.time.InstantSource;

/// Lets in who has a key with the scope that a route asks for.
final class Access {
  private final ApiKeys keys;
  private final InstantSource clock;

  Access(ApiKeys keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /// The caller's key.
  ///
  /// @throws ProblemException 401 without a good key, 403 when it may do other things
  ApiKey require(ServerRequest request, KeyScope scope) {
    String bearer =
        request
            .bearer()
            .orElseThrow(() ->
                new ProblemException(
                    401,
                    "unauthorized",
                    "Send your API key as `Authorization: Bearer il_live_…`."));
    return switch (keys.authenticate(bearer, clock.instant())) {
      case ApiKeys.Authenticated good when good.key().allows(scope) -> good.key();
      case ApiKeys.Authenticated _ ->
          throw new ProblemException(
              403, "forbidden", "This key lacks the scope \"" + scope.word() + "\".");
      case ApiKeys.Refused _ ->
          throw new ProblemException(
              401, "unauthorized", "This API key is not known, has expired or was revoked.");
    };
  }
}
