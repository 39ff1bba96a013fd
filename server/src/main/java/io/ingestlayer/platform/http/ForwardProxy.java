package io.ingestlayer.platform.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A proxy that all HTTP goes out through: `http://user:password@host:3128`. Prints neither user nor password.
///
/// @param host a name or an address, private or not: the operator has chosen it
/// @param user null when the proxy asks for nobody
public record ForwardProxy(String host, int port, @Nullable String user, String password) {
  private static final String FORM = "an address such as http://user:password@proxy.example:3128";

  /// @throws IllegalArgumentException when it is none; the message repeats nothing of the text
  public static ForwardProxy parse(String text) {
    try {
      URI uri = new URI(text);
      boolean isWhole =
          "http".equalsIgnoreCase(uri.getScheme())
              && uri.getHost() != null
              && uri.getPort() > 0
              && uri.getPort() <= 65_535
              && String.valueOf(uri.getPath()).matches("/?")
              && uri.getQuery() == null
              && uri.getFragment() == null;
      if (isWhole) {
        String[] login = String.valueOf(uri.getRawUserInfo()).split(":", 2);
        return new ForwardProxy(
            uri.getHost().replaceAll("^\\[|]$", ""),
            uri.getPort(),
            uri.getRawUserInfo() == null ? null : decoded(login[0]),
            login.length == 2 ? decoded(login[1]) : "");
      }
    } catch (URISyntaxException | IllegalArgumentException e) {
      // Answered below without the cause, whose message quotes the password.
    }
    throw new IllegalArgumentException(FORM);
  }

  private static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
