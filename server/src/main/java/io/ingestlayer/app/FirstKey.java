package io.ingestlayer.app;

import io.ingestlayer.workspace.ApiKey;
import io.ingestlayer.workspace.ApiKeys;
import io.ingestlayer.workspace.KeyKind;
import io.ingestlayer.workspace.KeyScope;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;

/// The first API key of a new server.
public final class FirstKey {
  private static final String VARIABLE = "INGESTLAYER_API_KEY";
  private static final String NAME = "first";

  private FirstKey() {}

  /// Makes it when there is no key yet: the one in `INGESTLAYER_API_KEY`, else a random one, which is returned to be shown.
  ///
  /// @throws SettingsException when the variable does not hold a key
  public static Optional<String> mint(ApiKeys keys, Map<String, String> environment, Instant now) {
    if (!keys.list().isEmpty()) {
      return Optional.empty();
    }
    String given = environment.getOrDefault(VARIABLE, "").strip();
    if (!given.isEmpty()) {
      mint(keys, given, now);
      return Optional.empty();
    }
    ApiKeys.Created created =
        keys.create(
            NAME, KeyKind.LIVE, EnumSet.allOf(KeyScope.class), ApiKey.DEFAULT_SOURCE, null, now);
    return Optional.of(created.key());
  }

  private static void mint(ApiKeys keys, String given, Instant now) {
    try {
      keys.mint(given, NAME, ApiKey.DEFAULT_SOURCE, now);
    } catch (IllegalArgumentException e) {
      throw new SettingsException(VARIABLE + ": " + e.getMessage());
    }
  }
}
