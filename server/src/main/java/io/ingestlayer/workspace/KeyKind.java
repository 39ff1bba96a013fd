package io.ingestlayer.workspace;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/// What a key is for; its first characters say it.
public enum KeyKind {
  LIVE("il_live_"),
  TEST("il_test_"),
  /// For a browser, where everybody can read it: it may only send events.
  PUBLIC("il_pub_"),
  AGENT("ag_live_");

  private final String prefix;

  KeyKind(String prefix) {
    this.prefix = prefix;
  }

  public String prefix() {
    return prefix;
  }

  /// What a key of this kind may do unless its maker says otherwise.
  public Set<KeyScope> defaultScopes() {
    return this == PUBLIC ? Set.of(KeyScope.INGEST) : Set.of(KeyScope.values());
  }

  /// The kind that a key's first characters name.
  public static Optional<KeyKind> of(String key) {
    return Arrays.stream(values()).filter(it -> key.startsWith(it.prefix)).findFirst();
  }
}
