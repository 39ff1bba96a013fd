package io.ingestlayer.admin;

import io.ingestlayer.platform.http.BodyLimits;
import io.ingestlayer.platform.http.BodyPace;
import io.ingestlayer.platform.http.ServerRequest;
import io.ingestlayer.workspace.ApiKeys;
import io.ingestlayer.workspace.KeyScope;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/// The one field of a plain page that asks for an API key. The key comes in the form's body and goes nowhere else.
record KeyForm(ApiKeys keys, InstantSource clock) {
  private static final BodyLimits FORM = new BodyLimits(4 * 1024, 4 * 1024, 100, BodyPace.DEFAULT);
  private static final String FIELD = "key=";

  /// Whether the form that was sent holds a good key with that scope.
  boolean allows(ServerRequest request, KeyScope scope) {
    String form = new String(request.body(FORM), StandardCharsets.UTF_8);
    return switch (keys.authenticate(key(form), clock.instant())) {
      case ApiKeys.Authenticated good -> good.key().allows(scope);
      case ApiKeys.Refused _ -> false;
    };
  }

  private static String key(String form) {
    for (String field : form.split("&", -1)) {
      if (field.startsWith(FIELD)) {
        try {
          return URLDecoder.decode(field.substring(FIELD.length()), StandardCharsets.UTF_8).strip();
        } catch (IllegalArgumentException e) {
          return "";
        }
      }
    }
    return "";
  }
}
