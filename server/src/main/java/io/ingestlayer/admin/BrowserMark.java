package io.ingestlayer.admin;

import io.ingestlayer.delivery.ConsentStates;
import io.ingestlayer.platform.http.ServerRequest;
import io.ingestlayer.platform.http.ServerResponse;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// The cookie by which the browser is known again that began to connect a destination. It says nothing else.
///
/// @param name `__Host-` in front where the page comes over TLS, so that no other host can set it
record BrowserMark(String name, boolean secure) {
  private static final String PLAIN = "il_connect";
  private static final String HOST = "__Host-" + PLAIN;

  static final List<String> NAMES = List.of(HOST, PLAIN);

  static BrowserMark of(URI publicUrl) {
    boolean secure = "https".equalsIgnoreCase(publicUrl.getScheme());
    return new BrowserMark(secure ? HOST : PLAIN, secure);
  }

  ServerResponse set(ServerResponse answer, String value) {
    return answer.with(
        "Set-Cookie",
        "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s"
            .formatted(name, value, ConsentStates.LIFE.toSeconds(), secure ? "; Secure" : ""));
  }

  static Optional<String> shown(ServerRequest request, String name) {
    return request.headers("Cookie").stream()
        .flatMap(it -> List.of(it.split(";", -1)).stream())
        .map(String::strip)
        .filter(it -> it.startsWith(name + "="))
        .map(it -> it.substring(name.length() + 1))
        .findFirst();
  }
}
