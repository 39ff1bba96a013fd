package io.ingestlayer.delivery.destination.slack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// The app that a person makes at Slack by pasting a text.
///
/// Facts: <https://docs.slack.dev/reference/app-manifest>.
final class SlackManifest {
  private static final String FILE = "manifest.yaml";
  private static final String REDIRECT = "REDIRECT_URL";

  private SlackManifest() {}

  /// @param redirect this server's callback
  static String of(URI redirect) {
    try (InputStream file = SlackManifest.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IOException("there is no " + FILE);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .replace(REDIRECT, redirect.toString());
    } catch (IOException e) {
      throw new UncheckedIOException("reading the app manifest", e);
    }
  }
}
