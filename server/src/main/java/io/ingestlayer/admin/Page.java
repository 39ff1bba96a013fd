package io.ingestlayer.admin;

import io.ingestlayer.platform.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// A plain page for a person: one style, no script, nothing from elsewhere. Pure.
final class Page {
  private static final String STYLE =
      """
      :root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}
      body{max-width:52rem;margin:2rem auto;padding:0 1rem}
      h1{font-size:1.3rem;overflow-wrap:anywhere}h2{font-size:1.05rem;margin-top:2rem}
      table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.3rem .6rem .3rem 0;border-bottom:1px solid #8884;overflow-wrap:anywhere}
      th{font-weight:600;white-space:nowrap}
      pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#8881;padding:.8rem;border-radius:.4rem}
      .state{font-weight:600}.delivered,.passed,.routed,.branched{color:#1a7f37}.dead,.failed,.held{color:#cf222e}.retrying,.pending,.missed{color:#9a6700}.dropped,.skipped{color:#6e7781}
      small{color:#6e7781}input{font:inherit;padding:.4rem;width:24rem;max-width:100%}button{font:inherit;padding:.4rem 1rem}
      """;

  private static final String STYLE_HASH = "sha256-" + hash(STYLE);

  private Page() {}

  /// Kept by nobody, and told to nobody it links to.
  static ServerResponse answer(int status, String html) {
    return ServerResponse.html(status, html)
        .with(
            "Content-Security-Policy",
            "default-src 'none'; style-src '"
                + STYLE_HASH
                + "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
        .with("Referrer-Policy", "no-referrer")
        .with("Cache-Control", "no-store");
  }

  static String html(String title, String body) {
    return "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><meta name=\"robots\" content=\"noindex\"><title>"
        + escape(title)
        + " · ingestlayer</title><style>"
        + STYLE
        + "</style></head><body>"
        + body
        + "</body></html>";
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static String hash(String style) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
