package io.ingestlayer.component;

import java.net.URI;
import java.util.Optional;
import java.util.stream.Stream;

/// Which parts of an address may be a token: those that are too long for anybody's word. Pure.
public final class UrlTokens {
  /// From this many characters, a part of a path is nobody's word.
  public static final int PATH_PART_MIN = 20;

  /// From this many characters, a value of a query is.
  public static final int QUERY_PART_MIN = 8;

  private UrlTokens() {}

  /// Whether one may be in its path or its query.
  public static boolean mayBeIn(URI url) {
    String path = Optional.ofNullable(url.getRawPath()).orElse("");
    String query = Optional.ofNullable(url.getRawQuery()).orElse("");
    return Stream.of(path.split("/", -1)).anyMatch(it -> it.length() >= PATH_PART_MIN)
        || Stream.of(query.split("&", -1))
            .map(it -> it.substring(it.indexOf('=') + 1))
            .anyMatch(it -> it.length() >= QUERY_PART_MIN);
  }
}
